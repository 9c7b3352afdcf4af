"""What changes powers, by subject."""
