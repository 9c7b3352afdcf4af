"""What a desk typed and nobody may use at once: a changed contact, an account money will go to.

Whoever sits at a desk could take over somebody's letters, or their money. So the change waits: for a
second operator, or for a day in which the old contact, told at once, can stop it.
"""
