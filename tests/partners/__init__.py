"""Tests of people and organisations."""
