"""The public pages of the catalogue: home, list, sheet, orientation, place, texts, all in one blueprint."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("catalogue", __name__)
