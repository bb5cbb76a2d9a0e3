"""Commit: links across documents, the account of the run, and everything that it changes."""
