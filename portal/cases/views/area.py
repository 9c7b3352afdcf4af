"""The personal area: what to do first, all cases by state, the days that count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app, g, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import autonomy, following, queries, timeline, words
from portal.cases import reference as references
from portal.cases.actions.erasing import ends_on
from portal.cases.awaited.queries import among
from portal.cases.models import Case
from portal.cases.pinned import who_of
from portal.cases.timeline import CaseStatus
from portal.cases.views import bp
from portal.cases.views.resuming import unclaimed_drafts
from portal.notifications.held import queries as held
from portal.platform.access import door_of, participant
from portal.platform.actor import current_actor
from portal.platform.i18n import current_language, format_day
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.pages import render

#: The states of the national model, by the word in the address.
FILTERS: dict[str, tuple[object, frozenset[CaseStatus]]] = {
    "bozza": (_l("Drafts"), frozenset({CaseStatus.DRAFT})),
    "da-integrare": (
        _l("Waiting for you"),
        frozenset({CaseStatus.NEEDS_SOMETHING, CaseStatus.REFUSAL_NOTICE}),
    ),
    "inviate": (_l("Sent"), frozenset({CaseStatus.SENT})),
    "in-elaborazione": (
        _l("Being worked on"),
        frozenset(
            {
                CaseStatus.IN_CHARGE,
                CaseStatus.WAITING_OTHER_BODY,
                CaseStatus.ASSESSMENT,
                CaseStatus.RANKING,
            }
        ),
    ),
    "accettate": (_l("Accepted"), frozenset({CaseStatus.ACCEPTED, CaseStatus.ACTIVE})),
    "rifiutate": (_l("Not accepted"), frozenset({CaseStatus.REFUSED})),
    "chiuse": (_l("Closed or withdrawn"), frozenset({CaseStatus.CLOSED, CaseStatus.WITHDRAWN})),
}

#: The parts of the personal area, in order, by address: areas above and beside this one have theirs.
_PARTS: tuple[tuple[str, object], ...] = (
    ("/area-personale", _l("To do")),
    ("/area-personale/pratiche", _l("My requests")),
    ("/area-personale/messaggi", _l("Messages")),
    ("/area-personale/documenti", _l("Documents")),
    ("/area-personale/appuntamenti", _l("Appointments")),
    ("/area-personale/scadenze", _l("Days that count")),
)
#: What is the person's alone: beside an operator it is closed.
_ALONE = frozenset({"/area-personale/messaggi"})


def count_to_do() -> int:
    """How many cases wait for the person of this page; counted once, the frame says it too."""
    if "waiting_cases" not in g:
        g.waiting_cases = following.count_to_do(current_actor())
    counted: int = g.waiting_cases
    return counted


def _pages() -> dict[str, str]:
    """The endpoint of each address that can be read; put together once for the application."""
    known: dict[str, str] | None = current_app.extensions.get("pages_by_address")
    if known is None:
        rules = current_app.url_map.iter_rules()
        known = {one.rule: one.endpoint for one in rules if "GET" in (one.methods or ())}
        current_app.extensions["pages_by_address"] = known
    return known


def parts_of_area(here: str) -> list[dict[str, Any]]:
    """The tabs of the personal area; ``here`` is the endpoint of this page. A part whose page is not
    there, or whose door is closed to this actor, is left out."""
    actor = current_actor()
    waiting = count_to_do()
    found = []
    for address, title in _PARTS:
        endpoint = _pages().get(address)
        door = door_of(current_app, endpoint) if endpoint else None
        if endpoint is None or door is None or not door.admits(actor):
            continue
        if actor.acting_for is not None and address in _ALONE:
            continue
        count = waiting if waiting and endpoint == "cases.my_cases" else None
        part = {"words": title, "address": url_for(endpoint), "here": endpoint == here}
        found.append({**part, "count": count})
    return found


def drafts_in_list(drafts: Sequence[Case]) -> list[dict[str, Any]]:
    """Drafts as lists show them: one that waits for a signature says so, and leads to where one gives it."""
    waiting = among([one for one in drafts if one.visit_id is not None])
    return [in_list(one) | (_to_sign(one) if one.id in waiting else {}) for one in drafts]


def _to_sign(case: Case) -> dict[str, Any]:
    return {
        "state": words.TO_SIGN,
        "task": words.SIGN_IT,
        "address": url_for("cases.summary_page", reference=case.reference),
    }


def in_list(case: Case) -> dict[str, Any]:
    """A case as lists show it; nothing is opened for it."""
    state = timeline.STATES[case.status]
    return {
        "case": case,
        "address": url_for("cases.case", reference=case.reference),
        "name": who_of(case).service_name(current_language().code),
        "drawing": state.pictogram,
        "state": words.state_of(case),
        "task": words.TASK[state.task] if state.task else "",
        "next": words.next_of(case),
        "spoken": references.spoken(case.reference),
        "kept_until": format_day(ends_on(case)) if case.status is CaseStatus.DRAFT else "",
    }


def _is_changed_at_desk() -> bool:
    """Whether somebody at a desk typed a contact or an account that waits; only the person themselves
    reads it: whoever acts for them may be who asked."""
    actor = current_actor()
    if actor.person_id is None or actor.acting_for is not None:
        return False
    return bool(held.waiting_for(actor.person_id))


@bp.get("/area-personale")
@participant
def my_cases() -> ResponseReturnValue:
    """What I must do comes first; then drafts, then what is under way; then what is over."""
    cases, unclaimed = queries.list_cases(current_actor()), unclaimed_drafts()
    drafts = [c for c in cases if c.status is CaseStatus.DRAFT]
    todo = [c for c in cases if timeline.action_required(c.status) and c.sent_at]
    under_way = [c for c in cases if timeline.is_open(c.status) and c.sent_at and c not in todo]
    return render(
        "cases/my_cases.html",
        parts=parts_of_area("cases.my_cases"),
        unclaimed=unclaimed,
        is_changed_at_desk=_is_changed_at_desk(),
        names={d.service: who_of(d).service_name(current_language().code) for d in unclaimed},
        # The nearest last day first.
        todo=[in_list(c) for c in sorted(todo, key=lambda c: str(c.state_day or "9"))],
        drafts=drafts_in_list(drafts),
        under_way=[in_list(c) for c in under_way],
        over=[in_list(c) for c in cases if not timeline.is_open(c.status) and c.sent_at],
    )


@bp.get("/area-personale/pratiche")
@participant
def my_requests() -> ResponseReturnValue:
    """All my cases, by state where one is chosen; what waits for me stands first all the same."""
    cases = queries.list_cases(current_actor())
    wanted = request.args.get("stato", "")
    chosen = FILTERS[wanted][1] if wanted in FILTERS else frozenset(CaseStatus)
    shown = sorted(
        (c for c in cases if c.status in chosen),
        key=lambda c: not (timeline.action_required(c.status) and c.sent_at),
    )
    return render(
        "cases/my_requests.html",
        is_ready_alone=autonomy.is_ready(current_actor().subject_id),
        parts=parts_of_area("cases.my_requests"),
        filters=_filters(cases, wanted),
        shown=[in_list(c) for c in shown],
        has_any=bool(cases),
    )


def _filters(cases: Sequence[Case], wanted: str) -> list[dict[str, Any]]:
    """Each state that has cases, and the one chosen, with how many there are."""
    found = [
        {
            "words": title,
            "address": url_for("cases.my_requests", stato=word),
            "here": word == wanted,
            "count": sum(c.status in states for c in cases),
        }
        for word, (title, states) in FILTERS.items()
    ]
    every = {"words": _l("All"), "address": url_for("cases.my_requests"), "count": len(cases)}
    every["here"] = wanted not in FILTERS
    return [every, *(one for one in found if one["count"] or one["here"])]


@bp.get("/area-personale/scadenze")
@participant
def my_terms() -> ResponseReturnValue:
    """The days that count, mine first: by when I answer, by when the offices do, when services begin."""
    cases = [c for c in queries.list_cases(current_actor()) if c.sent_at]
    mine = [(c.state_day, c) for c in cases if timeline.action_required(c.status) and c.state_day]
    theirs = [(c.due_on, c) for c in cases if timeline.is_open(c.status) and c.due_on]
    begins = [(c.state_day, c) for c in cases if c.status is CaseStatus.ACTIVE and c.state_day]
    return render(
        "cases/my_terms.html",
        parts=parts_of_area("cases.my_terms"),
        mine=_days(mine),
        theirs=_days(theirs),
        begins=_days(begins),
    )


def _days(found: Sequence[tuple[Any, Case]]) -> list[dict[str, Any]]:
    ordered = sorted(found, key=lambda one: (one[0], one[1].id))
    return [{"day": format_day(day, weekday=True), **in_list(case)} for day, case in ordered]
