"""Screening: names of applications against a list of sanctions that the Secretariat loads."""
