"""Citations: which words of a reference are its authors, its title and so on."""
