"""What the worker does for the federations again and again; nobody who signs in ever waits for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.identity.membership import givingback, looking, publishing, register
from portal.identity.membership.entrance import House
from portal.identity.membership.models import UsedToken
from portal.identity.membership.settings import Membership
from portal.platform import clock, jobs, logs
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


def _house() -> House | None:
    membership = _membership()
    if membership is None:
        return None
    return House(membership, current_app.config["KEYRING"], current_app.config["FEDERATION_WIRE"])


@jobs.regularly(timedelta(minutes=1))
def notice_ended_sessions(session: Session) -> None:
    """Tokens of sessions that ended go back (revocation_endpoint: also when a session just ends)."""
    if _membership() is not None:
        givingback.leave_ended(session)


def _forget_token(facts: dict[str, Any], _trouble: str) -> None:
    givingback.forget(facts["token"])


@jobs.performs(givingback.KIND, given_up=_forget_token)
def give_back(facts: dict[str, Any]) -> None:
    """Give one access token back; after the last try it is forgotten, and ends at its provider by time."""
    house = _house()
    if house is None:
        raise jobs.GiveUp("no_federation")
    givingback.give_back(house, facts["token"])


@jobs.regularly(timedelta(hours=1))
def forget_what_is_past(session: Session) -> None:
    """Erase identifiers of tokens nobody would take any more, and months of the register past their time."""
    session.execute(delete(UsedToken).where(UsedToken.until <= clock.now()))
    for month in register.purge(current_app.config["KEYRING"], session):
        logs.event("federation.register_purged", month=month)
