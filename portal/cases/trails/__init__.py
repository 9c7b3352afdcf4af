"""Who did or looked at what about a person, as that person reads it, on the page and on paper."""
