"""Which blocks of a page are its main content: an extractor that knows source positions."""
