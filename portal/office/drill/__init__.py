"""The drill: each neighbour of a throw-away installation is stopped in turn, and everything arrives after.

``rehearsing`` plays one neighbour's bad day with real actions, jobs and rounds; ``commands`` makes the
installation, runs all of them and says what it saw.
"""
