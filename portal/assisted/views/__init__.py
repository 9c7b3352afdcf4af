"""The pages of assisted mode: the desk, the visit, mandates, and what the person sees of them."""

from __future__ import annotations

from flask import Blueprint

#: One name for every page of the area: ``assisted.desk``, ``assisted.visit`` …
bp = Blueprint("assisted", __name__)
