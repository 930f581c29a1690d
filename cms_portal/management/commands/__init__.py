"""What the wiring adds to the command line."""
