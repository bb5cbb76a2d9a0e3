"""Spans of text, edits, and the alignment that leads from clean text back to the raw source."""
