"""What people keep on paper: accessible PDFs, and the drawings that lead back from them."""
