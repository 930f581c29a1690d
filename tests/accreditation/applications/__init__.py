"""Tests of the room of applications."""
