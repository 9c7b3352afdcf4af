"""What the worker does for the federations again and again; nobody who signs in ever waits for it."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy.orm import Session

from portal.identity.membership import looking, publishing
from portal.identity.membership.settings import Membership
from portal.platform import jobs, logs
from portal.platform.database import db, writing


def _membership() -> Membership | None:
    found: Membership | None = current_app.config["MEMBERSHIP"]
    return found


@jobs.regularly(timedelta(minutes=10), writes=False)
def keep_published(_session: Session) -> None:
    """Sign the next configuration when half the life of the last is over, or when it says other things."""
    membership, keyring = _membership(), current_app.config["KEYRING"]
    if membership is None or not publishing.is_due(keyring, membership):
        return
    db.session.rollback()
    with writing():
        publishing.publish(keyring, membership)
    logs.event("federation.published")


@jobs.regularly(timedelta(minutes=5), writes=False)
def keep_providers(_session: Session) -> None:
    """Collect the chains of providers: every day, and before the first of them ends."""
    membership = _membership()
    if membership is not None:
        looking.refresh_providers(membership, current_app.config["FEDERATION_WIRE"])


@jobs.regularly(timedelta(hours=1), writes=False)
def look_at_standing(_session: Session) -> None:
    """Ask the anchors how they see us, and publish the marks they give."""
    membership, wire = _membership(), current_app.config["FEDERATION_WIRE"]
    if membership is not None:
        looking.look_at_standing(current_app.config["KEYRING"], membership, wire)
