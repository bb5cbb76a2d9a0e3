"""A snapshot as pages for a browser, which work offline from disk."""
