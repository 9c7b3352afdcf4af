"""The doors of identity: sign in, come back, sign out, what we know of you."""

from __future__ import annotations

from flask import Blueprint

#: One name for every page of the area: ``identity.sign_in``, ``identity.profile`` …
bp = Blueprint("identity", __name__)
