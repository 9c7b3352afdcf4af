"""One neighbour's bad day: stopped, cases sent meanwhile, started again, and what became of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from portal.cases.models import Attachment, Case, Outcome, RegisterAnswer, Scan
from portal.notifications.channels import Channel
from portal.office.drill.filing import find, send_one
from portal.office.drill.neighbours import BadDay, Neighbours
from portal.platform import clock, jobs
from portal.platform.database import db
from portal.platform.jobs import Job, JobStatus

#: The hours of a bad day, and those after it: everything a neighbour missed must have arrived by then.
_MEANWHILE = (timedelta(0), timedelta(minutes=10))
_AFTERWARDS = (timedelta(hours=1), timedelta(hours=7), timedelta(hours=24))


@dataclass(frozen=True)
class Seen:
    """What the drill saw of one neighbour; ``lost`` says in words what did not arrive."""

    neighbour: str
    sent: int
    acknowledged: int
    waiting_meanwhile: int
    lost: tuple[str, ...]

    @property
    def is_well(self) -> bool:
        """Whether nothing was refused, lost or doubled."""
        return self.sent == self.acknowledged and not self.lost


def rehearse(them: Neighbours, day: BadDay, cases: int = 3) -> Seen:
    """Stop a neighbour, send cases, start it again, wait, and count."""
    day.stop(them)
    references = [send_one(them, f"{day.name} {number}", day.first) for number in range(cases)]
    _work(_MEANWHILE)
    waiting = jobs.count_by_status().get(JobStatus.WAITING.value, 0)
    acknowledged = sum(_is_acknowledged(reference) for reference in references)
    wrong = [words for reference in references for words in _wrong_meanwhile(day, reference)]
    day.start(them)
    _work(_AFTERWARDS)
    lost = [words for reference in references for words in _missing(them, day, reference)]
    return Seen(day.name, cases, acknowledged, waiting, (*wrong, *lost, *_doubled(them)))


def _work(hours: tuple[timedelta, ...]) -> None:
    """What the worker does in these hours, one try after the other."""
    start = clock.now()
    for later in hours:
        with clock.freeze(start + later):
            jobs.drain()


def _is_acknowledged(reference: str) -> bool:
    """Whether the person has what the law gives at once: a number, the day, and who answers."""
    case = find(reference)
    return case.sent_at is not None and case.received_on == clock.today() and bool(case.due_on)


def _wrong_meanwhile(day: BadDay, reference: str) -> list[str]:
    """What must not be while the neighbour is away: a file nobody looked into counted as clean, an
    answer of a register that said nothing."""
    case = find(reference)
    wrong = []
    if _scans_of(case) != [Scan.CLEAN if day.scans else Scan.WAITING]:
        wrong.append(f"{reference}: its file is not where it should be")
    for row in _answers_of(case):
        is_silent = row.outcome is Outcome.SILENT
        if is_silent != (row.register is day.silent):
            wrong.append(f"{reference}: {row.register} counts as {row.outcome}")
    return wrong


def _missing(them: Neighbours, day: BadDay, reference: str) -> list[str]:
    """What a case lacks once everybody is back."""
    case = find(reference)
    lacks = []
    if case.protocol_number is None:
        lacks.append("no protocol number")
    if case.received_on != _day_of(case):
        lacks.append("the day of receipt moved")
    receipts = [way for way, words in _told(them, reference) if "ricevut" in words]
    if receipts != [day.arrives_by]:
        lacks.append(f"receipts by {receipts or 'no way'}")
    if not any("in carico" in words for _way, words in _told(them, reference)):
        lacks.append("the office was not told")
    if _scans_of(case) != [Scan.CLEAN]:
        lacks.append("its file was never released")
    answers = _answers_of(case)
    if not answers or any(row.outcome is not Outcome.ANSWERED for row in answers):
        lacks.append("a late answer was not found")
    if day.silent and not any(row.late_at for row in answers if row.register is day.silent):
        lacks.append("a late answer does not say that it is late")
    return [*(f"{reference}: {words}" for words in lacks), *_undone()]


def _undone() -> list[str]:
    query = select(func.count()).select_from(Job).where(Job.status != JobStatus.DONE)
    undone = db.session.scalar(query)
    return [f"{undone} jobs are not done"] if undone else []


def _day_of(case: Case) -> date | None:
    return clock.rome_day(case.sent_at) if case.sent_at else None


def _scans_of(case: Case) -> list[Scan]:
    query = select(Attachment).where(Attachment.case_id == case.id)
    return [row.scan for row in db.session.scalars(query.execution_options(populate_existing=True))]


def _answers_of(case: Case) -> list[RegisterAnswer]:
    query = select(RegisterAnswer).where(RegisterAnswer.case_id == case.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _told(them: Neighbours, reference: str) -> list[tuple[Channel, str]]:
    """What was said about a case, and by which way: what one sees without opening anything."""
    said = [
        *((Channel.EMAIL, one.subject) for one in them.mail.letters),
        *((Channel.SMS, one.words) for one in them.sms.texts),
        *((Channel.APP, one.subject) for one in them.app_io.messages),
    ]
    return [(way, words) for way, words in said if reference in "".join(words.split())]


def _doubled(them: Neighbours) -> list[str]:
    """Protocol numbers given twice, letters and messages that arrived twice."""
    cases = db.session.scalar(select(func.count(Case.id)).where(Case.sent_at.is_not(None)))
    numbers = them.register.numbers
    keys = Counter(
        [
            *(letter.dedup_key for letter in them.mail.letters),
            *(text.dedup_key for text in them.sms.texts),
            *(f"{one.fiscal_code} {one.subject}" for one in them.app_io.messages),
        ]
    )
    found = []
    if len(numbers) != cases:
        found.append(f"{len(numbers)} numbers for {cases} cases")
    if any(count > 1 for count in keys.values()):
        found.append("something was told twice")
    return found
