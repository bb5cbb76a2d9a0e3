"""A statistical tagger of biomedical mentions for opsonin."""
