"""Checks: arithmetic on the numbers that a document states."""
