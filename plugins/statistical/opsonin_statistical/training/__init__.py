"""Trains weights on annotated documents; needs the extra ``train``."""
