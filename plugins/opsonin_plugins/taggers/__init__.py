"""Built-in taggers."""
