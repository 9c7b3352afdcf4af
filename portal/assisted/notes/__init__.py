"""What the operators of a body note about a person, for the next time they are at a desk."""
