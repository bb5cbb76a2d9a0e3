"""Runs the stages over shards, keeps the account, and finds what need not be computed again."""
