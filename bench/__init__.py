"""What a page costs: CPU beside a Flask hello world, bytes on the wire, the slowest searches."""
