"""What an export says about itself: dictionaries for people, standard descriptions for programs."""
