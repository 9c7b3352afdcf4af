"""Roles for tests: who gives which to whom, and what somebody holds."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from portal.identity import granting, queries
from portal.identity.models import StaffGrant
from portal.identity.reach import Place
from portal.platform.actor import Actor, Role
from portal.platform.database import db, writing
from tests.support.people import (
    BODY,
    OFFICE,
    Somebody,
)  # fmt: skip

STAFF = "/amministrazione/personale"
GIVE = f"{STAFF}/assegna"
TERRITORY, LEADING = "ventimigliese", BODY
ELSEWHERE = "comune-massafra"
OFFICER_HERE = (Role.OFFICER, Place(BODY, office=OFFICE))
#: Who comes to work here and was never seen before.
NEW = Somebody("Mario", "Rossini", "RSSMRA80A01L741G", "1980-01-01", "mario@prova.invalid")


def typed(
    who: Somebody, role: Role = Role.OFFICER, place: str = f"office:{OFFICE}"
) -> dict[str, str]:
    """What an administrator copies from a document."""
    return {
        "fiscal_code": who.fiscal_code,
        "given_name": who.given_name,
        "family_name": who.family_name,
        "email": who.email,
        "role": role.value,
        "place": place,
    }


def number_of(app: Flask, person_id: int) -> int:
    """The role of somebody who has one."""
    with app.app_context():
        query = select(StaffGrant.id).where(
            StaffGrant.person_id == person_id, StaffGrant.ended_at.is_(None)
        )
        return db.session.scalars(query).one()


def give(app: Flask, actor: Actor, who: Somebody, role: Role, place: Place) -> None:
    """An administrator gives somebody a role."""
    with app.app_context(), writing():
        granting.give(app.config["KEYRING"], actor, who.facts(), role, place)


def held(app: Flask, person_id: int) -> list[tuple[Role, str | None]]:
    """The roles somebody holds, and in which office."""
    with app.app_context():
        return [(one.role, one.office) for one in queries.grants_of(person_id)]
