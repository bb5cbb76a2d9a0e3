"""Prefect flows and schedules: the only code that imports Prefect."""
