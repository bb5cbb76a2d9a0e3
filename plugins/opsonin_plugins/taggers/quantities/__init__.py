"""Statistics: numbers in figures and words, what compares them, and what they count."""
