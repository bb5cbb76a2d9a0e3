"""The work of each stage on a batch in memory, without files."""
