"""How long a case is kept, what is left of it afterwards, and the proof that the rest is gone.

``rules`` are the classes of content/retention.yaml and the day they lead to (pure); ``erasing`` takes a
case out of every table that names it; ``proofs`` keeps the chain of what was erased; ``holds`` is the
legal hold that stops all of it.
"""
