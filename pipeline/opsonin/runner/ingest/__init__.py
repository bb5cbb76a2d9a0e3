"""Ingest: what the inputs hold, compared with what is known, and its raw rows."""
