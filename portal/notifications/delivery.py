"""The job that delivers what was told by one channel, at a fit hour, and opens the next on failure."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app

from portal.notifications import letters, outgoing, queries
from portal.notifications.actions import sending
from portal.notifications.actions.sending import DELIVER
from portal.notifications.actions.telling import hash_of
from portal.notifications.channels import Channel
from portal.notifications.models import (
    Delivery,
    DeliveryStatus,
    Notification,
    NotificationStatus,
)
from portal.notifications.quiet import QuietHours, is_urgent
from portal.platform import clock, jobs
from portal.platform.crypto import CannotOpen
from portal.platform.database import db, writing

_OVER = frozenset({NotificationStatus.SENT, NotificationStatus.NO_CHANNEL, NotificationStatus.AREA})


def mark_failed(facts: dict[str, Any], trouble: str) -> None:
    """Open the next way, or say that nobody was reached; inside the transaction that gives the job up."""
    row = db.session.get(Notification, facts["notification_id"])
    if row is None or row.status in _OVER:
        return
    way = sending.way_of(row, _channel(facts))
    if way is not None:
        sending.give_way(current_app.config["KEYRING"], row, way, trouble)


@jobs.performs(DELIVER, given_up=mark_failed)
def deliver(facts: dict[str, Any]) -> None:
    """Hand one telling to one channel, then note that it was taken.

    A worker that dies in between hands it over again under the same key; the app, which knows no
    keys, counts as unsure then, and the next channel is tried.
    """
    channel = _channel(facts)
    row = db.session.get(Notification, facts["notification_id"])
    if row is None or row.status in _OVER:
        return
    way = queries.ways_of(row).get(channel)
    if way is None or way.status is DeliveryStatus.SENT:
        return
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    keyring = app.config["KEYRING"]
    try:
        known, who = queries.opened(keyring, row), queries.recipient_of(keyring, row)
    except CannotOpen as trouble:
        raise jobs.GiveUp("cannot_open") from trouble
    _wait_for_day(app, row, known, channel)
    was_begun = way.begun_at is not None
    db.session.expunge(row)
    db.session.rollback()
    try:
        if was_begun:
            raise outgoing.WayClosed("app_unsure")
        if channel is Channel.APP:
            _note_beginning(row, channel, is_begun=True)
        address = outgoing.hand_over(app, row, known, who, channel)
    except jobs.TryLater:
        if channel is Channel.APP:
            _note_beginning(row, channel, is_begun=False)
        raise
    except outgoing.WayClosed as closed:
        _go_on(row, channel, str(closed))
        return
    with writing() as session:
        fresh, taken = _held(session.get_one(Notification, row.id, with_for_update=True), channel)
        taken.address_hash = hash_of(keyring, address) if address else None
        sending.has_arrived(fresh, taken)


def _wait_for_day(app: Flask, row: Notification, known: queries.Opened, channel: Channel) -> None:
    """Put off what would ring at night; offices have no phone beside their bed."""
    letter = letters.LETTERS[row.event]
    hours: QuietHours | None = app.config["QUIET_HOURS"]
    is_expected = letter.is_answer and channel is Channel.EMAIL
    if hours is None or is_expected or letter.is_for_staff:
        return
    until = hours.until(clock.now())
    if until is not None and not is_urgent(letter.day_of(known.values), clock.now()):
        raise jobs.NotYet(until)


def _note_beginning(row: Notification, channel: Channel, *, is_begun: bool) -> None:
    with writing() as session:
        _, way = _held(session.get_one(Notification, row.id), channel)
        way.begun_at = clock.now() if is_begun else None


def _go_on(row: Notification, channel: Channel, trouble: str) -> None:
    """Leave a closed way for the next.

    Raises:
        jobs.GiveUp: there is none.
    """
    with writing() as session:
        fresh, way = _held(session.get_one(Notification, row.id, with_for_update=True), channel)
        way.begun_at = None
        is_on_its_way = sending.give_way(current_app.config["KEYRING"], fresh, way, trouble)
    if not is_on_its_way:
        raise jobs.GiveUp(trouble)


def _held(row: Notification, channel: Channel) -> tuple[Notification, Delivery]:
    way = sending.way_of(row, channel)
    if way is None:
        raise jobs.GiveUp("way_gone")
    return row, way


def _channel(facts: dict[str, Any]) -> Channel:
    # Jobs of before there was a choice name none.
    return Channel(facts.get("channel", Channel.EMAIL))
