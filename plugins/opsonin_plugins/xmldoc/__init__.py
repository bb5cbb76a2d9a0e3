"""XML with the place of every character: scanning, and what the formats of records mean."""
