"""What is known before anybody asks: by public registers, by the provider, in the drawer."""
