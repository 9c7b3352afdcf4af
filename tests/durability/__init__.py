"""Real processes, killed while people send."""
