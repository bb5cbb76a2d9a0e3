"""Plan: what has to be computed for which document, cut into tasks."""
