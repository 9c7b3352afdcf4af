"""Electronic mail: one letter to one person, over SMTP."""
