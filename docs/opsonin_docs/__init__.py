"""Makes the generated parts of the pages, and finds what nobody has documented."""
