"""Reads the records of a paged HTTP API: ``opsonin run api+https://host/records``."""
