"""Tests of the screening of names."""
