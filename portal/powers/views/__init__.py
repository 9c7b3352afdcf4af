"""The pages of powers: whom I named, for whom I act, and the switch from one to the other."""

from __future__ import annotations

from flask import Blueprint

#: One name for every page of the area: ``powers.give``, ``powers.given`` …
bp = Blueprint("powers", __name__)
