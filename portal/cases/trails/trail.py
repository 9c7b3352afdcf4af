"""What was done about a person, in the words the person reads; only ids and closed words are stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.cases import reference as references
from portal.cases.models import IN_LISTS, Attachment, Case
from portal.cases.pinned import who_of
from portal.cases.trails.trail_words import EVENTS, PURPOSE
from portal.catalogue import serving
from portal.identity.queries import names_of
from portal.platform import audit
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere
from portal.platform.i18n import lazy_gettext as _l


@dataclass(frozen=True)
class Line:
    """One act in words: what, about which request, by whom, where, why, and when (UTC)."""

    number: int
    at: datetime
    what: object
    about: str
    who: object
    where: str
    why: object


def lay_out(
    keyring: Keyring, actor: Actor, language: str, limit: int = 200, before: int | None = None
) -> list[Line]:
    """The trail of the subject, newest first; ``before``: what came earlier than this line.

    Raises:
        NotThere: nobody is the subject.
    """
    if actor.subject_id is None:
        raise NotThere
    entries = audit.about(actor.subject_id, limit, before)
    names = names_of(keyring, {one.person_id for one in entries if one.person_id is not None})
    cases = _cases_of(actor.subject_id, entries)
    return [
        Line(
            number=entry.id,
            at=entry.at,
            what=EVENTS.get(entry.event, entry.event),
            about=_about(case, language),
            who=_who(entry, names, actor.subject_id),
            where=_where(entry, case, actor.subject_id),
            why=PURPOSE.get(entry.purpose or "", ""),
        )
        for entry in entries
        for case in [cases.get((entry.kind or "", entry.object_id or 0))]
    ]


def _cases_of(subject_id: int, entries: Iterable[audit.AuditEntry]) -> dict[tuple[str, int], Case]:
    """The requests these entries are about, by what the entry names: the request, or a file of it. Of an
    erased one nothing is left to say."""
    named: dict[str, set[int]] = {"case": set(), "attachment": set()}
    for one in entries:
        if one.kind in named and one.object_id is not None:
            named[one.kind].add(one.object_id)
    query = select(Attachment.id, Attachment.case_id).where(Attachment.id.in_(named["attachment"]))
    files = {row[0]: row[1] for row in db.session.execute(query)}
    ids = named["case"] | set(files.values())
    found = select(Case).options(*IN_LISTS).where(Case.id.in_(ids), Case.subject_id == subject_id)
    cases = {case.id: case for case in db.session.scalars(found) if case.data_key}
    by_case = {("case", number): case for number, case in cases.items()}
    by_file = {
        ("attachment", number): cases[case_id]
        for number, case_id in files.items()
        if case_id in cases
    }
    return {**by_case, **by_file}


def _about(case: Case | None, language: str) -> str:
    if case is None or not _is_named(case):
        return ""
    name = who_of(case).service_name(language)
    return f"{name} ({references.spoken(case.reference)})" if case.sent_at else name


def _is_named(case: Case) -> bool:
    """Whether there is still a name for the service: pinned at sending, else the catalogue's."""
    return bool(case.who) or serving.snapshot().service(case.service) is not None


def _who(entry: audit.AuditEntry, names: dict[int, str], subject_id: int) -> object:
    if entry.person_id is None:
        return _l("The portal")
    if entry.person_id == subject_id:
        return _l("You")
    return names.get(entry.person_id, "")


def _where(entry: audit.AuditEntry, case: Case | None, subject_id: int) -> str:
    """The desk; else the office that works the request, where somebody else acted."""
    desk = serving.snapshot().desk(entry.desk) if entry.desk else None
    if desk is not None:
        return desk.name
    is_staff = entry.person_id not in (None, subject_id) and entry.mandate_id is None
    if case is None or not is_staff or case.sent_at is None or not _is_named(case):
        return ""
    return who_of(case).office.name
