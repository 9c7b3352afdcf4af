"""The rules of the desk: read and accepted by whoever works there, and again when they change."""
