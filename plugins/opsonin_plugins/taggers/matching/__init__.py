"""The dictionary matcher: folded text, hashed n-grams, and a memory-mapped index of terms."""
