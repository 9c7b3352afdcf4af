"""A large file that comes piece by piece: the line may drop, what has come is not sent again."""
