"""Migrations, each named for what it does."""
