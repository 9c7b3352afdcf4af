"""The invented civic register and INPS answer the portal's own clients, and fail as they are told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date

import pytest
from werkzeug.serving import make_server

from demo.faults import Faults
from demo.outside import create_outside
from demo.people import read_people
from demo.world import World
from portal.integrations.anpr import (
    AnprFailed,
    AnprNonsense,
    AnprRefused,
    AnprUnavailable,
    Enquiry,
    HttpAnpr,
    PersonUnknown,
    Relation,
    Stay,
)
from portal.integrations.inps import (
    HttpInps,
    InpsFailed,
    InpsNonsense,
    InpsRefused,
    InpsUnavailable,
    IseeEnquiry,
    IseeNotFound,
)
from portal.platform.isee import IseeKind

PEOPLE = read_people()
AMINA = PEOPLE["amina-campioni-prova"]
DAY = date(2026, 11, 23)


@pytest.fixture
def outside(world: World) -> Iterator[str]:
    running = make_server("127.0.0.1", 0, create_outside(world), threaded=True)
    thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def anpr(world: World, outside: str) -> HttpAnpr:
    return HttpAnpr(f"{outside}/anpr", world.secrets.anpr)


@pytest.fixture
def inps(world: World, outside: str) -> HttpInps:
    return HttpInps(f"{outside}/inps", world.secrets.inps)


def who(fiscal_code: str = AMINA.fiscal_code) -> Enquiry:
    return Enquiry(fiscal_code, "demo", "AC7K492M")


def asks(fiscal_code: str = AMINA.fiscal_code, day: date = DAY) -> IseeEnquiry:
    return IseeEnquiry(fiscal_code, day, "A3.03", "AC7K492M")


def test_every_invented_person_is_resident_somewhere(anpr: HttpAnpr) -> None:
    for person in PEOPLE.values():
        found = anpr.look_up(who(person.fiscal_code))
        assert found.family_name == person.family_name
        assert found.address.municipality == person.address.locality


def test_a_mother_lives_with_her_children_and_has_a_permit_and_an_isee(
    world: World, anpr: HttpAnpr, inps: HttpInps
) -> None:
    found = anpr.look_up(who())
    assert [one.relation for one in found.household] == [Relation.CHILD, Relation.CHILD]
    assert found.permit is not None
    assert found.permit.kind is Stay.PERMIT
    isee = inps.read_isee(asks())
    assert (isee.kind, isee.valid_until) == (IseeKind.MINORS, date(2026, 12, 31))
    ledger = (world.places.folder / "registers.log").read_text("utf-8")
    assert "anpr demo AC7K492M" in ledger
    assert "inps A3.03 AC7K492M" in ledger
    assert AMINA.fiscal_code not in ledger


def test_an_isee_of_last_year_and_none_at_all_are_not_found(inps: HttpInps) -> None:
    for person in ("lucia-popescu-prova", "antonio-fintoni"):
        with pytest.raises(IseeNotFound):
            inps.read_isee(asks(PEOPLE[person].fiscal_code))


def test_a_current_isee_lasts_six_months(inps: HttpInps) -> None:
    found = inps.read_isee(asks(PEOPLE["luca-saggini"].fiscal_code))
    assert (found.presented_on, found.valid_until) == (date(2026, 9, 15), date(2027, 3, 15))


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("down", AnprUnavailable), ("unknown", PersonUnknown), ("refuse", AnprRefused),
        ("nonsense", AnprNonsense),
    ],
)  # fmt: skip
def test_the_civic_register_fails_as_set(
    world: World, anpr: HttpAnpr, mode: str, error: type[AnprFailed]
) -> None:
    world.faults.set(Faults.model_validate({"anpr": {"mode": mode}}))
    with pytest.raises(error):
        anpr.look_up(who())


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("down", InpsUnavailable), ("unknown", IseeNotFound), ("refuse", InpsRefused),
        ("nonsense", InpsNonsense),
    ],
)  # fmt: skip
def test_inps_fails_as_set(
    world: World, inps: HttpInps, mode: str, error: type[InpsFailed]
) -> None:
    world.faults.set(Faults.model_validate({"inps": {"mode": mode}}))
    with pytest.raises(error):
        inps.read_isee(asks())


def test_differences_are_found_as_set(world: World, inps: HttpInps) -> None:
    world.faults.set(Faults.model_validate({"inps": {"mode": "differences"}}))
    assert inps.read_isee(asks()).differences


def test_a_wrong_token_learns_nothing(outside: str) -> None:
    with pytest.raises(AnprRefused):
        HttpAnpr(f"{outside}/anpr", "another").look_up(who())
    with pytest.raises(InpsRefused):
        HttpInps(f"{outside}/inps", "another").read_isee(asks())


def test_a_slow_day_is_too_slow(world: World, outside: str) -> None:
    world.faults.set(Faults.model_validate({"anpr": {"delay_seconds": 1}}))
    slow = HttpAnpr(f"{outside}/anpr", world.secrets.anpr, timeout=0.2)
    with pytest.raises(AnprUnavailable):
        slow.look_up(who())
