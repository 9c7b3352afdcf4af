"""A parent, guardian, curator or amministratore di sostegno who comes to a desk in the place of somebody."""
