"""Tests of the organisations' documents."""
