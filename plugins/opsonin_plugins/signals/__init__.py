"""Measures of text quality, and the judgement that rests on them."""
