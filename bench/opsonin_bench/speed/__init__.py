"""What runs cost in CPU seconds, beside the same work by other systems."""
