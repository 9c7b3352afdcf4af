"""The pages of a case: beginning, drafting, sending, declaring, tracking; all under one blueprint name."""

from __future__ import annotations

from flask import Blueprint

#: One name for every page of the area: ``cases.step``, ``cases.summary``, ``cases.receipt`` …
bp = Blueprint("cases", __name__)
