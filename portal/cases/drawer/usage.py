"""A drawer laid out for its page: what each item is, until when it is good, which open requests use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select

from portal.cases import queries as cases
from portal.cases import reference, timeline
from portal.cases.actions.drafting import questionnaire_of
from portal.cases.drawer.queries import Item, items_of
from portal.cases.drawer.told import Told, told_to
from portal.cases.models import Attachment, Case, Register
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


#: Titles to stay that are not the permit itself, as the civic register names them.
_PERMITS = {
    "long_term_card": _l("Residence card"),
    "receipt": _l("Receipt of the renewal"),
    "renewal_under_way": _l("Renewal under way"),
}
_Use = tuple[Case, dict[str, object], set[str]]


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


@dataclass(frozen=True)
class ToldCard:
    """One datum of a register as it is shown, with its source and day; nobody changes it here."""

    title: object
    text: str
    register: Register
    day: date
    is_over: bool
    expires_on: date | None
    cases: tuple[tuple[str, str], ...]


def laid_out(keyring: Keyring, actor: Actor, language: str) -> tuple[list[Card], list[ToldCard]]:
    """The drawer of the subject, newest first, and what registers told; in a visit what the mandate needs."""
    items, told = items_of(keyring, actor), told_to(keyring, actor)
    uses = _uses(keyring, actor) if items or told else []
    return _cards(items, uses, language), [_told_card(one, uses) for one in told]


def _told_card(one: Told, uses: list[_Use]) -> ToldCard:
    return ToldCard(
        title=_DATA[one.word],
        text=_permit(one.value) if one.word == "permit" else _text(one.value),
        register=one.register,
        day=one.day,
        is_over=one.is_over,
        expires_on=one.expires_on,
        cases=_used_in(uses, lambda values, _digests: values.get(one.word) == one.value),
    )


def _permit(value: dict[str, str]) -> str:
    return str(_PERMITS.get(value.get("kind", ""), ""))


def _used_in(
    uses: list[_Use], holds: Callable[[dict[str, object], set[str]], bool]
) -> tuple[tuple[str, str], ...]:
    """The open requests that hold something, by reference and as it is read."""
    return tuple(
        (case.reference, reference.spoken(case.reference))
        for case, values, digests in uses
        if holds(values, digests)
    )


def _cards(items: list[Item], uses: list[_Use], language: str) -> list[Card]:
    return [
        Card(
            id=one.id,
            title=_title(one, language),
            text=one.name if one.is_file else _text(one.value),
            is_file=one.is_file,
            is_receipt=one.is_receipt,
            is_over=one.is_over,
            expires_on=one.expires_on,
            cases=_used_in(uses, partial(_holds, one)),
        )
        for one in items
    ]


def _holds(one: Item, values: dict[str, object], digests: set[str]) -> bool:
    return one.digest in digests if one.is_file else values.get(one.word) == one.value


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


def _uses(keyring: Keyring, actor: Actor) -> list[_Use]:
    """What each open request holds: its answers by datum, its files by digest."""
    found: list[_Use] = []
    for listed in cases.list_cases(actor):
        is_open = listed.status is CaseStatus.DRAFT or timeline.is_open(listed.status)
        if not is_open or not cases.is_known_enough(actor, listed):
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
