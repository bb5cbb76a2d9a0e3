"""People and organisations: names, what is said of them, and which names are one person."""
