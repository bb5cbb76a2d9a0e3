"""Checks of vocabularies and their terms."""
