"""One neighbour's bad day: stopped, a case sent meanwhile, started again, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask, current_app
from sqlalchemy import func, select

from portal.cases.actions import drafting, submission
from portal.cases.actions.drafting import Typed, questionnaire_of
from portal.cases.models import Case
from portal.cases.plan import NotOffered, Plan, plan_for
from portal.catalogue import serving
from portal.identity.actions import know_person
from portal.identity.profile import Source
from portal.integrations.mail import MailUnavailable
from portal.integrations.mail.fake import FakeMail
from portal.integrations.register.fake import FakeRegister, Mood
from portal.office.drill.answering import required_answers
from portal.platform import clock, jobs
from portal.platform.actor import Actor, Authentication
from portal.platform.database import db, writing
from portal.platform.jobs import Job, JobStatus

#: So long after it is back everything a neighbour missed must have arrived.
PATIENCE = timedelta(days=1)
SERVICE = "assistenza-domiciliare"


@dataclass(frozen=True)
class Neighbour:
    """Somebody the portal depends on, and how to stop and start it."""

    name: str
    stop: Callable[[Flask], None]
    start: Callable[[Flask], None]


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


def _register(mood: Mood) -> Callable[[Flask], None]:
    def change(app: Flask) -> None:
        register: FakeRegister = app.config["REGISTER"]
        register.set_mood(mood)

    return change


def _mail(trouble: MailUnavailable | None) -> Callable[[Flask], None]:
    def change(app: Flask) -> None:
        mail: FakeMail = app.config["MAIL"]
        mail.fails_with = trouble

    return change


#: Nobody, to begin with: what is well must be well before it is stopped.
NEIGHBOURS = (
    Neighbour("nobody", lambda app: None, lambda app: None),
    Neighbour("protocol register: down", _register(Mood.DOWN), _register(Mood.WELL)),
    Neighbour(
        "protocol register: answers nonsense after registering",
        _register(Mood.NONSENSE),
        _register(Mood.WELL),
    ),
    Neighbour("mail server: down", _mail(MailUnavailable("drill")), _mail(None)),
)


def rehearse(app: Flask, neighbour: Neighbour, cases: int = 3) -> Seen:
    """Stop a neighbour, send cases, start it again, wait, and count."""
    neighbour.stop(app)
    references = [_send(f"{neighbour.name} {number}") for number in range(cases)]
    jobs.drain()
    waiting = jobs.count_by_status().get(JobStatus.WAITING.value, 0)
    acknowledged = sum(_is_acknowledged(reference) for reference in references)
    neighbour.start(app)
    _wait()
    lost = [words for reference in references for words in _missing(app, reference)]
    return Seen(neighbour.name, cases, acknowledged, waiting, (*lost, *_doubled(app)))


def _wait() -> None:
    """The hours after a bad day, one try after the other."""
    start = clock.now()
    for hours in (1, 7, 24):
        with clock.freeze(start + timedelta(hours=hours)):
            jobs.drain()


def _send(name: str) -> str:
    """Somebody invented asks for help at home; the reference they were given."""
    keyring = current_app.config["KEYRING"]
    facts = {"given_name": "Prova", "family_name": name, "email": "prova@prova.invalid"}
    with writing():
        person_id = know_person(keyring, facts, Source.PROVIDER).id
    proof = Authentication("oidc", "https://prova.invalid", 2, clock.now())
    actor, plan = Actor(person_id=person_id, authentication=proof), _plan()
    with writing():
        case = drafting.begin_case(keyring, actor, plan, "it")
        reference = case.reference
        typed = {
            key: Typed(value, 0, "citizen")
            for key, value in required_answers(questionnaire_of(case)).items()
        }
    with writing():
        drafting.save_answers(keyring, actor, reference, typed)
    with writing():
        digest = submission.digest_of(keyring, _find(reference))
        submission.send_case(
            keyring, actor, reference, plan=plan, sheet={}, seen_digest=digest, wording=["Prova."]
        )
    return reference


def _plan() -> Plan:
    snapshot, today = serving.snapshot(), clock.today()
    for place in snapshot.municipalities():
        try:
            return plan_for(snapshot, SERVICE, place.istat, today)
        except NotOffered:
            continue
    raise NotOffered


def _find(reference: str) -> Case:
    return db.session.scalars(select(Case).where(Case.reference == reference)).one()


def _is_acknowledged(reference: str) -> bool:
    """Whether the person has what the law gives at once: a number, the day, and who answers."""
    case = _find(reference)
    db.session.refresh(case)
    return case.sent_at is not None and case.received_on == clock.today() and bool(case.due_on)


def _missing(app: Flask, reference: str) -> list[str]:
    """What a case lacks once everybody is back."""
    case = _find(reference)
    db.session.refresh(case)
    mail: FakeMail = app.config["MAIL"]
    letters = [one for one in mail.letters if _spoken_in(reference, one.subject)]
    lacks = []
    if case.protocol_number is None:
        lacks.append(f"{reference}: no protocol number")
    if case.received_on != _today_of(case):
        lacks.append(f"{reference}: the day of receipt moved")
    for kind, words in (("received", "no receipt"), ("charge", "the office was not told")):
        if not any(_speaks_of(kind, one.subject) for one in letters):
            lacks.append(f"{reference}: {words}")
    open_jobs = db.session.scalar(
        select(func.count()).select_from(Job).where(Job.status != JobStatus.DONE)
    )
    return [*lacks, *([f"{open_jobs} jobs are not done"] if open_jobs else [])]


def _today_of(case: Case) -> date | None:
    return clock.rome_day(case.sent_at) if case.sent_at else None


def _spoken_in(reference: str, subject: str) -> bool:
    return "".join(subject.split()).find(reference) >= 0


def _speaks_of(kind: str, subject: str) -> bool:
    return {"received": "ricevut", "charge": "in carico"}[kind] in subject


def _doubled(app: Flask) -> list[str]:
    """Protocol numbers given twice, letters that arrived twice."""
    register: FakeRegister = app.config["REGISTER"]
    mail: FakeMail = app.config["MAIL"]
    cases = db.session.scalar(select(func.count(Case.id)).where(Case.sent_at.is_not(None)))
    keys = [letter.dedup_key for letter in mail.letters]
    found = []
    if len(register.numbers) != cases:
        found.append(f"{len(register.numbers)} numbers for {cases} cases")
    if len(set(keys)) != len(keys):
        found.append("a letter arrived twice")
    return found
