"""People, organisations, places and publications, and which names are of one of them."""
