"""The waiting room of a desk: a screen that says which number is called now, and to which table."""
