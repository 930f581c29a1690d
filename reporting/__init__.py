"""What goes out: partner reports, issued documents, open data."""
