"""The register of logins: what was really sent and received at each, for 24 months.

Rules: log_management of the SPID/CIE rules (encrypted, whole, for appointed staff only). Rows are sealed
with the key of their month and linked one to the next with a signature only this installation can make:
whoever changes, adds or takes away a row leaves a chain that does not fit. Purging destroys the key of a
month; the end of its chain stays.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.identity.federation.entering import Step
from portal.identity.membership.models import RegisterMonth, RegisterRow
from portal.platform import clock
from portal.platform.crypto import Keyring
from portal.platform.database import aside

#: How long a month is kept after its end (log_management: 24 months at least).
_MONTHS_KEPT = 24
_PURPOSE = "login register"


@dataclass(frozen=True)
class Login:
    """Which login a step belongs to: ours, at whom, and a name that leads to nobody."""

    member: str
    issuer: str
    name: str


class Notes:
    """What happens at a login, in order, until it is written; ``Keep`` of the rules."""

    def __init__(self) -> None:
        self.steps: list[tuple[datetime, Step, str]] = []

    def __call__(self, step: Step, text: str) -> None:
        self.steps.append((clock.now(), step, text))


@dataclass(frozen=True)
class Entry:
    """One step, opened."""

    at: datetime
    login: str
    issuer: str
    step: Step
    text: str


@dataclass(frozen=True)
class Broken:
    """Where the chain does not fit; ``number`` 0 is the month itself."""

    month: str
    number: int


def name_of(keyring: Keyring, state: str) -> str:
    """What a login is called in the register: the same at its beginning and at its end."""
    return keyring.lookup(_PURPOSE, state)[:32]


def write(keyring: Keyring, login: Login, notes: Notes) -> None:
    """Add the steps of a login, whatever becomes of it: no register, no login."""
    if not notes.steps:
        return
    with aside() as session:
        month = _this_month(keyring, session)
        for at, step, text in notes.steps:
            _add(keyring, session, month, login, (at, step, text))


def _this_month(keyring: Keyring, session: Session) -> RegisterMonth:
    """The month of now, held until the caller commits: links are made one after the other."""
    name = f"{clock.now():%Y-%m}"
    found = session.get(RegisterMonth, name, with_for_update=True)
    if found is not None:
        return found
    earlier = select(RegisterMonth).where(RegisterMonth.month < name)
    before = session.scalar(earlier.order_by(RegisterMonth.month.desc()).limit(1))
    head = before.head if before else ""
    try:
        with session.begin_nested():
            made = RegisterMonth(
                month=name, data_key=keyring.new_data_key(), rows=0, before=head, head=head
            )
            session.add(made)
    except IntegrityError:  # another login began the month at the same moment
        return session.get_one(RegisterMonth, name, with_for_update=True)
    return made


def _add(
    keyring: Keyring,
    session: Session,
    month: RegisterMonth,
    login: Login,
    what: tuple[datetime, Step, str],
) -> None:
    at, step, text = what
    month.rows += 1
    row = RegisterRow(
        month=month.month,
        number=month.rows,
        member=login.member,
        issuer=login.issuer,
        login=login.name,
        step=step,
        at=at,
        sealed=keyring.seal_text(month.data_key, text, _context(month.month, month.rows)),
    )
    row.link = month.head = _link(keyring, month.head, row)
    session.add(row)


def _context(month: str, number: int) -> str:
    return f"login register:{month}:{number}"


def _link(keyring: Keyring, before: str, row: RegisterRow) -> str:
    facts = [
        before, row.month, row.number, row.member, row.issuer, row.login, row.step.value,
        row.at.isoformat(), hashlib.sha256(row.sealed).hexdigest(),
    ]  # fmt: skip
    return keyring.sign(_PURPOSE, json.dumps(facts))


def holds_any(session: Session) -> bool:
    """Whether logins are kept here at all."""
    query = select(RegisterMonth.month).where(RegisterMonth.purged_at.is_(None))
    return session.scalar(query.limit(1)) is not None


def first_break(keyring: Keyring, session: Session) -> Broken | None:
    """Check the whole chain; where it first does not fit, or nothing."""
    before = None
    for month in session.scalars(select(RegisterMonth).order_by(RegisterMonth.month)):
        if before is not None and month.before != before:
            return Broken(month.month, 0)
        if month.purged_at is None:
            number = _break_in(keyring, session, month)
            if number is not None:
                return Broken(month.month, number)
        elif month.purged_at < _end_of_keeping(month.month):
            return Broken(month.month, 0)
        before = month.head
    return None


def _break_in(keyring: Keyring, session: Session, month: RegisterMonth) -> int | None:
    link, number = month.before, 0
    query = select(RegisterRow).where(RegisterRow.month == month.month)
    for row in session.scalars(query.order_by(RegisterRow.number)):
        number += 1
        if row.number != number or row.link != _link(keyring, link, row):
            return number
        link = row.link
    return None if (number, link) == (month.rows, month.head) else number + 1


def read(keyring: Keyring, session: Session, login: str) -> Iterator[Entry]:
    """The steps of one login, opened; the caller has noted who reads them, and why."""
    query = (
        select(RegisterRow, RegisterMonth.data_key)
        .join(RegisterMonth, RegisterMonth.month == RegisterRow.month)
        .where(RegisterRow.login == login)
        .order_by(RegisterRow.id)
    )
    for row, data_key in session.execute(query):
        text = keyring.open_text(data_key, row.sealed, _context(row.month, row.number))
        yield Entry(row.at, row.login, row.issuer, row.step, text)


def list_logins(session: Session, since: datetime, until: datetime) -> Sequence[RegisterRow]:
    """The first row of each login of some time: when, at whom, its name. Nothing is opened."""
    query = (
        select(RegisterRow)
        .where(RegisterRow.at >= since, RegisterRow.at < until, RegisterRow.step == Step.REQUEST)
        .order_by(RegisterRow.id)
    )
    return list(session.scalars(query))


def _end_of_keeping(month: str) -> datetime:
    """When a month may go: 24 months after its end."""
    year, number = (int(part) for part in month.split("-"))
    years, earlier = divmod(12 * year + number + _MONTHS_KEPT, 12)
    return datetime(years, earlier + 1, 1, tzinfo=UTC)


def purge(keyring: Keyring, session: Session) -> list[str]:
    """Destroy what is past its time, inside the caller's transaction; which months those were."""
    gone = []
    for month in session.scalars(select(RegisterMonth).where(RegisterMonth.purged_at.is_(None))):
        if clock.now() < _end_of_keeping(month.month):
            continue
        session.execute(delete(RegisterRow).where(RegisterRow.month == month.month))
        keyring.forget(month.data_key)
        month.data_key, month.purged_at = b"", clock.now()
        gone.append(month.month)
    return gone
