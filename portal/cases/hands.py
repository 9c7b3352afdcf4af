"""Three truths of a case, kept apart wherever it is shown: whose it is, who typed it, who proved to be who;
and how it was declared true, where that was not with the login that sent it.

An operator who looked at a document is never taken for a login of the person, on no page and no paper.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, union

from portal.cases import attested, queries
from portal.cases.models import Answer, Attachment, Case, Means
from portal.cases.words import MEANS
from portal.catalogue import serving
from portal.identity.queries import names_of
from portal.platform import audit
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.i18n import gettext as _
from portal.platform.i18n import lazy_gettext as _l
from portal.powers.models import Kind
from portal.powers.words import KIND

_SENT, _BEGUN, _IDENTIFIED = "case.sent", "case.begun", "visit.identified"
_REPRESENTED = "visit.represented"
#: Declared with the login that sent it: who proved what says it already.
_BY_LOGIN = frozenset({Means.ONLINE, Means.HOLDER})
#: What an operator did to know the person; other closed words are said in general.
_SEEN = {
    "document": _l("the operator saw a document"),
    "expired_document": _l("the operator saw a document past its date"),
    "known": _l("the operator knew the person, no document was seen"),
}


#: What the person did to show it themselves, at the desk; the portal opened no session for them there.
_THEMSELVES = {
    "own_code": _l("with a code of their personal area"),
    "own_login": _l("with their own login, at the screen of the desk"),
    "own_phone": _l("with their own login, on their phone"),
}


@dataclass(frozen=True)
class Hands:
    """The blocks, each in words of the page's language; ``declared`` is empty where a login says it."""

    whose: str
    typed: str
    proved: str
    declared: str = ""


@dataclass(frozen=True)
class _Act:
    """Who did something, as the trail has it."""

    person_id: int | None
    method: str | None
    level: int | None
    visit_id: int | None
    desk: str | None


def hands_of(keyring: Keyring, case: Case, actor: Actor | None = None) -> Hands:
    """Who had a hand in a case. ``actor``: who is about to send it; otherwise the trail says who did."""
    act = _of_actor(actor) if actor is not None else _of_trail(case)
    typists = _typists(case)
    known = {one for one in (case.subject_id, *typists) if one is not None}
    names = names_of(keyring, known)
    return Hands(
        whose=names.get(case.subject_id or 0) or _("Somebody who did not sign in"),
        typed=", ".join(_typed(case, one, names, act) for one in typists) or _("Nobody yet"),
        proved=_proved(act),
        declared=_declared(keyring, case, actor),
    )


def _typists(case: Case) -> list[int | None]:
    """Whoever wrote an answer or added a file, the person of the case first."""
    written = select(Answer.typed_by).where(Answer.case_id == case.id)
    given = select(Attachment.added_by).where(
        Attachment.case_id == case.id, Attachment.question.is_not(None)
    )
    found = set(db.session.scalars(union(written, given)))
    return sorted(found, key=lambda one: (one != case.subject_id, one is None, one or 0))


def _typed(case: Case, person_id: int | None, names: dict[int, str], act: _Act | None) -> str:
    if person_id is None:
        return _("the person, without signing in")
    if person_id == case.subject_id:
        return _("the person")
    name = names.get(person_id, "")
    if act is not None and act.visit_id is not None and act.person_id == person_id:
        return _("%(name)s, operator, at %(desk)s", name=name, desk=_desk(act.desk))
    return name or _("somebody we no longer know")


def _desk(desk: str | None) -> str:
    found = serving.snapshot().desk(desk) if desk else None
    return found.name if found else desk or ""


def _proved(act: _Act | None) -> str:
    """Who showed who they are, and how; a visit is never a login."""
    if act is None:
        return _("This is not on record any more.")
    if act.visit_id is not None:
        how, kind = _noted(act.visit_id, _IDENTIFIED), _noted(act.visit_id, _REPRESENTED)
        if kind:
            return _represented(kind, how)
        if how in _THEMSELVES:
            return _("At the desk the person showed who they are: %(how)s.", how=_THEMSELVES[how])
        said = _SEEN.get(how, _l("the person was identified at the desk"))
        return _("Nobody signed in for the person: %(how)s.", how=said)
    if act.method in {None, "guest"}:
        return _("Nobody signed in.")
    return _("Who sent it signed in, level %(level)d.", level=act.level or 1)


def _represented(kind: str, how: str) -> str:
    """Who came to the desk in the place of the person, by which power, and how they were known."""
    said = _THEMSELVES.get(how) or _SEEN.get(how) or _l("the person was identified at the desk")
    return _(
        "At the desk was who represents the person (%(kind)s): %(how)s.",
        kind=KIND[Kind(kind)],
        how=said,
    )


def _declared(keyring: Keyring, case: Case, actor: Actor | None) -> str:
    """By which means the declarations were made beside an operator, and what an official attests of them."""
    is_beside = actor is not None and actor.visit is not None
    made = queries.declaration_of(case) if is_beside or case.sent_at is not None else None
    if made is None or made.means in _BY_LOGIN:
        return ""
    received = attested.attestation_of(keyring, case)
    return ". ".join([str(MEANS[made.means]), *([received.in_short()] if received else [])])


def _noted(visit_id: int, event: str) -> str:
    """The closed word that the trail has of a visit."""
    found = audit.of_objects("visit", [visit_id], event, 1)
    return (found[0].purpose or "") if found else ""


def _of_actor(actor: Actor) -> _Act:
    proof, visit = actor.authentication, actor.visit
    return _Act(
        person_id=actor.person_id,
        method=proof.method if proof else None,
        level=proof.level if proof else None,
        visit_id=visit.visit_id if visit else None,
        desk=visit.desk if visit else None,
    )


def _of_trail(case: Case) -> _Act | None:
    """Of the act of sending, or of beginning while it is a draft."""
    event = _SENT if case.sent_at is not None else _BEGUN
    for row in audit.of_objects("case", [case.id], event, 1):
        return _Act(row.person_id, row.method, row.level, row.visit_id, row.desk)
    return None
