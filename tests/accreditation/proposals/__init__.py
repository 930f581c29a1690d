"""Tests of the proposals and the process they hold."""
