"""What guards the shape of the house."""
