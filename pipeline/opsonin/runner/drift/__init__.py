"""Tells when the documents of a publisher are no longer what they were."""
