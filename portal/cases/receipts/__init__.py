"""What proves that a request was received: the receipt, the sealed request, its entry in the register."""
