"""The way of a case as the person reads it: each stop with its day, who, what is missing, by when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.cases import timeline, words
from portal.cases.following import Wanted
from portal.cases.models import Author, Case, Happening
from portal.cases.pinned import who_of
from portal.cases.timeline import CaseStatus, Milestone
from portal.platform.i18n import format_day, format_moment
from portal.platform.i18n import gettext as _


def lay_out(
    case: Case, happenings: Sequence[Happening], wanted: Sequence[Wanted]
) -> list[dict[str, Any]]:
    """What was, what is, what comes next and last, for the timeline; steps before sending are left out."""
    happened = [one for one in happenings if one.status is not CaseStatus.DRAFT]
    ordered = sorted(happened, key=lambda one: one.at)
    stops = timeline.lay_out([(one.status, one.at) for one in happened])
    return [
        _behind(case, ordered[number], stop)
        | ({"text": _now(case, wanted)} if stop.position is timeline.Position.NOW else {})
        if stop.milestone is None
        else _ahead(case, stop.milestone)
        for number, stop in enumerate(stops)
    ]


def _behind(case: Case, one: Happening, stop: timeline.Entry) -> dict[str, Any]:
    return {
        "state": stop.position.value,
        "title": words.say_state(one.status, one.day, one.detail, who_of(case).office.name),
        "when": f"{format_moment(one.at)} · {by_whom(case, one.author)}",
        "drawing": timeline.STATES[one.status].pictogram,
    }


def by_whom(case: Case, author: Author) -> str:
    """Who did something on a case: the office by its name, the person as "you"."""
    return who_of(case).office.name if author is Author.OFFICE else str(words.AUTHOR[author])


def _now(case: Case, wanted: Sequence[Wanted]) -> str:
    """What is missing, if anything, and what comes next."""
    missing = [one.name for one in wanted if one.is_open]
    if case.status is not CaseStatus.NEEDS_SOMETHING or not missing:
        return words.next_of(case)
    return _("Still missing: %(names)s.", names="; ".join(missing)) + " " + words.next_of(case)


def _ahead(case: Case, milestone: Milestone) -> dict[str, Any]:
    return {
        "state": timeline.Position.NEXT.value,
        "title": words.MILESTONE[milestone],
        "when": _by_when(case, milestone),
    }


def _by_when(case: Case, milestone: Milestone) -> str:
    """The last day of what is to come, where there is one."""
    if milestone is Milestone.YOUR_ANSWER and case.state_day is not None:
        return _("by %(day)s · you", day=format_day(case.state_day))
    if milestone is Milestone.START or case.due_on is None:
        return ""
    return _(
        "by %(day)s · %(office)s", day=format_day(case.due_on), office=who_of(case).office.name
    )
