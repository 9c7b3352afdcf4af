"""The calendar file: what RFC 5545 asks, and how a change or a cancellation reaches the event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from portal.appointments.calendar import Event, write

EVENT = Event(
    uid="abc@portale.prova.invalid",
    starts_at=datetime(2026, 12, 3, 9, 0, tzinfo=UTC),
    minutes=30,
    sequence=0,
    stamped_at=datetime(2026, 11, 27, 9, 0, tzinfo=UTC),
    is_cancelled=False,
    summary="Appuntamento",
    place="Sportello sociale, Via di Prova 1; piano terra, Ventimiglia, provincia di Imperia",
    notes="Numero: ABCD-EFGH.",
)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_the_event_has_its_hour_in_utc_and_its_end() -> None:
    lines = unfolded(write(EVENT))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "METHOD:PUBLISH" in lines
    assert "DTSTART:20261203T090000Z" in lines
    assert "DTEND:20261203T093000Z" in lines
    assert "STATUS:CONFIRMED" in lines


def test_a_newer_file_speaks_of_the_same_event() -> None:
    moved = unfolded(write(replace(EVENT, sequence=1)))
    gone = unfolded(write(replace(EVENT, sequence=2, is_cancelled=True)))
    assert "UID:abc@portale.prova.invalid" in moved
    assert "SEQUENCE:1" in moved
    assert "UID:abc@portale.prova.invalid" in gone
    assert "STATUS:CANCELLED" in gone


def test_words_are_escaped_and_no_line_is_longer_than_75_bytes() -> None:
    text = write(replace(EVENT, notes="è" * 200 + "\nfine, davvero; sì"))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = unfolded(text)
    assert any(line.startswith("LOCATION:") and "1\\; piano terra\\, " in line for line in lines)
    assert any(line.endswith("\\nfine\\, davvero\\; sì") for line in lines)
