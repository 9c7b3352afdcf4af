"""The twelve people are invented, formally valid, and cover what the demo must show."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
import yaml
from stdnum.it import codicefiscale

from demo.people import Person, read_people, staff_entries

PEOPLE = list(read_people().values())
DISTRICTS = {
    "ventimigliese",
    "puglia-ta2",
    "lagonegrese-pollino",
    "cremonese",
    "marca-occidentale",
}


def test_there_is_everybody_the_demo_needs() -> None:
    kinds = Counter(person.kind for person in PEOPLE)
    assert kinds == {
        "citizen": 5, "parent": 1, "guardian": 1, "operator": 2,
        "officer": 1, "editor": 1, "administrator": 1,
    }  # fmt: skip
    assert {person.district for person in PEOPLE if person.kind == "citizen"} == DISTRICTS
    assert [len(p.family) for p in PEOPLE if p.kind in {"parent", "guardian"}] == [2, 1]


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.id)
def test_a_fiscal_code_says_the_birth_and_gender_of_its_person(person: Person) -> None:
    assert codicefiscale.is_valid(person.fiscal_code)
    assert codicefiscale.get_birth_date(person.fiscal_code) == person.birthdate
    assert codicefiscale.get_gender(person.fiscal_code) == person.gender[0].upper()
    for relative in person.family:
        assert codicefiscale.is_valid(relative.fiscal_code)
        century = relative.birthdate.year - 50
        assert codicefiscale.get_birth_date(relative.fiscal_code, century) == relative.birthdate


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.id)
def test_contacts_reach_nobody(person: Person) -> None:
    assert person.email is None or person.email.endswith("@prova.invalid")
    assert person.phone_number.startswith("+39 000 ")


def test_claims_follow_the_scope() -> None:
    person = read_people()["giulia-modellini"]
    assert set(person.claims("openid")) == {"sub"}
    claims = person.claims("openid profile address")
    number = claims["https://attributes.eid.gov.it/fiscal_number"]
    assert number == "TINIT-MDLGLI33P68F027C"
    assert claims["address"]["locality"] == "Ventimiglia"
    assert "email" not in claims


def test_somebody_is_reached_by_the_app_only_and_somebody_by_text_only() -> None:
    without = [person for person in PEOPLE if person.email is None]
    assert {person.uses_io for person in without} == {True, False}
    assert all("e-mail" in person.who for person in without)
    for person in without:
        assert not {"email", "email_verified"} & person.claims("openid email").keys()


def test_only_staff_is_imported_and_no_role_is_told_by_the_provider() -> None:
    entries = staff_entries(read_people())
    assert len(entries) == 5
    assert {role["role"] for entry in entries for role in entry["roles"]} == {
        "operator", "officer", "editor", "administrator",
    }  # fmt: skip
    told = json.dumps([person.claims("openid profile email") for person in PEOPLE])
    assert "roles" not in told


def test_staff_signs_in_with_a_second_factor() -> None:
    assert all({"pwd", "otp"} <= set(person.amr) for person in PEOPLE if person.roles)


def test_staff_works_where_the_territory_has_bodies_offices_and_desks() -> None:
    checked = 0
    for person in PEOPLE:
        folder = Path("content/territories") / person.district
        territory = yaml.safe_load((folder / "territory.yaml").read_text("utf-8"))
        desks = yaml.safe_load((folder / "desks.yaml").read_text("utf-8"))["desks"]
        bodies = {body["id"] for body in territory["bodies"]}
        offices = {office["id"]: office["body"] for office in territory["offices"]}
        for role in person.roles:
            assert role.body in bodies
            assert role.office is None or offices[role.office] == role.body
            assert role.desk is None or role.desk in {desk["id"] for desk in desks}
            checked += 1
    assert checked >= 5


def test_two_people_with_one_fiscal_code_are_refused(tmp_path: Path) -> None:
    text = Path("demo/people.yaml").read_text("utf-8")
    file = tmp_path / "people.yaml"
    file.write_text(text.replace("SGGLCU87T02H238S", "MDLGLI33P68F027C"), "utf-8")
    with pytest.raises(ValueError, match="same id or fiscal code"):
        read_people(file)
