"""The ground every area stands on; it knows none of them."""
