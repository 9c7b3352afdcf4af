"""What public registers told of papers that end: shown among one's documents, and never changed there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.cases import policy
from portal.cases.drawer.queries import needed
from portal.cases.known.queries import Said, opened
from portal.cases.models import Case, Outcome, Register, RegisterAnswer
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db

#: The data that end on a day, by the register that tells them.
ENDING = {Register.ANPR: "permit", Register.INPS: "isee"}
#: What the civic register writes where there is no title to stay, or it does not know of one.
_NO_PERMIT = frozenset({"none", "unknown"})
#: The last answers that are looked at: more than anybody gets while one of them is in force.
_MOST_READ = 40


@dataclass(frozen=True)
class Told:
    """One datum of a register: its word, its value, the day it was told, the last day it is good."""

    word: str
    register: Register
    value: Any = field(repr=False)
    day: date
    expires_on: date | None

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.expires_on is not None and self.expires_on < clock.today()


def told_to(keyring: Keyring, actor: Actor) -> list[Told]:
    """The last word of each register about the subject; in a visit what the mandate needs."""
    if actor.subject_id is None:
        return []
    query = (
        select(RegisterAnswer, Case)
        .join(Case, Case.id == RegisterAnswer.case_id)
        .where(Case.subject_id == actor.subject_id, RegisterAnswer.outcome == Outcome.ANSWERED)
        .order_by(RegisterAnswer.asked_at.desc(), RegisterAnswer.id.desc())
        .limit(_MOST_READ)
    )
    found: dict[Register, Told | None] = {}
    wanted = needed(actor)
    for row, case in db.session.execute(query):
        is_open = policy.can_see(actor, case) and (wanted is None or ENDING[row.register] in wanted)
        if is_open and row.register not in found:
            found[row.register] = _of(opened(keyring, case, row))
    return [one for one in found.values() if one is not None]


def _of(said: Said) -> Told | None:
    """The datum that ends, if the answer holds one: who needs no permit has none."""
    word = ENDING[said.register]
    value = said.facts.get(word)
    if not value or value.get("kind") in _NO_PERMIT:
        return None
    ends = value.get("expires_on")
    return Told(word, said.register, value, said.day, date.fromisoformat(ends) if ends else None)
