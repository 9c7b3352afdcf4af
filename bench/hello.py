"""The yardstick: the smallest page Flask can answer, on the same server as the portal."""

from __future__ import annotations

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """Two words."""
    return "Hello, world"
