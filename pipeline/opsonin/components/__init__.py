"""What plugins hand over: sources, cleaners, taggers, exporters, vocabularies."""
