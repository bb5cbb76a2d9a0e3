"""Dates and durations as TIMEX3, and the calendar dates that they mean."""
