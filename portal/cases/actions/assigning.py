"""Who works a case: given to a colleague or a team, passed on with a written hand-over, taken back."""

from __future__ import annotations

from portal.cases import ties
from portal.cases.actions.locking import lock_for_office
from portal.cases.bindings import assignment_context
from portal.cases.models import Assignment, Case, Conflict, Tie
from portal.catalogue import serving
from portal.identity.queries import staff_of_office
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l


class CannotWork(Situation):
    """The colleague must not work this case; why is theirs alone."""

    title = _l("This colleague cannot work this case")
    words = _l("Choose somebody else, or leave it to the office without a name.")


class HandOverMissing(Situation):
    """Whoever works a case next must know where it stands."""

    status = 422
    title = _l("The hand-over is missing")
    words = _l("Write where the case stands and what comes next: your colleague reads it.")


def assign(keyring: Keyring, actor: Actor, case_reference: str, to: int, words: str = "") -> Case:
    """Give a case to somebody of its office. From one hand to another only with a written hand-over.

    Raises:
        NotThere: not this office's case, or the colleague does not work in its office.
        CannotWork: a tie forbids it to them (L. 241/1990 art. 6-bis).
        HandOverMissing: somebody works it, and nothing was written for the next.
    """
    case = lock_for_office(actor, case_reference)
    if to not in staff_of_office(case.office):
        raise NotThere
    if ties.is_barred(to, case):
        raise CannotWork
    if case.officer_id == to:
        return case
    if case.officer_id is not None and not words.strip():
        raise HandOverMissing
    _pass_on(keyring, actor, case, to, case.team, words)
    return case


def take_back(keyring: Keyring, actor: Actor, case_reference: str, words: str = "") -> Case:
    """Nobody works the case any more: it waits for somebody of its office or team.

    Raises:
        NotThere: not this office's case.
        HandOverMissing: nothing was written for whoever takes it next.
    """
    case = lock_for_office(actor, case_reference)
    if case.officer_id is None:
        return case
    if not words.strip():
        raise HandOverMissing
    _pass_on(keyring, actor, case, None, case.team, words)
    return case


def give_to_other_team(
    keyring: Keyring, actor: Actor, case_reference: str, team: str, words: str = ""
) -> Case:
    """Another team of the same office works the case; nobody in particular until somebody takes it.

    Raises:
        NotThere: not this office's case, or the office has no such team.
        HandOverMissing: somebody works it, and nothing was written for the next.
    """
    case = lock_for_office(actor, case_reference)
    office = serving.snapshot().find_office(case.office)
    if office is None or office.team(team) is None:
        raise NotThere
    if case.team == team:
        return case
    if case.officer_id is not None and not words.strip():
        raise HandOverMissing
    _pass_on(keyring, actor, case, None, team, words)
    return case


def declare_tie(keyring: Keyring, actor: Actor, case_reference: str, tie: Tie) -> None:
    """The officer must not work this case: it is handed on at once, and hidden from them from now on
    (L. 241/1990 art. 6-bis; DPR 62/2013 art. 7). The coordinator sees that, and which kind of tie.

    Raises:
        NotThere: not this office's case.
    """
    case = lock_for_office(actor, case_reference)
    if actor.person_id is None:
        raise NotThere
    row = Conflict(case_id=case.id, person_id=actor.person_id, tie=tie, at=clock.now())
    db.session.add(row)
    # Not in the person's own trail: it would say who is bound to whom.
    audit.record(actor, "case.tie_declared", "case", case.id, subject_id=None)
    if case.officer_id == actor.person_id:
        _pass_on(keyring, actor, case, None, case.team, "")


def _pass_on(
    keyring: Keyring, actor: Actor, case: Case, to: int | None, team: str | None, words: str
) -> None:
    row = Assignment(
        case_id=case.id,
        at=clock.now(),
        by_id=actor.person_id,
        from_id=case.officer_id,
        to_id=to,
        team=team,
    )
    db.session.add(row)
    db.session.flush()
    if words.strip():
        row.sealed = keyring.seal_text(case.data_key, words.strip(), assignment_context(row))
    case.officer_id, case.team = to, team
    audit.record(actor, "case.assigned", "case", case.id, subject_id=case.subject_id)
