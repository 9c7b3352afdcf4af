"""What the desks hold of a person: visits with the document that was seen, mandates they gave, notes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assisted import queries, standing
from portal.assisted.actions.revoking import revoke_mandate
from portal.assisted.models import Mandate, Visit
from portal.assisted.notes.actions import forget_notes
from portal.assisted.notes.queries import notes_about
from portal.assisted.notes.queries import text_of as note_words
from portal.assisted.rechecks.actions import forget_check
from portal.assisted.rechecks.queries import checked_at
from portal.assisted.represented.models import VisitByPower
from portal.assisted.rules.queries import accepted_by
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.holdings import Afterwards, Consequence, Holder, Part
from portal.platform.i18n import lazy_gettext as _l
from portal.powers.models import Power

_EXTENSIONS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def _visits(person_id: int | None) -> list[Visit]:
    query = select(Visit).where(Visit.subject_id == person_id, Visit.data_key != b"")
    return list(db.session.scalars(query.order_by(Visit.id)))


def _mandates(person_id: int | None) -> list[Mandate]:
    query = select(Mandate).where(Mandate.subject_id == person_id, Mandate.data_key != b"")
    return list(db.session.scalars(query.order_by(Mandate.id)))


def part(keyring: Keyring, actor: Actor) -> Part:
    """Every visit and mandate, with the signed papers."""
    files: dict[str, Callable[[], bytes]] = {}
    store = current_app.config["MANDATE_FILES"]
    given = _mandates(actor.person_id)
    for one in given:
        if one.scan_key:
            name = f"delega-{one.code}.{_EXTENSIONS.get(one.scan_type or '', 'bin')}"
            files[name] = partial(store.open, one.data_key, one.scan_key)
    facts = {
        "visits": _visited(keyring, _visits(actor.person_id)),
        "mandates": [
            {
                "text": queries.text_of(keyring, one),
                "signed_at": one.signed_at,
                "signed_how": one.signed_how,
                "signature": standing.signature_of(keyring, one),
                "revoked_at": one.revoked_at,
                "taken_back": [[end.service, end.how, end.at] for end in standing.endings_of(one)],
                "not_asked_for": [
                    standing.contest_words(keyring, contest, one)
                    for contest in standing.contests_of(one)
                ],
            }
            for one in given
        ],
        "notes": _notes(keyring, actor.person_id),
        "contacts_asked_about_at": checked_at(actor.person_id),
        "rules_accepted": [[one.version, one.accepted_at] for one in accepted_by(actor.person_id)],
    }
    return Part("sportelli", _l("Your visits at desks and the mandates you gave"), facts, files)


def _notes(keyring: Keyring, person_id: int | None) -> list[dict[str, object]]:
    return [
        {
            "desk": one.desk,
            "written_at": one.written_at,
            "text": note_words(keyring, one),
            "expires_on": one.expires_on,
        }
        for one in notes_about(person_id)
    ]


def _visited(keyring: Keyring, visits: list[Visit]) -> list[dict[str, object]]:
    powers = _by_power([one.id for one in visits])
    return [
        {
            "desk": one.desk,
            "opened_at": one.opened_at,
            "ended_at": one.ended_at,
            "identified_by": one.identified_by.value,
            "without_code": one.without_code.value if one.without_code else None,
            "said_no_to_a_mandate_at": one.mandate_refused_at,
            "came_in_your_place": powers.get(one.id),
            "document": queries.document_seen(keyring, one),
        }
        for one in visits
    ]


def _by_power(visits: list[int]) -> dict[int, str]:
    """The code of the power by which somebody came to these visits in the person's place."""
    query = select(VisitByPower.visit_id, Power.code).join(Power, Power.id == VisitByPower.power_id)
    return dict(db.session.execute(query.where(VisitByPower.visit_id.in_(visits))).all())


def consequences(actor: Actor) -> list[Consequence]:
    """What erasing does to mandates and visits."""
    said = []
    if any(one.revoked_at is None for one in _mandates(actor.person_id)):
        said.append(Consequence(_l("The mandates you gave are taken back.")))
    if notes_about(actor.person_id):
        said.append(Consequence(_l("What desks noted about you is erased.")))
    if _visits(actor.person_id):
        words = _l("What a desk wrote of your visits stays as long as the requests it helped with.")
        said.append(Consequence(words, is_kept=True))
    return said


def forget(keyring: Keyring, actor: Actor, is_last: bool) -> list[Afterwards]:
    """Mandates end at once; at the end their words and papers go, the rows that the trail names stay."""
    after: list[Afterwards] = []
    forget_notes(actor.person_id)
    forget_check(actor.person_id)
    given = _mandates(actor.person_id)
    for one in given:
        if one.revoked_at is None:
            revoke_mandate(keyring, actor, one.id)
    if not is_last:
        return after
    for one in given:
        if one.scan_key:
            after.append(partial(current_app.config["MANDATE_FILES"].delete, one.scan_key))
        one.sealed = one.data_key = b""
        one.scan_key = one.signature = None
        for contest in standing.contests_of(one):
            contest.sealed = contest.data_key = b""
    for visit in _visits(actor.person_id):
        visit.sealed = visit.data_key = b""
    return after


def needs(_session: Session, _person_id: int) -> bool:
    """A visit needs nobody once its requests are gone."""
    return False


HOLDER = Holder(part, consequences, forget, needs)
