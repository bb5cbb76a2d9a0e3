"""Prefect flows, deployments and schedules: the only code that imports Prefect."""
