"""Answers in, suitable services out, and the reason why."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.catalogue.definitions import Isee, Service
from portal.catalogue.orientation import (
    ANYBODY,
    Answers,
    Reason,
    Urgency,
    audiences_for,
    suggest,
)


def service(slug: str, **facts: Any) -> Service:
    plain: dict[str, Any] = {
        "area": "everyone", "audiences": ("everyone",), "needs": ("money",), "level": "district",
        "isee": Isee(required="no"), "fee": "free", "channels": ("desk",),
        "checked_on": date(2026, 11, 23), "source": "Prova",
    }  # fmt: skip
    return Service(slug=slug, **(plain | facts))


HOME = service("casa", needs=("home-help",), audiences=("older-people",))
MEALS = service("pasti", needs=("money", "home-help"), audiences=("everyone",))
SCHOOL = service("scuola", needs=("home-help",), audiences=("children",))
RESCUE = service("soccorso", needs=("danger",), urgent=True)
SHELTER = service("rifugio", needs=("danger",), audiences=("women-in-danger",), urgent=True)
DESK = service("sportello", needs=("talk",))
LEAVING = service(
    "dimissioni", needs=("home-help",), audiences=("older-people",), life_events=("hospital",)
)
ALL = [SHELTER, RESCUE, MEALS, HOME, SCHOOL, DESK, LEAVING]


def slugs(answers: Answers) -> list[str]:
    return [found.slug for found in suggest(ALL, answers)]


def test_what_fits_need_and_person_comes_before_what_fits_everybody() -> None:
    found = slugs(Answers("home-help", "older-people", Urgency.CAN_WAIT))
    assert found == ["casa", "dimissioni", "pasti"]


def test_who_cannot_wait_sees_first_what_helps_at_once_for_everybody() -> None:
    found = slugs(Answers("home-help", "older-people", Urgency.NOW))
    assert found[0] == "soccorso"
    assert "rifugio" not in found


def test_danger_shows_its_services_and_the_numbers() -> None:
    answers = Answers("danger", "women-in-danger", Urgency.NOW)
    assert answers.is_danger
    assert slugs(answers)[:2] == ["rifugio", "soccorso"]
    assert Answers("money", ANYBODY, Urgency.NOW).is_danger
    assert not Answers("money", ANYBODY, Urgency.DAYS).is_danger


def test_what_happened_moves_a_service_up_and_is_a_reason() -> None:
    answers = Answers("home-help", "older-people", Urgency.CAN_WAIT, event="hospital")
    first = suggest(ALL, answers)[0]
    assert first.slug == "dimissioni"
    assert first.reasons == (Reason.EVENT, Reason.NEED, Reason.AUDIENCE)


def test_everybody_is_a_reason_of_its_own() -> None:
    found = {one.slug: one.reasons for one in suggest(ALL, Answers("money", "carers"))}
    assert found["pasti"] == (Reason.NEED, Reason.EVERYONE)


def test_where_nothing_is_for_the_person_the_need_alone_answers() -> None:
    found = slugs(Answers("danger", "carers", Urgency.CAN_WAIT))
    assert "soccorso" in found
    only = [SHELTER]
    assert [one.slug for one in suggest(only, Answers("danger", "carers"))] == ["rifugio"]


def test_a_person_to_talk_to_is_always_within_reach_unless_there_is_time() -> None:
    found = suggest(ALL, Answers("home-help", "older-people", Urgency.DAYS))
    assert found[-1].slug == "sportello"
    assert found[-1].reasons == (Reason.FIRST_CONTACT,)


def test_only_people_whom_a_need_concerns_are_offered() -> None:
    assert audiences_for(ALL, "home-help") == {"older-people", "children"}


def test_the_same_answers_give_the_same_list_whatever_the_order_of_the_catalogue() -> None:
    answers = Answers("home-help", ANYBODY, Urgency.DAYS)
    assert suggest(ALL, answers) == suggest(list(reversed(ALL)), answers)
