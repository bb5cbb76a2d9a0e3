"""Finds damage in the clean text that no rule may repair."""
