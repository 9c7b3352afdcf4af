"""What the receipt states besides who answers (L. 241/1990 art. 8 and 18-bis), pinned in every language."""

from __future__ import annotations

from typing import Any

from portal.cases import words
from portal.cases.models import Case
from portal.catalogue import serving
from portal.platform.i18n import LANGUAGES, force_locale
from portal.platform.i18n import lazy_gettext as _l

#: For social services silence is neither a yes nor a no, unless a law says otherwise.
MEANING_OF_SILENCE = _l("If nobody answers by that day, it is neither a yes nor a no.")
#: What one can do when the answer does not come (L. 241/1990 art. 2 c. 9-bis and 9-ter; c.p.a. art. 31).
AGAINST_INACTION = (
    _l(
        "Write to the person who may decide instead of the office: it must answer in half the time."
    ),
    _l("Or go to the regional court (TAR), within one year from the last day."),
)
#: L. 241/1990 art. 8 c. 2 lett. d-bis; CAD art. 64-bis.
SEEING_THE_PAPERS = _l(
    "You see the papers of your case in your area of this portal, whenever you want. For those that "
    "are only on paper, ask the office."
)


def statement(case: Case) -> dict[str, Any]:
    """The days, the substitute and the legal words of the receipt as they stand now, by language."""
    return {
        "due_on": case.due_on.isoformat() if case.due_on else "",
        "substitute": _substitute(case),
        "words": {code: _words(code) for code in LANGUAGES},
    }


def stated_of(case: Case) -> dict[str, Any]:
    """What was stated when the case was sent; for cases of before that was kept, as it stands now."""
    return case.stated or statement(case)


def _substitute(case: Case) -> str:
    """Who decides instead of an office that does not answer (L. 241/1990 art. 2 c. 9-bis)."""
    snapshot = serving.snapshot()
    office, body = snapshot.find_office(case.office), snapshot.find_body(case.body)
    return (office.substitute if office else None) or (body.substitute if body else "")


def _words(language: str) -> dict[str, Any]:
    with force_locale(language):
        return {
            "silence": str(words.SILENCE),
            "meaning": str(MEANING_OF_SILENCE),
            "inaction": [str(one) for one in AGAINST_INACTION],
            "remedies": [str(one) for one in words.REMEDIES],
            "papers": str(SEEING_THE_PAPERS),
        }
