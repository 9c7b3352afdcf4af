"""The pages of appointments: booking step by step, what was booked, the desk's day."""

from __future__ import annotations

from flask import Blueprint

#: One name for every page of the area: ``appointments.begin``, ``appointments.appointment`` …
bp = Blueprint("appointments", __name__)
