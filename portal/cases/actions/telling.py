"""Telling people that something happened on a case: one event, one message, nothing sensitive in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.cases import queries, reference
from portal.cases.models import Case
from portal.cases.pinned import office_now
from portal.cases.timeline import CaseStatus
from portal.catalogue import serving
from portal.catalogue.questionnaire import Questionnaire
from portal.identity.models import Person
from portal.identity.queries import open_profile
from portal.notifications.actions import tell
from portal.notifications.actions.telling import told_with
from portal.notifications.channels import Channel
from portal.notifications.proxies import Matter
from portal.notifications.queries import texted, ways_to
from portal.platform import audit, clock
from portal.platform.acting import Act
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere

#: The question how the person wants to be reached (content/questions.yaml).
_REACH = "reach"
#: What a stranger alone can set off, as often as they like.
_OF_STRANGERS = frozenset({"case_sent", "case_withdrawn"})


def tell_subject(
    keyring: Keyring, case: Case, event: str, *, ends_on: date | None = None, code: str = ""
) -> None:
    """Tell the person whose case it is; a guest at the e-mail, else the number, they left in their answers.

    ``ends_on``: the day on which a draft is erased. ``code``: what stops something that waits.
    """
    is_discreet = _is_discreet(keyring, case)
    own = None if case.subject_id and not is_discreet else _left(keyring, case, "email")
    is_guest = case.subject_id is None
    tell(
        keyring,
        event,
        person_id=case.subject_id,
        address=own,
        phone=_left(keyring, case, "phone") if is_guest and not is_discreet else None,
        language=case.language,
        case_id=case.id,
        values={**_values(case), "ends_on": ends_on.isoformat() if ends_on else "", "code": code},
        is_unproved=is_guest and event in _OF_STRANGERS,
        is_discreet=is_discreet,
        is_unwanted=is_discreet and not own and _wants_no_email(keyring, case),
        matter=_matter(case),
    )


def _matter(case: Case) -> Matter:
    """Who else may know of it: a draft only who may write in it, as on its pages."""
    return Matter(case.service, Act.PREPARE if case.status is CaseStatus.DRAFT else Act.READ)


def tell_office(keyring: Keyring, case: Case, event: str, *, is_urgent: bool = False) -> bool:
    """Tell the office at its own address; whether it has one. What is not urgent waits for the letter
    of the day, where the office wants one a day."""
    address = office_now(case).email or None
    office = serving.snapshot().find_office(case.office)
    is_daily = office is not None and office.letters == "daily"
    gathered = is_daily and not is_urgent and address is not None
    tell_staff(keyring, case, event, address=address, is_gathered=gathered)
    return address is not None


def tell_staff(
    keyring: Keyring,
    case: Case,
    event: str,
    *,
    person_id: int | None = None,
    address: str | None = None,
    is_gathered: bool = False,
) -> None:
    """Tell one member of staff, or an address at work; staff read Italian."""
    tell(
        keyring,
        event,
        person_id=person_id,
        address=address,
        language="it",
        case_id=case.id,
        values=_values(case),
        is_gathered=is_gathered,
    )


def _values(case: Case) -> dict[str, str]:
    asked = queries.open_question(case)
    return {
        "reference": case.reference,
        "spoken_reference": reference.spoken(case.reference),
        "due_on": case.due_on.isoformat() if case.due_on else "",
        "asks_until": asked.asks_until.isoformat() if asked and asked.asks_until else "",
    }


def _is_discreet(keyring: Keyring, case: Case) -> bool:
    """Whether a message about this case may endanger the person: by its service, or by an answer."""
    service = serving.snapshot().service(case.service)
    if service is None or not service.may_endanger:
        return False
    said = _said(keyring, case)
    return service.discreet or any(
        said.get(question) == answer for question, answer in service.discreet_answers.items()
    )


def _wants_no_email(keyring: Keyring, case: Case) -> bool:
    """Whether the person chose another way to be reached in this case, which an office must walk."""
    return _said(keyring, case).get(_REACH, "email") != "email"


def _said(keyring: Keyring, case: Case) -> dict[str, object]:
    answers = queries.answers_of(keyring, case)
    return {question: said.value for (question, item), said in answers.items() if item is None}


def _left(keyring: Keyring, case: Case, kind: str) -> str | None:
    """The first contact of a kind in the answers: the person's own, not that of somebody they name."""
    questionnaire = Questionnaire.model_validate(case.questionnaire)
    contacts = {
        question.id
        for _step, group, question in questionnaire.placed()
        if question.kind == kind and (question.prefill == f"subject.{kind}" or kind == "email")
    }
    for (question, _item), said in queries.answers_of(keyring, case).items():
        if question in contacts and isinstance(said.value, str):
            return said.value
    return None


@dataclass(frozen=True)
class WhoIsTold:
    """Who will be told of a case, before it is sent: by which ways, in the order to try them, at which
    contact. ``others``: people who act for its person and chose, or were chosen, to be told too.
    ``is_discreet``: a message may endanger the person.
    """

    ways: tuple[Channel, ...]
    email: str
    phone: str
    others: int
    is_discreet: bool


def who_is_told(keyring: Keyring, case: Case) -> WhoIsTold:
    """The same rules by which ``tell_subject`` will go, asked beforehand."""
    is_discreet = _is_discreet(keyring, case)
    left = _left(keyring, case, "email") if is_discreet or case.subject_id is None else None
    if case.subject_id is None:
        phone = None if is_discreet else _left(keyring, case, "phone")
        found = [(Channel.EMAIL, left), (Channel.SMS, phone if texted(phone or "") else None)]
        ways = tuple(channel for channel, contact in found if contact)
        return WhoIsTold(ways, left or "", phone or "", 0, is_discreet)
    person = db.session.get_one(Person, case.subject_id)
    profile = open_profile(keyring, person)
    ways = ways_to(person, profile, left, True, is_discreet)
    if is_discreet and not left and _wants_no_email(keyring, case):
        ways = ()
    others, is_silent = ([], False) if is_discreet else told_with(person.id, Matter(case.service))
    return WhoIsTold(
        () if is_silent else ways,
        left or profile.own_email,
        profile.phone,
        len(others),
        is_discreet,
    )


def try_out(keyring: Keyring, actor: Actor, case: Case) -> None:
    """Send a message that says only that it is a trial, by the way the news will take: once an hour for
    a draft.

    Raises:
        NotThere: nobody signed in is behind the case, or a message may endanger them.
    """
    if case.subject_id is None or _is_discreet(keyring, case):
        raise NotThere
    tell(
        keyring,
        "trial",
        person_id=case.subject_id,
        address=None,
        language=case.language,
        case_id=None,
        values={},
        is_for_them_alone=True,
        once=f"trial:{case.id}:{clock.now():%Y%m%d%H}",
    )
    audit.record(actor, "notices.tried", "case", case.id, subject_id=case.subject_id)
