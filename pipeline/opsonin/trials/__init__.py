"""Trials: what one component does to one document, for the author of the component."""
