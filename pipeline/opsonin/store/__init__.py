"""The store: content-named Parquet files, commits that name them, and snapshots for consumers."""
