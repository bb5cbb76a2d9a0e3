"""The opsonin command."""
