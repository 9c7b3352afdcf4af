"""The pages of notifications, and the door of the mail server."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("notifications", __name__)
