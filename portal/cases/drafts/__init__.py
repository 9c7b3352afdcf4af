"""A draft: what it begins from, how its steps are read, what changed meanwhile, and its end."""
