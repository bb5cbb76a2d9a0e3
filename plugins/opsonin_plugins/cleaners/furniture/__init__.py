"""Tells the furniture of web pages from their text, line by line, by what pages have taught."""
