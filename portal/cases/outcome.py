"""The decision on a case as the person reads it: what, when, by whom, why, and the remedies."""

from __future__ import annotations

from dataclasses import dataclass

from portal.cases import queries, words
from portal.cases.models import Case
from portal.cases.papers import facts, frame
from portal.cases.pinned import remedies_of, who_of
from portal.cases.timeline import CaseStatus
from portal.platform.crypto import Keyring
from portal.platform.i18n import current_language, format_day, format_moment
from portal.platform.i18n import gettext as _
from portal.platform.paper.documents import render_document

_DECISIONS = (CaseStatus.ACCEPTED, CaseStatus.REFUSED, CaseStatus.CLOSED)


@dataclass(frozen=True)
class Decision:
    """A decision in words. ``remedies`` are those of the day it was taken; after a plain yes too: it
    may give less than was asked for (L. 241/1990 art. 3 c. 4)."""

    title: str
    when: str
    office: str
    reasons: str
    starts_on: str
    start_words: str
    remedies: tuple[str, ...]


def lay_out(keyring: Keyring, case: Case) -> Decision:
    """The last decision of a case that has one, and how the service begins where that is known."""
    happened = queries.happenings_of(case)
    last = [one for one in happened if one.status in _DECISIONS][-1]
    begun = next((one for one in happened[::-1] if one.status is CaseStatus.ACTIVE), None)
    return Decision(
        title=str(words.STATUS[last.status]),
        when=format_moment(last.at),
        office=who_of(case).office.name,
        reasons=queries.words_of_happening(keyring, case, last),
        starts_on=format_day(begun.day) if begun and begun.day else "",
        start_words=queries.words_of_happening(keyring, case, begun) if begun else "",
        remedies=remedies_of(case, current_language().code).refusal,
    )


def decision_pdf(case: Case, decision: Decision) -> bytes:
    """The decision as a tagged PDF in the language of the page, with what can be done against it."""
    who = who_of(case)
    lines = facts(
        [
            (_("Service"), who.service_name(current_language().code)),
            (_("Decided on"), decision.when),
            (_("Who decided"), f"{who.body.name}, {who.office.name}"),
            (_("Person in charge"), case.person_in_charge),
            (_("Protocol number"), case.protocol_number or ""),
            (_("The service is active from"), decision.starts_on),
            (_("Phone"), who.office.phone),
        ]
    )
    reasons = [one for one in (decision.reasons, decision.start_words) if one]
    sections = [
        {"title": _("Why"), "paragraphs": reasons},
        {"title": _("If you do not agree"), "items": list(decision.remedies)},
    ]
    return render_document(
        "decision",
        {
            **frame(case, decision.title),
            "facts": lines,
            "sections": [one for one in sections if one.get("paragraphs") or one.get("items")],
        },
        current_language().code,
    )
