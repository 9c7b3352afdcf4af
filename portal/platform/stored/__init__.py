"""What people attach: checked by content, made harmless, sealed, and on the disk before a row names it."""
