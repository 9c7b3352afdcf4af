"""Whom an operator may not serve, and what becomes of that person."""
