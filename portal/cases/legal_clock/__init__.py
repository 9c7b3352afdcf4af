"""The legal clock of a case: what the law says of days, and the rounds that keep to it."""
