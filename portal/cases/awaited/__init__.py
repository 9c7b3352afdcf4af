"""Requests that were written at a desk and wait for the hand of who declares: known, counted, reminded of."""
