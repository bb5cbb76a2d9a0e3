"""Builds the core vocabulary from data inside public wheels; run it with ``python -m``."""
