"""Quotes: what stands between marks, who says it, and the word that tells so."""
