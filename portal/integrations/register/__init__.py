"""The protocol register of a body: gives an incoming case its legal number and date."""
