"""The door: builds the application, nothing else."""

from portal import create_app

app = create_app()
