"""What changes appointments: booking, changing, the day at the desk, and telling people."""
