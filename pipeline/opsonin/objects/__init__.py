"""Object storage: one narrow interface, and S3 behind it."""
