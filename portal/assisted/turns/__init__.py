"""The turns of a desk: numbers for who comes without an appointment, in the order in which they came."""
