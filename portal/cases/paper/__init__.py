"""Without the net: a request on paper, made of the questions themselves, and typed in later."""
