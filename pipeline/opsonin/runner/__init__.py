"""Runs the stages over shards, keeps the account, and remembers what need not be computed again."""
