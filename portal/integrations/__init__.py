"""Other administrations and networks: one folder each, a client, its types, and a fake that behaves."""
