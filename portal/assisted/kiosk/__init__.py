"""Public machines of a desk: enrolled, known on every page, wiped after each person."""
