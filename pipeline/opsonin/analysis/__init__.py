"""What many components want to know of a text: tokens, sentences, lines, n-grams, once."""
