"""From the desk to the person's phone: the draft goes with all its answers, the desk only reads on."""

from __future__ import annotations

from portal.cases import queries
from portal.cases.actions.claiming import give, is_theirs
from portal.cases.handover import opening
from portal.cases.handover.from_machine import check_not_shown_by, hold_by
from portal.cases.handover.queries import by_token, hold, latest, phone_is_gone
from portal.cases.handover.standing import Standing, check_open, standing
from portal.cases.models import Case, Handover, Passing, Side
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l

#: What a phone takes whole: from the screen of an operator, or from a public machine.
WHOLE = frozenset({Passing.TO_PHONE, Passing.FROM_MACHINE})


class SomebodyElses(Situation):
    """Whoever is signed in on the phone is not the person of the draft."""

    status = 403
    title = _l("This request is of another person")
    words = _l("On this phone somebody else is signed in. Sign out first, then use the code again.")


class TheirsAlone(Situation):
    """The draft is in the account of its person: only they give it back."""

    title = _l("Only the person can give it back")
    words = _l(
        "The person goes on with this request by themselves. They can show you a code from their phone."
    )


def offer_to_phone(keyring: Keyring, actor: Actor, reference: str) -> Handover:
    """A one-time link and code that take this draft to the phone of the person beside the operator.

    Raises:
        NotThere: not a draft of this visit, or the phone there is not the person's: who represents them came.
        OnThePhone: it is on a phone already.
    """
    case = queries.lock_draft(actor, reference)
    if actor.visit is None or actor.speaker_id is not None:
        raise NotThere
    row = opening.begin(keyring, actor, case, Passing.TO_PHONE)
    audit.record(actor, "case.handover_offered", "case", case.id, subject_id=case.subject_id)
    return row


def take_to_phone(actor: Actor, token: str) -> Case:
    """Take a draft to this phone: its browser holds it, without a login too. The desk reads on, and writes
    nothing more from this moment. Pressed twice on the same phone it is taken once.

    Raises:
        NotThere: no such link, or the draft was sent or erased.
        UsedAlready, TooLate, TakenBack, SomebodyElses, UseYourPhone: see there.
    """
    case, row = hold(by_token(token, WHOLE)[1].id)
    check_phone(actor, case)
    if standing(row) is Standing.TAKEN and is_taker(actor, row):
        return case
    check_open(row)
    check_not_shown_by(actor, row)
    row.guest, row.person_id = actor.guest, actor.person_id
    row.taken_at = clock.now()
    if row.kind is Passing.TO_PHONE:
        case.handed_at = clock.now()
        case.guest = actor.guest
        opening.end_writing(case)
    else:
        hold_by(actor, case)
    if actor.person_id is not None:
        give(case, actor.person_id)
    audit.record(actor, "case.handed_to_phone", "case", case.id, subject_id=case.subject_id)
    return case


def check_phone(actor: Actor, case: Case) -> None:
    """Whoever holds a phone is a guest or the person of the draft: never staff at work.

    Raises:
        SomebodyElses: see there.
    """
    if actor.acting_for is not None or (actor.is_signed_in and not is_theirs(actor, case)):
        raise SomebodyElses


def is_taker(actor: Actor, row: Handover) -> bool:
    """Whether this phone took it."""
    if actor.person_id is not None:
        return row.person_id == actor.person_id
    return actor.guest is not None and row.guest == actor.guest


def take_back(actor: Actor, reference: str) -> None:
    """Take back what was offered or, at the word of the person in this visit, what their phone took
    without a login. Nothing happens where nothing is out.

    Raises:
        NotThere: not a draft of this visit.
        TheirsAlone: the person signed in, or their phone brought the draft and is still there.
    """
    case = queries.get_case(actor, reference)
    if actor.visit is None:
        raise NotThere
    db.session.refresh(case, with_for_update=True)
    row = latest(case, Passing.TO_PHONE, Passing.TO_DESK)
    if case.handed_at is not None:
        if not can_take_back(case, row):
            raise TheirsAlone
        case.guest = case.handed_at = None
    elif row is None or standing(row) is not Standing.OPEN or row.kind is Passing.TO_DESK:
        return
    if row is not None:
        opening.end(row, Side.DESK)
    audit.record(actor, "case.handover_taken_back", "case", case.id, subject_id=case.subject_id)


def can_take_back(case: Case, row: Handover | None) -> bool:
    """Whether the desk may take a draft back from the phone that holds it."""
    if case.guest is None:
        return False
    came_from_desk = row is not None and row.kind is Passing.TO_PHONE
    return came_from_desk or phone_is_gone(case.guest)
