"""Commands that make the weights that come with the package."""
