"""From a public machine to the person's own phone: what was begun there without a login goes along."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select

from portal.cases import queries
from portal.cases.handover import opening
from portal.cases.handover.queries import phone_is_gone
from portal.cases.handover.standing import Standing, standing
from portal.cases.models import Case, Handover, Passing
from portal.cases.timeline import CaseStatus
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l


class UseYourPhone(Situation):
    """The machine that shows a code cannot take what it shows."""

    title = _l("Use your phone for this code")
    words = _l("This code takes the request away from this machine. Scan it with your own phone.")


def offer_from_machine(keyring: Keyring, actor: Actor, reference: str, desk: str) -> Handover:
    """A one-time link and code that take a draft of nobody from the machine of a desk to a phone.

    Raises:
        NotThere: not a draft of this sitting, or somebody signed in (then it waits in their account).
    """
    case = queries.lock_draft(actor, reference)
    if actor.guest is None or actor.is_signed_in or case.subject_id is not None:
        raise NotThere
    row = opening.begin(keyring, actor, case, Passing.FROM_MACHINE)
    row.desk = desk
    audit.record(actor, "case.handover_offered", "case", case.id, subject_id=None)
    return row


def check_not_shown_by(actor: Actor, row: Handover) -> None:
    """Whether this browser is another than the one that shows the code.

    Raises:
        UseYourPhone: see there.
    """
    is_machine = row.kind is Passing.FROM_MACHINE and row.guest is not None
    if is_machine and row.guest == actor.guest:
        raise UseYourPhone


def hold_by(actor: Actor, case: Case) -> None:
    """The phone of a guest holds the draft from now on, and finds it as its own."""
    case.guest = actor.guest
    key = queries.draft_key(actor, case.service)
    if key and db.session.scalar(select(Case.id).where(Case.draft_key == key)) is not None:
        key = f"{key}:{case.reference}"
    case.draft_key = key


def is_on_its_way(case: Case) -> bool:
    """Whether a phone may still take this draft from its machine."""
    query = select(Handover).where(
        Handover.case_id == case.id, Handover.kind == Passing.FROM_MACHINE
    )
    return any(standing(row) is Standing.OPEN for row in db.session.scalars(query))


def left_behind() -> Sequence[Case]:
    """Drafts whose person left the machine with a code in hand, and that no phone took in time."""
    late = select(Handover.id).where(
        Handover.case_id == Case.id,
        Handover.kind == Passing.FROM_MACHINE,
        Handover.taken_at.is_(None),
        Handover.expires_at <= clock.now(),
        Handover.guest == Case.guest,
    )
    query = select(Case).where(Case.status == CaseStatus.DRAFT, exists(late)).limit(500)
    found = db.session.scalars(query).all()
    return [
        case
        for case in found
        if case.guest is not None and phone_is_gone(case.guest) and not is_on_its_way(case)
    ]
