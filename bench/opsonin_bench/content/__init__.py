"""Trains the model that tells main content from the rest of a page, and measures it."""
