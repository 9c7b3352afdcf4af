"""What the receipt states besides who answers (L. 241/1990 art. 8 and 18-bis), pinned in every language."""

from __future__ import annotations

from typing import Any

from portal.cases.models import Case
from portal.cases.pinned import remedies_of
from portal.catalogue import serving
from portal.platform.i18n import LANGUAGES, force_locale
from portal.platform.i18n import lazy_gettext as _l

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
        "words": {code: _words(case, code) for code in LANGUAGES},
    }


def stated_of(case: Case) -> dict[str, Any]:
    """What was stated when the case was sent; for cases of before that was kept, as it stands now."""
    return case.stated or statement(case)


def _substitute(case: Case) -> str:
    """Who decides instead of an office that does not answer (L. 241/1990 art. 2 c. 9-bis)."""
    snapshot = serving.snapshot()
    office, body = snapshot.find_office(case.office), snapshot.find_body(case.body)
    return (office.substitute if office else None) or (body.substitute if body else "")


def _words(case: Case, language: str) -> dict[str, Any]:
    """What silence means and what can be done against it and against a no: the remedies of the service."""
    remedies = remedies_of(case, language)
    with force_locale(language):
        return {
            "silence": " ".join(remedies.silence),
            "meaning": "".join(remedies.silence[:1]),
            "inaction": list(remedies.silence[1:]),
            "remedies": list(remedies.refusal),
            "papers": str(SEEING_THE_PAPERS),
        }
