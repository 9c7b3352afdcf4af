"""What the house holds of a case besides its papers, as plain facts for the person whose it is.

What only the office works with (notes, hand-overs, proposals, what it looked up) is not here: the person
asks for it, and somebody takes out what is of others (L. 241/1990 art. 22, GDPR art. 15 c. 4).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from portal.cases.drafts.earlier import said_of
from portal.cases.following import former_answers, reviews_of, wanted_of
from portal.cases.legal_clock.term import lines_of
from portal.cases.models import Case
from portal.cases.paper.brought import brought
from portal.cases.queries import declaration_of
from portal.platform.crypto import Keyring


def whole_of(keyring: Keyring, case: Case) -> dict[str, Any]:
    """Declarations, how it came, documents asked for, corrections, reviews, how the last day moved."""
    earlier = said_of(case)
    return {
        "begun_at": case.created_at,
        "sent_at": case.sent_at,
        "language": case.language,
        "said_of_earlier": earlier.relation.value if earlier is not None else None,
        "came": _came(case),
        "declared": _declared(case),
        "documents_asked_for": [_wanted(one) for one in wanted_of(keyring, case)],
        "corrected": [_known(asdict(one)) for one in former_answers(keyring, case)],
        "asked_again": [_known(asdict(one)) for one in reviews_of(keyring, case)],
        "last_days": [asdict(one) for one in lines_of(case)] if case.sent_at else [],
    }


#: Who of the house did it stands in the trail, by name.
_OTHERS = frozenset({"typed_by", "replaced_by", "decided_by"})


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in _OTHERS}


def _wanted(one: Any) -> dict[str, Any]:
    return {
        "name": one.name,
        "reply": one.reply.value if one.reply else None,
        "reason": one.reason,
        "replied_at": one.replied_at,
        "files": [card.name for card in one.files],
    }


def _came(case: Case) -> dict[str, Any] | None:
    row = brought(case)
    if row is None:
        return None
    return {
        "channel": row.channel.value,
        "filled_by": row.filled_by.value if row.filled_by else None,
        "signed_on": row.signed_on,
        "handed_in_on": row.handed_in_on,
        "called_back": row.called_back,
        "recorded_at": row.recorded_at,
    }


def _declared(case: Case) -> dict[str, Any] | None:
    row = declaration_of(case)
    if row is None:
        return None
    return {"means": row.means.value, "wording": row.wording, "made_at": row.made_at}
