"""What the cases hold of a person: drafts, requests, documents kept; and what the law keeps of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.cases import queries
from portal.cases.actions.erasing import discard_draft
from portal.cases.drawer.queries import items_of, named_of
from portal.cases.hands import hands_of
from portal.cases.known.queries import said_for
from portal.cases.models import Case, Conflict, DrawerItem, Relative
from portal.cases.receipts import request_document
from portal.cases.retention.archiving import contents_of, facts_of
from portal.cases.retention.expiring import rules
from portal.cases.retention.queries import due_of
from portal.cases.timeline import CaseStatus, is_open
from portal.cases.whole import whole_of
from portal.identity.models import Person
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.holdings import Afterwards, Consequence, Holder, Part
from portal.platform.i18n import format_day, ngettext
from portal.platform.i18n import gettext as _
from portal.platform.i18n import lazy_gettext as _l

#: What only the office needs of a register's answer: fiscal codes of others.
_NOT_TAKEN = frozenset({"household_codes"})


def _cases(person_id: int | None) -> list[Case]:
    """Every case that still holds something; an erased draft has lost its key."""
    query = select(Case).where(Case.subject_id == person_id, Case.data_key != b"")
    return list(db.session.scalars(query.order_by(Case.id)))


def part(keyring: Keyring, actor: Actor) -> Part:
    """Every request with its words and files, every document kept.

    Raises:
        StepUpNeeded: whoever signed in may not read one of the requests as they are here.
    """
    files: dict[str, Callable[[], bytes]] = {}
    facts = []
    for case in _cases(actor.person_id):
        queries.check_known_enough(actor, case)
        hands = asdict(hands_of(keyring, case))
        facts.append(
            {
                **facts_of(keyring, case),
                **whole_of(keyring, case),
                "registers": _registers(keyring, case),
                "hands": hands,
            }
        )
        store = current_app.config["FILES"]
        for name, content in contents_of(keyring, store, case).items():
            files[f"{case.reference}/{name}"] = content
        if case.sent_at is not None:
            files[f"{case.reference}/domanda.pdf"] = partial(request_document.request_of, case)
    documents, papers = _drawer(keyring, actor)
    return Part(
        "pratiche",
        _l("Your requests and your documents"),
        {"cases": facts, "documents": documents, "ties": _ties(actor.person_id or 0)},
        {**files, **papers},
    )


def _ties(person_id: int) -> list[dict[str, Any]]:
    """What somebody who works here declared to be bound to; about whom, not even we can read."""
    declared = select(Relative).where(Relative.person_id == person_id).order_by(Relative.id)
    on_cases = select(Conflict).where(Conflict.person_id == person_id).order_by(Conflict.id)
    return [
        *(
            {
                "tie": one.tie.value,
                "declared_at": one.declared_at,
                "end_asked_at": one.end_asked_at,
                "ended_at": one.ended_at,
            }
            for one in db.session.scalars(declared)
        ),
        *({"tie": one.tie.value, "declared_at": one.at} for one in db.session.scalars(on_cases)),
    ]


def _registers(keyring: Keyring, case: Case) -> dict[str, Any]:
    return {
        register.value: {
            "day": said.day,
            "outcome": said.outcome.value,
            "facts": {name: v for name, v in said.facts.items() if name not in _NOT_TAKEN},
        }
        for register, said in said_for(keyring, case).items()
    }


def _drawer(
    keyring: Keyring, actor: Actor
) -> tuple[list[dict[str, Any]], Mapping[str, Callable[[], bytes]]]:
    person, store = db.session.get_one(Person, actor.person_id), current_app.config["FILES"]
    keys = named_of(person.id)
    facts, files = [], {}
    for one in items_of(keyring, actor):
        facts.append(
            {
                "what": one.word,
                "value": one.value,
                "file": one.name,
                "kept_at": one.kept_at,
                "expires_on": one.expires_on,
            }
        )
        if one.id in keys:
            name = f"documenti/{one.id}-{one.name}"
            files[name] = partial(store.open, person.data_key, keys[one.id])
    return facts, files


def consequences(actor: Actor) -> list[Consequence]:
    """What erasing does to requests; what is under way goes on, what was answered is kept by law."""
    found = _cases(actor.person_id)
    drafts = [one for one in found if one.status is CaseStatus.DRAFT]
    running = [one for one in found if is_open(one.status) and one.status is not CaseStatus.DRAFT]
    over = [one for one in found if not is_open(one.status)]
    said = [Consequence(_l("The documents you keep here are erased."))]
    if drafts:
        words = ngettext(
            "%(num)d request that you have not sent is erased.",
            "%(num)d requests that you have not sent are erased.",
            len(drafts),
        )
        said.append(Consequence(words))
    if running:
        words = ngettext(
            "%(num)d request goes on: the office must answer you. Withdraw it first if you do not want it.",
            "%(num)d requests go on: the office must answer you. Withdraw them first if you do not "
            "want them.",
            len(running),
        )
        said.append(Consequence(words, is_kept=True))
    if over:
        words = ngettext(
            "The office keeps %(num)d request that had its answer, as the law wants.",
            "The office keeps %(num)d requests that had their answer, as the law wants.",
            len(over),
        )
        said.append(Consequence(f"{words} {_until(over)}", is_kept=True))
    if running or over:
        words = _("With them it keeps your name, your fiscal code and your contacts.")
        said.append(Consequence(words, is_kept=True))
    return said


def _until(over: list[Case]) -> str:
    """The day the last of them goes, where the body has approved how long it keeps them."""
    days: list[date] = []
    for case in over:
        due = due_of(rules(), case)
        if due is None or not due.kept_as.approved:
            return _("How long, your body has still to say.")
        days.append(due.goes_on)
    return _("The last one goes on %(day)s.", day=format_day(max(days)))


def forget(keyring: Keyring, actor: Actor, _is_last: bool) -> list[Afterwards]:
    """Drafts and documents go; what was sent stays until its class lets it go."""
    store, after = current_app.config["FILES"], list[Afterwards]()
    for case in _cases(actor.person_id):
        if case.status is CaseStatus.DRAFT:
            erased = discard_draft(actor, case.reference)
            after.append(partial(erased.forget, keyring, store))
    person_id = actor.person_id or 0
    after += [partial(store.delete, key) for key in named_of(person_id).values()]
    db.session.execute(delete(DrawerItem).where(DrawerItem.person_id == person_id))
    return after


def needs(session: Session, person_id: int) -> bool:
    """Whether a request was sent that is still here; drafts go with the person."""
    query = select(Case.id).where(
        Case.subject_id == person_id, Case.data_key != b"", Case.status != CaseStatus.DRAFT
    )
    return session.scalar(query.limit(1)) is not None


HOLDER = Holder(part, consequences, forget, needs)
