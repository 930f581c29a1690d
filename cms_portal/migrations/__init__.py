"""The tables of the wiring."""
