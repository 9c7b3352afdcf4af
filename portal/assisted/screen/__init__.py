"""What the person beside the operator sees: on the turned screen, in a second window, on a second device."""
