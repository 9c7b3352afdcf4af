"""The pages of figures and opinions."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("insights", __name__)
