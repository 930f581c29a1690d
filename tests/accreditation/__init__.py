"""Tests of the workflow of the mandate."""
