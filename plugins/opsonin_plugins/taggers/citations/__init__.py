"""Citations: where references are, and which words of them are authors, title and so on."""
