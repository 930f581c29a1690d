"""The workflow of Decisions 13.AA to 13.CC."""
