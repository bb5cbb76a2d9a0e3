"""Statements: claims in a form in which one can be held against another."""
