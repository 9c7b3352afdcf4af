"""Why an officer opens a file: their own work says so by itself, of a colleague's case they must say it."""

from __future__ import annotations

from portal.cases.models import Case
from portal.cases.trails.purposes import WORK, Purpose
from portal.office import words
from portal.office.control.sampling import reason_said
from portal.platform import audit, clock
from portal.platform.actor import Actor

#: So long a reason holds for one person and one case, from when it was last said or used.
HOURS = 8

#: What an address may say; another reason is one only with its words, which no address holds.
_CHOSEN = {word: one for one, word in words.PURPOSE_WORDS.items() if one is not Purpose.OTHER}


def purpose_of(actor: Actor, case: Case, said: str = "") -> str | None:
    """Why this officer opens this case: because they work it or may take it, for the reason they just
    said, or for the one they said today; nothing where they must say one."""
    if case.officer_id in (None, actor.person_id):
        return WORK
    if said in _CHOSEN:
        return _CHOSEN[said].value
    written = reason_said(actor, case)
    if written is not None:
        return written
    since = clock.after(hours=-HOURS)
    last = audit.last_purpose(actor, "case.read", "case", case.id, since)
    return last if last in set(Purpose) else None


def purpose_on_page(actor: Actor, case: Case) -> str | None:
    """The same for what is posted from the page of a case: it was opened for a reason in these hours, be
    it that it was nobody's then. Who never opened it has no page to post from."""
    since = clock.after(hours=-HOURS)
    return purpose_of(actor, case) or audit.last_purpose(actor, "case.read", "case", case.id, since)
