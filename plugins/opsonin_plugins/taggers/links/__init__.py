"""Links between documents that tell of the same: stories, papers and what is said of them."""
