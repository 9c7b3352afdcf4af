"""Who may do what for whom: the whole table, kind by reach by act, in time and out of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from portal.cases import policy as case_policy
from portal.cases.models import Case
from portal.cases.timeline import CaseStatus
from portal.platform.acting import Act, ByPower
from portal.platform.actor import Actor
from portal.powers import policy
from portal.powers.models import Kind, Power, PowerState, Reach

TODAY = date(2026, 11, 27)
ANNA, CARLA, OTHER = 1, 2, 3
_R, _P, _S = {"read"}, {"read", "prepare"}, {"read", "prepare", "send", "declare"}
#: By kind: what each reach lets the holder do; who signs in the other's name, and who only assists.
TABLE = {
    (Kind.MANDATE, True): (_R, _P, _S),
    (Kind.NATIONAL, True): (_R, _P, _S),
    (Kind.PARENT, True): (_R, _P, _S),
    (Kind.GUARDIAN, True): (_R, _P, _S),
    (Kind.CURATOR, True): (_R, _P, _P),
    (Kind.CURATOR, False): (_R, _P, _P),
    (Kind.SUPPORT, True): (_R, _P, _S),
    (Kind.SUPPORT, False): (_R, _P, _P),
}


def power(**changes: object) -> Power:
    facts = {
        "id": 9, "kind": Kind.MANDATE, "state": PowerState.IN_FORCE, "subject_id": ANNA,
        "holder_id": CARLA, "services": ["nido"], "every_service": False, "reach": Reach.SEND,
        "represents": True, "until": TODAY, **changes,
    }  # fmt: skip
    return Power(**facts)


def acting(holder: int = CARLA, today: date = TODAY, **changes: object) -> ByPower | None:
    return policy.acting_by(power(**changes), holder, "Anna", today)


@pytest.mark.parametrize(("kind", "represents"), TABLE)
def test_what_each_power_allows(kind: Kind, represents: bool) -> None:
    for reach, allowed in zip(Reach, TABLE[kind, represents], strict=True):
        found = acting(kind=kind, reach=reach, represents=represents)
        assert found is not None
        got = {act.value for act in Act if found.may(act, "nido")}
        assert got == allowed, (kind, reach)
        assert not any(found.may(act, "mensa") for act in Act), "a service nobody allowed"


def test_all_the_services_are_all() -> None:
    found = acting(services=[], every_service=True)
    assert found is not None
    assert found.may(Act.DECLARE, "mensa")


@pytest.mark.parametrize("state", PowerState)
@pytest.mark.parametrize("days", [-1, 0, 1])
def test_it_holds_only_in_force_and_until_its_last_day(state: PowerState, days: int) -> None:
    found = acting(state=state, until=TODAY + timedelta(days=days))
    assert (found is not None) is (state is PowerState.IN_FORCE and days >= 0)


def test_it_is_its_holders_alone_and_nobody_acts_for_themselves() -> None:
    assert acting(OTHER) is None
    assert acting(ANNA) is None
    assert acting(CARLA, subject_id=CARLA) is None
    assert acting(subject_id=None) is None
    assert policy.acting_by(power(holder_id=None), None, "", TODAY) is None


def case(status: CaseStatus, subject_id: int = ANNA, service: str = "nido") -> Case:
    sent = None if status is CaseStatus.DRAFT else TODAY
    return Case(subject_id=subject_id, service=service, status=status, sent_at=sent)


def test_rules_of_cases_read_it_from_the_actor() -> None:
    """Rows: reach; columns: see a draft, change it, declare; see a sent case, act on it, correct it."""
    said = {
        Reach.READ: (False, False, False, True, False, False),
        Reach.PREPARE: (True, True, False, True, False, False),
        Reach.SEND: (True, True, True, True, True, True),
    }
    draft, sent = case(CaseStatus.DRAFT), case(CaseStatus.SENT)
    for reach, allowed in said.items():
        actor = Actor(person_id=CARLA, acting_for=acting(reach=reach))
        assert (
            case_policy.can_see(actor, draft),
            case_policy.can_change_draft(actor, draft),
            case_policy.can_declare(actor, draft),
            case_policy.can_see(actor, sent),
            case_policy.can_act_on(actor, sent),
            case_policy.can_amend(actor, sent),
        ) == allowed, reach


def test_acting_for_one_opens_neither_ones_own_cases_nor_another_service() -> None:
    actor = Actor(person_id=CARLA, acting_for=acting())
    for status, rule in product((CaseStatus.DRAFT, CaseStatus.SENT), (case_policy.can_see,)):
        assert not rule(actor, case(status, subject_id=CARLA))
        assert not rule(actor, case(status, subject_id=OTHER))
        assert not rule(actor, case(status, service="mensa"))
    assert not case_policy.can_handle(actor, case(CaseStatus.SENT))
    own = replace(actor, acting_for=None)
    assert case_policy.can_see(own, case(CaseStatus.SENT, subject_id=CARLA))
    assert not case_policy.can_see(own, case(CaseStatus.SENT))


def test_the_day_somebody_comes_of_age() -> None:
    assert policy.eighteenth_birthday(date(2008, 2, 29)) == date(2026, 3, 1)
    assert policy.is_of_age(date(2008, 11, 27), TODAY)
    assert not policy.is_of_age(date(2008, 11, 28), TODAY)
