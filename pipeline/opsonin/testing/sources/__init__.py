"""Checks of sources, and what they are tried on."""
