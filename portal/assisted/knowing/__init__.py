"""Coming to know who is in front of the operator: what is read from a card, whom we know already, who says it
themselves."""
