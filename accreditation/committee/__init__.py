"""13.CC: seats, items, positions, the count and the record."""
