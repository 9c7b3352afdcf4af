"""Looking after those who look: openings sampled every week, and signals where work looks unusual.

A signal is a question to a person, never a score: it says how many, where and when, and nobody is compared.
"""
