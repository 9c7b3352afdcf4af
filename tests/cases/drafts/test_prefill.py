"""What is known is not asked again: each datum with where it comes from, and never of the wrong person."""

from __future__ import annotations

import pytest

from portal.cases.actions.drafting import questionnaire_of
from portal.cases.drafts.prefill import known_value
from portal.cases.drafts.steps import Known, OpenDraft, open_draft
from portal.catalogue.questionnaire.walk import find_step
from portal.identity.profile import Profile, Source
from portal.platform.actor import Actor
from tests.support.filing import STORY, Filing

PROFILE = Profile(
    given_name="Anna",
    family_name="Provetti",
    birth_date="1970-01-01",
    fiscal_code="PRVNNA70A41L741N",
    phone="+390000000101",
    street="Via di Prova 1",
    postal_code="18039",
    locality="Ventimiglia",
    sources={
        "given_name": "provider",
        "family_name": "provider",
        "phone": "chosen",
        "street": "document",
    },
)


@pytest.mark.parametrize(
    ("datum", "value", "source"),
    [
        ("name", "Anna Provetti", "provider"),
        ("given_name", "Anna", "provider"),
        ("phone", "+390000000101", "chosen"),
        ("birth_date", "1970-01-01", "said"),
        (
            "address",
            {
                "street": "Via di Prova",
                "number": "1",
                "postal_code": "18039",
                "municipality": "Ventimiglia",
            },
            "document",
        ),
    ],
)
def test_a_datum_comes_with_its_source(datum: str, value: object, source: str) -> None:
    assert known_value(PROFILE, datum) == (value, source)


@pytest.mark.parametrize(
    "datum", ["name", "given_name", "phone", "email", "address", "isee_number"]
)
def test_what_is_not_known_is_asked(datum: str) -> None:
    assert known_value(Profile(), datum) is None


@pytest.mark.parametrize(
    ("street", "expected"),
    [
        ("Via di Prova 1", ("Via di Prova", "1")),
        ("Via di Prova 12/B", ("Via di Prova", "12/B")),
        ("Via XX Settembre", ("Via XX Settembre", "")),
        ("Piazza", ("Piazza", "")),
        ("Via Primo Maggio snc", ("Via Primo Maggio snc", "")),
    ],
)
def test_a_street_gives_its_number_where_it_has_one(street: str, expected: tuple[str, str]) -> None:
    found = known_value(Profile(street=street, locality="Ventimiglia"), "address")
    assert found is not None
    value, source = found
    assert isinstance(value, dict)
    assert (value["street"], value["number"]) == expected
    assert source == Source.SAID


def known_phone(filing: Filing, actor: Actor, reference: str) -> Known | None:
    """What the first step knows of the phone before it is asked."""
    with filing.read():
        draft: OpenDraft = open_draft(filing.keyring, actor, reference)
        step = find_step(questionnaire_of(draft.case), draft.answers, "bisogno")
        assert step is not None
        return draft.known(actor, step).get(("phone", None))


def test_a_draft_starts_from_what_the_provider_certified(filing: Filing, anna: Actor) -> None:
    assert known_phone(filing, anna, filing.draft(anna)) == Known("+390000000101", "provider")


def test_beside_an_operator_it_is_the_persons_datum_not_the_operators(
    filing: Filing, anna: Actor, bruno: Actor
) -> None:
    assert bruno.person_id != anna.person_id
    reference = filing.draft(bruno)
    assert known_phone(filing, bruno, reference) == Known("+390000000101", "provider")


def test_what_the_person_said_here_comes_before_what_was_known(filing: Filing, anna: Actor) -> None:
    reference = filing.draft(anna)
    filing.save(anna, reference, {**STORY, ("phone", None): "+390000000999"})
    assert known_phone(filing, anna, reference) == Known("+390000000999", "")


def test_of_a_guest_nothing_is_known(filing: Filing) -> None:
    guest = Actor(guest="a-browser")
    assert known_phone(filing, guest, filing.draft(guest)) is None
