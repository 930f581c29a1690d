"""Production settings on real services."""
