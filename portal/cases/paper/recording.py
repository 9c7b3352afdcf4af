"""Recording that a request came on a signed form, or by telephone, while an operator types it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.cases import queries
from portal.cases.actions.declarations import record_paper_declaration
from portal.cases.models import Brought, Case, Channel, FilledBy
from portal.cases.paper.brought import brought
from portal.identity.queries import profile_of
from portal.platform import audit, clock
from portal.platform.acting import InVisit
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l

#: An older form is registered by the office: its term may be over before it is typed.
LONGEST = timedelta(days=30)


class DaysDoNotFit(Situation):
    """The days of a form contradict each other, or it is too old to be typed in here."""

    status = 422
    title = _l("The days on the form do not fit")
    words = _l(
        "A form is signed first, then handed in, at most 30 days ago. Give an older one to the office."
    )


class NoNumberBefore(Situation):
    """There was no number to call back when the visit began."""

    status = 403
    title = _l("There is no number to call back")
    words = _l(
        "We had no number of this person before this call. They send it from their own phone, or come by."
    )


@dataclass(frozen=True)
class SignedForm:
    """What stands on the paper besides the answers; ``version`` is that of its questions."""

    filled_by: FilledBy
    signed_on: date
    handed_in_on: date
    version: int | None


def check_days(signed_on: date, handed_in_on: date) -> None:
    """Whether a form with these days may be typed in today.

    Raises:
        DaysDoNotFit: see there.
    """
    today = clock.today()
    if not signed_on <= handed_in_on <= today or handed_in_on < today - LONGEST:
        raise DaysDoNotFit


def record_form(
    keyring: Keyring, actor: Actor, reference: str, wording: list[str], paper: SignedForm
) -> Case:
    """The draft holds what a signed form says, and the scan of that form: the paper is the declaration.

    Raises:
        NotThere: not a draft of this visit.
        DaysDoNotFit: see there.
        DeclarationsMissing: no scan is attached.
    """
    check_days(paper.signed_on, paper.handed_in_on)
    case = record_paper_declaration(keyring, actor, reference, wording)
    row = _fresh(actor, case, Channel.PAPER)
    row.filled_by, row.form_version = paper.filled_by, paper.version
    row.signed_on, row.handed_in_on = paper.signed_on, paper.handed_in_on
    audit.record(actor, "case.form_typed", "case", case.id, subject_id=case.subject_id)
    return case


def record_call(keyring: Keyring, actor: Actor, reference: str, *, called_back: bool) -> Case:
    """The person dictates this draft by telephone. Only who answered at the number we had already is
    known to be the person: until then the draft is kept, and not sent.

    Raises:
        NotThere: not a draft of this visit.
        NoNumberBefore: see there.
    """
    case = queries.lock_draft(actor, reference)
    if actor.visit is None:
        raise NotThere
    if called_back and not _had_number(keyring, actor.visit):
        raise NoNumberBefore
    row = _fresh(actor, case, Channel.PHONE)
    row.called_back = called_back
    event = "case.called_back" if called_back else "case.dictated"
    audit.record(actor, event, "case", case.id, subject_id=case.subject_id)
    return case


def _had_number(keyring: Keyring, visit: InVisit) -> bool:
    """Whether we knew a number of the person when the call came: one that the caller gave proves nothing."""
    known = profile_of(keyring, visit.subject_id)
    since = known.learnt.get("phone")
    return bool(known.answered_phone) and (
        since is None or datetime.fromisoformat(since) <= visit.opened_at
    )


def _fresh(actor: Actor, case: Case, channel: Channel) -> Brought:
    old = brought(case)
    if old is not None:
        db.session.delete(old)
        db.session.flush()
    row = Brought(
        case_id=case.id, channel=channel, recorded_by=actor.person_id, recorded_at=clock.now()
    )
    db.session.add(row)
    return row
