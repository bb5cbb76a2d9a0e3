"""Inspection: questions to what was committed, copies of it, and the checks of it."""
