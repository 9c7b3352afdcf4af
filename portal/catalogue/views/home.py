"""The first page, and the few plain questions that lead to a service."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from portal.catalogue import serving
from portal.catalogue.labels import Tag, in_language, line, tag
from portal.catalogue.orientation import (
    ANYBODY,
    HOW_SOON,
    UNSURE,
    Answers,
    Urgency,
    audiences_for,
    suggest,
)
from portal.catalogue.queries import events_met, is_given, needs_met
from portal.catalogue.views import bp
from portal.catalogue.views.place import chosen, place_values
from portal.catalogue.views.words import REASONS, italian_now
from portal.platform.access import public
from portal.platform.i18n import current_language
from portal.platform.pages import render
from portal.platform.shared import shared


def emergency_numbers() -> list[dict[str, str]]:
    """The numbers to call, in the words of the page."""
    numbers = serving.snapshot().catalogue.emergency
    language = current_language().code
    return [
        {"number": entry.number, "words": in_language(entry.words, language)[0].name}
        for entry in numbers
    ]


@bp.get("/")
@public
@shared
def home() -> ResponseReturnValue:
    """Who we are, the question, urgent help; then needs and moments of life."""
    snapshot, language = serving.snapshot(), current_language().code
    return render(
        "catalogue/home.html",
        emergency=emergency_numbers(),
        needs=needs_met(snapshot, language),
        events=events_met(snapshot, language),
        **place_values(),
        count=len(snapshot.services()),
    )


def _answers() -> Answers:
    """What the address says, unknown words left out: the question is then asked again."""
    catalogue = serving.snapshot().catalogue

    def known(name: str, ids: set[str]) -> str | None:
        value = request.args.get(name, "")
        return value if value in ids else None

    urgency = request.args.get("urgenza", "")
    return Answers(
        need=known("bisogno", {theme.id for theme in catalogue.needs}),
        audience=known("per", {ANYBODY, *(theme.id for theme in catalogue.audiences)}),
        urgency=Urgency(urgency) if urgency in set(Urgency) else None,
        event=known("evento", {theme.id for theme in catalogue.life_events}),
    )


def _people(answers: Answers) -> list[Tag]:
    """For whom help may be, among the services of the chosen need."""
    snapshot = serving.snapshot()
    if answers.need is None:
        return []
    offered = audiences_for(snapshot.services(), answers.need)
    language = current_language().code
    return [tag(theme, language) for theme in snapshot.catalogue.audiences if theme.id in offered]


@bp.get("/orientamento", endpoint="orientation")
@public
@shared
def orientation_page() -> ResponseReturnValue:
    """One question at a time, in the address alone; at the end the services that fit, and why."""
    snapshot, language = serving.snapshot(), current_language().code
    answers, people = _answers(), _people(_answers())
    if answers.need and len(people) < 2 and answers.audience is None:
        answers = replace(answers, audience=ANYBODY)
    if serving.snapshot().asked_by_orientation(HOW_SOON) is None:
        answers = replace(answers, urgency=answers.urgency or Urgency.CAN_WAIT)
    return render(
        "catalogue/orientation.html",
        answers=answers,
        needs=needs_met(snapshot, language),
        people=people,
        found=_found(answers) if answers.is_complete else [],
        emergency=emergency_numbers(),
        **place_values(),
        anybody=ANYBODY,
        how_soon=_how_soon(language),
        unsure=UNSURE,
    )


def _how_soon(language: str) -> dict[str, Any] | None:
    """How soon help is needed, as the question bank asks it; a revision from before does not."""
    question = serving.snapshot().asked_by_orientation(HOW_SOON)
    if question is None:
        return None
    asking, used = in_language(question.words, language)
    return {
        "label": asking.label,
        "language": used,
        "answers": {one.value: in_language(one.words, language)[0] for one in question.options},
    }


def _found(answers: Answers) -> list[dict[str, object]]:
    snapshot, language = serving.snapshot(), current_language().code
    place, day = chosen().place, italian_now().date()
    found = []
    for suggestion in suggest(snapshot.services(), answers):
        service = snapshot.service(suggestion.slug)
        if service is not None:
            found.append(
                {
                    "line": line(snapshot, service, language),
                    "reasons": [REASONS[reason] for reason in suggestion.reasons],
                    "is_given": place is None or is_given(snapshot, service.slug, place.istat, day),
                }
            )
    return found
