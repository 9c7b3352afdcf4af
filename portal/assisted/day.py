"""What waits at a desk and what was done there today: the operator's own, or that of everybody."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from flask import current_app

from portal.assisted import queries, standing, words
from portal.cases import reference as references
from portal.cases.awaited.queries import waiting_at
from portal.identity.queries import names_of
from portal.platform.actor import Actor
from portal.platform.i18n import gettext as _


class Lists(StrEnum):
    """Whose work the lists show, as it stands in addresses."""

    MINE = "miei"
    ALL = "tutti"

    @property
    def other(self) -> Lists:
        """The other choice."""
        return Lists.ALL if self is Lists.MINE else Lists.MINE


def chosen(*said: str | None) -> Lists:
    """The first of these that is a choice; without one, everybody's."""
    return next((one for word in said for one in Lists if one == word), Lists.ALL)


def lay_out(actor: Actor, desk: str, lists: Lists) -> dict[str, Any]:
    """The lists of the day: who began each of them stands beside it where they show everybody's."""
    by = actor.person_id if lists is Lists.MINE else None
    unsigned = queries.waiting_for_signature(actor, by=by)
    to_sign = waiting_at(desk, by)
    ending = standing.ending_at(desk, by=by)
    visits = queries.visits_of_today(actor, by=by)
    hands = {one.recorded_by for one in (*unsigned, *ending)}
    hands |= {one.operator_id for one in to_sign} | {one.operator_id for one in visits}
    return {
        "lists": lists,
        "whose": _whose(actor, hands) if lists is Lists.ALL else {},
        "unsigned": unsigned,
        "to_sign": [
            {
                "code": references.spoken(one.reference),
                "since": one.since,
                "how": words.AWAITED[one.means],
                "by": one.operator_id,
            }
            for one in to_sign
        ],
        "ending": ending,
        "visits": visits,
    }


def _whose(actor: Actor, hands: Iterable[int]) -> dict[int, str]:
    others = {one for one in hands if one != actor.person_id}
    names = names_of(current_app.config["KEYRING"], others) if others else {}
    return {actor.person_id or 0: _("you"), **names}
