"""Somebody invented asks for help at home, as people do: registers first, then answers, a file, sending."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

from flask import current_app
from sqlalchemy import select

from portal.cases.actions import attaching, declarations, drafting, submission
from portal.cases.actions.drafting import Typed, questionnaire_of
from portal.cases.known.actions import keep_heard
from portal.cases.known.asking import Heard, Whom, ask_all, needed
from portal.cases.models import Case
from portal.cases.plan import NotOffered, Plan, plan_for
from portal.cases.reference import new_reference
from portal.catalogue import serving
from portal.identity.actions import know_person
from portal.identity.profile import Source
from portal.integrations.anpr import Address, Resident
from portal.integrations.inps import Isee, IseeRow
from portal.notifications.actions.choosing import choose
from portal.notifications.channels import Channel, Choices
from portal.office.drill.answering import required_answers
from portal.office.drill.neighbours import Neighbours
from portal.platform import clock
from portal.platform.actor import Actor, Authentication
from portal.platform.database import db, writing
from portal.platform.isee import IseeKind
from portal.platform.stored.uploads import PDF, CheckedFile

SERVICE = "assistenza-domiciliare"
#: A question of that service that takes a file from whoever has one.
_QUESTION = "health_files"
_PAPER = b"%PDF-1.7 drill"


def send_one(them: Neighbours, name: str, first: Channel) -> str:
    """A person of this name, told by that way first, sends a case; the reference they were given."""
    keyring = current_app.config["KEYRING"]
    fiscal_code = f"PROVA{hashlib.sha256(name.encode()).hexdigest()[:11].upper()}"
    _make_known(them, name, fiscal_code)
    actor, plan, about = _sign_in(name, fiscal_code, first), _plan(), new_reference()
    heard = _ask_registers(fiscal_code, about)
    with writing():
        case = drafting.begin_case(keyring, actor, plan, "it", about)
        keep_heard(keyring, actor, case, heard)
        reference = case.reference
        typed = {
            key: Typed(value, 0, "citizen")
            for key, value in required_answers(questionnaire_of(case)).items()
        }
    with writing():
        drafting.save_answers(keyring, actor, reference, typed)
    _attach(actor, reference, CheckedFile(PDF, "pdf", len(_PAPER), "prova.pdf", _PAPER))
    with writing():
        digest = declarations.digest_of(keyring, find(reference))
        submission.send_case(
            keyring, actor, reference, plan=plan, sheet={}, seen_digest=digest, wording=["Prova."]
        )
    return reference


def find(reference: str) -> Case:
    """A case of the drill, as the database has it now."""
    case = db.session.scalars(select(Case).where(Case.reference == reference)).one()
    db.session.refresh(case)
    return case


def _sign_in(name: str, fiscal_code: str, first: Channel) -> Actor:
    keyring = current_app.config["KEYRING"]
    facts = {
        "given_name": "Prova",
        "family_name": name,
        "fiscal_code": fiscal_code,
        "email": "prova@prova.invalid",
        "phone": "+393000000001",
    }
    proof = Authentication("oidc", "https://prova.invalid", 2, clock.now())
    with writing():
        actor = Actor(
            person_id=know_person(keyring, facts, Source.PROVIDER).id, authentication=proof
        )
        choose(actor, Choices(first=first))
    return actor


def _ask_registers(fiscal_code: str, about: str) -> list[Heard]:
    """What the registers say today; no transaction is open while they are asked."""
    sheet = serving.snapshot().service(SERVICE)
    if sheet is None or sheet.questionnaire is None:
        raise NotOffered
    whom = Whom(fiscal_code, sheet.siuss, about, clock.today())
    wanted = needed(serving.snapshot().questionnaire(sheet.questionnaire))
    db.session.rollback()
    return ask_all(current_app.config["PUBLIC_REGISTERS"], wanted, whom)


def _attach(actor: Actor, reference: str, checked: CheckedFile) -> None:
    keyring, files = current_app.config["KEYRING"], current_app.config["FILES"]
    case = find(reference)
    db.session.rollback()
    stored = attaching.store(files, case, checked)
    with writing():
        attaching.attach_to_draft(keyring, actor, reference, _QUESTION, [stored])


def _make_known(them: Neighbours, name: str, fiscal_code: str) -> None:
    """The registers and the app know whoever comes; whether they say so is another matter."""
    them.app_io.open_to.add(fiscal_code)
    them.anpr.know(
        Resident(
            fiscal_code=fiscal_code, given_name="Prova", family_name=name,
            birth_date=date(1950, 1, 1), birth_place="Prova",
            address=Address("Via di Prova", "1", "00100", "Prova", "PV"), household=(), permit=None,
        )
    )  # fmt: skip
    year = clock.today().year
    them.inps.know(
        fiscal_code,
        Isee(
            number=f"INPS-ISEE-{year}-00000001A-00", presented_on=date(year, 1, 15),
            valid_until=date(year + 1, 12, 31), kind=IseeKind.CARE, isee_cents=900_000,
            ise_cents=900_000, isr_cents=900_000, isp_cents=0, scale=Decimal(1),
            household=(IseeRow(fiscal_code, "Dichiarante"),), differences=False,
        ),
    )  # fmt: skip


def _plan() -> Plan:
    """A place whose office wants each letter at once: the letter of the day leaves on working mornings,
    which a bad day does not wait for."""
    snapshot, today = serving.snapshot(), clock.today()
    for place in snapshot.municipalities():
        try:
            plan = plan_for(snapshot, SERVICE, place.istat, today)
        except NotOffered:
            continue
        office = snapshot.find_office(plan.office)
        if office is not None and office.letters == "each":
            return plan
    raise NotOffered
