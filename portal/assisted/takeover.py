"""The person comes in by themselves for the first time: what a desk did is theirs, and they are told."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select

from portal.assisted import queries
from portal.assisted.models import Visit
from portal.cases.models import Case
from portal.catalogue import serving
from portal.notifications.actions import tell
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.database import db
from portal.platform.i18n import current_language


def tell_what_was_done(actor: Actor) -> None:
    """Tell once by which desk, of which body, since which day; nobody whom no desk ever met.

    It is theirs without any act: a visit writes for its subject. Who did what stands in their trail.
    """
    first = db.session.scalar(
        select(Visit).where(Visit.subject_id == actor.person_id).order_by(Visit.id).limit(1)
    )
    if first is None or actor.person_id is None:
        return
    tell(
        current_app.config["KEYRING"],
        "taken_over",
        person_id=actor.person_id,
        address=None,
        language=current_language().code,
        case_id=None,
        values={
            "desk": queries.desk_name(first.desk),
            "body": serving.snapshot().body(first.body).name,
            "since_on": clock.rome_day(first.opened_at).isoformat(),
        },
        is_discreet=_is_delicate(actor.person_id),
        is_for_them_alone=True,
        once=f"taken_over:{actor.person_id}",
    )


def _is_delicate(person_id: int) -> bool:
    """Whether they asked for something of which a letter should not speak."""
    asked = db.session.scalars(select(Case.service).where(Case.subject_id == person_id).distinct())
    found = [serving.snapshot().service(slug) for slug in asked]
    return any(one is not None and one.discreet for one in found)
