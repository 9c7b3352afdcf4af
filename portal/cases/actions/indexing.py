"""Making a case findable: the whole values said in it, as keyed hashes; and the team that works it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import delete

from portal.cases import queries
from portal.cases.actions.drafting import questionnaire_of
from portal.cases.known.queries import said_for
from portal.cases.models import Case, CaseLookup, Whole
from portal.catalogue import serving
from portal.catalogue.questionnaire.walk import AnswerKey
from portal.identity.profile import Profile
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.identifiers import normalise_email, normalise_fiscal_code, normalise_phone

_NORMAL = {
    "fiscal_code": (Whole.FISCAL_CODE, normalise_fiscal_code),
    "phone": (Whole.PHONE, normalise_phone),
    "email": (Whole.EMAIL, normalise_email),
}


def index_case(keyring: Keyring, case: Case) -> None:
    """Write anew what a sent case is found by: of its answers now, members of the household too, those
    that INPS counts among them: an officer who is one of them is kept from the case (L. 241/1990 art. 6-bis).

    What the person's profile says is not repeated: it is found through the person.
    """
    db.session.execute(delete(CaseLookup).where(CaseLookup.case_id == case.id))
    values = {key: said.value for key, said in queries.answers_of(keyring, case).items()}
    found = {*_whole_values(case, values), *_household(keyring, case)}
    for kind, normal in sorted(found):
        hashed = keyring.lookup(kind.value, normal)
        db.session.add(CaseLookup(case_id=case.id, kind=kind, hash=hashed))


def _household(keyring: Keyring, case: Case) -> Iterator[tuple[Whole, str]]:
    """The fiscal codes that INPS counts in the household of the ISEE."""
    for told in said_for(keyring, case).values():
        for code in told.facts.get("household_codes", ()):
            yield Whole.FISCAL_CODE, normalise_fiscal_code(code)


def _whole_values(case: Case, values: Mapping[AnswerKey, object]) -> Iterator[tuple[Whole, str]]:
    """Each value with its normal form; what has none is not searched by."""
    placed = list(questionnaire_of(case).placed())
    kinds = {question.id: question.kind for _step, _group, question in placed}
    for (question, _item), value in values.items():
        kind, normalise = _NORMAL.get(kinds.get(question, ""), (None, None))
        if kind and normalise and isinstance(value, str) and normalise(value):
            yield kind, normalise(value)
    about = {question.prefill: question.id for _step, group, question in placed if group is None}
    family_name, birth_date = (
        str(values.get((about.get(f"subject.{name}", ""), None)) or "")
        for name in ("family_name", "birth_date")
    )
    whole = Profile(family_name=family_name, birth_date=birth_date).name_and_birth()
    if whole:
        yield Whole.NAME_BIRTH, whole


def give_to_team(case: Case) -> None:
    """The case goes to the team whose rule it meets today; nobody's in particular where none does."""
    office = serving.snapshot().find_office(case.office)
    team = office.team_for(case.service, case.municipality) if office else None
    case.team = team.id if team else None
