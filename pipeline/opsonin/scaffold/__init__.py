"""Writes the first version of a plugin: a small, complete, tested distribution."""
