"""The file a phone's calendar reads (RFC 5545); a newer one changes or takes back the event. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

_LINE_BYTES = 75


@dataclass(frozen=True)
class Event:
    """An hour at a desk. ``sequence`` grows with each change; ``summary`` says nothing of the reason."""

    uid: str
    starts_at: datetime
    minutes: int
    sequence: int
    stamped_at: datetime
    is_cancelled: bool
    summary: str
    place: str
    notes: str


def write(event: Event) -> str:
    """The calendar with this one event, published. Moments are UTC, so no clock can be wrong.

    A cancelled event carries its number and ``STATUS:CANCELLED``, which takes it out again.
    """
    ends_at = event.starts_at + timedelta(minutes=event.minutes)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Accanto//Appointments//IT",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_moment(event.stamped_at)}",
        f"DTSTART:{_moment(event.starts_at)}",
        f"DTEND:{_moment(ends_at)}",
        f"SEQUENCE:{event.sequence}",
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        f"SUMMARY:{_text(event.summary)}",
        f"LOCATION:{_text(event.place)}",
        f"DESCRIPTION:{_text(event.notes)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _moment(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    for sign, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        words = words.replace(sign, escaped)
    return words


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 bytes; each further piece begins with a space."""
    piece = ""
    for sign in line:
        if len((piece + sign).encode()) > _LINE_BYTES:
            yield piece
            piece = " "
        piece += sign
    yield piece
