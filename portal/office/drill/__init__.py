"""The drill: each neighbour of a throw-away installation is stopped in turn, and everything arrives after.

``neighbours`` says who they are and how each is stopped, ``filing`` lets somebody invented send a case,
``rehearsing`` plays one neighbour's bad day with real actions, jobs and rounds and counts, ``commands``
makes the installation, runs all of them and says what it saw.
"""
