"""A drawer laid out for its page: what each item is, until when it is good, which open requests use it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.cases import queries as cases
from portal.cases import reference, timeline
from portal.cases.actions.drafting import questionnaire_of
from portal.cases.drawer.queries import Item, items_of
from portal.cases.models import Attachment, Case
from portal.cases.timeline import CaseStatus
from portal.catalogue import serving
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.i18n import lazy_gettext as _l

_DATA = {
    "address": _l("Address"),
    "birth_place": _l("Place of birth"),
    "cadastre": _l("Data of the house in the land register"),
    "company": _l("Data of the company"),
    "household": _l("Who lives with you"),
    "iban": _l("IBAN"),
    "isee": _l("ISEE"),
    "isee_number": _l("ISEE number"),
    "pec": _l("Certified e-mail"),
    "permit": _l("Residence permit"),
    "province": _l("Province"),
    "vehicle_plate": _l("Number plate"),
}


@dataclass(frozen=True)
class Card:
    """One item as it is shown; ``cases`` are the open requests that use it, by reference."""

    id: int
    title: object
    text: str
    is_file: bool
    is_receipt: bool
    is_over: bool
    expires_on: date | None
    cases: tuple[tuple[str, str], ...]


def cards(keyring: Keyring, actor: Actor, language: str) -> list[Card]:
    """The drawer of the subject, newest first; in a visit what the mandate needs."""
    items = items_of(keyring, actor)
    uses = _uses(keyring, actor) if items else []
    return [
        Card(
            id=one.id,
            title=_title(one, language),
            text=one.name if one.is_file else _text(one.value),
            is_file=one.is_file,
            is_receipt=one.is_receipt,
            is_over=one.is_over,
            expires_on=one.expires_on,
            cases=tuple(
                (case.reference, reference.spoken(case.reference))
                for case, values, digests in uses
                if (one.digest in digests if one.is_file else values.get(one.word) == one.value)
            ),
        )
        for one in items
    ]


def _title(item: Item, language: str) -> object:
    if not item.is_file:
        return _DATA.get(item.word, item.word)
    found = next((d for d in serving.snapshot().catalogue.documents if d.id == item.word), None)
    return (found.words.get(language) or found.words["it"]).name if found else item.word


def _text(value: Any) -> str:
    """A datum in short: the number of an ISEE, the parts of an address, the names of a household."""
    if isinstance(value, list):
        return ", ".join(str(one.get("name", "")) for one in value)
    if isinstance(value, dict):
        if "number" in value and "kind" in value:
            return str(value["number"])
        return " ".join(str(part) for part in value.values() if part)
    return str(value)


_Use = tuple[Case, dict[str, object], set[str]]


def _uses(keyring: Keyring, actor: Actor) -> list[_Use]:
    """What each open request holds: its answers by datum, its files by digest."""
    found: list[_Use] = []
    for listed in cases.list_cases(actor):
        if not (listed.status is CaseStatus.DRAFT or timeline.is_open(listed.status)):
            continue
        case = cases.get_case(actor, listed.reference)
        data = {q.id: q.prefill for _s, group, q in questionnaire_of(case).placed() if not group}
        values = {
            (data.get(key[0]) or "").partition(".")[2]: said.value
            for key, said in cases.answers_of(keyring, case).items()
        }
        query = select(Attachment.digest).where(Attachment.case_id == case.id)
        found.append((case, values, set(db.session.scalars(query))))
    return found
