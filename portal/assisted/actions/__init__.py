"""What changes visits and mandates, by subject."""
