"""Telling people, and what becomes of it."""

from portal.notifications.actions.telling import DELIVER, EventUnknown, tell

__all__ = ["DELIVER", "EventUnknown", "tell"]
