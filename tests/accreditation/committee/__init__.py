"""The Committee: seats, items, positions and their count."""
