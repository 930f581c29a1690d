"""The pages of reports and documents."""
