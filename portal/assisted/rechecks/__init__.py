"""Whether what we know of how a person is reached still holds: asked at a desk, twice a year at most."""
