"""The studies that a text reports or speaks of."""
