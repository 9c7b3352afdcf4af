"""The words of a mandate, put together once and pinned; its page and its PDF are made from nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask import current_app

from portal.catalogue import serving
from portal.platform import clock
from portal.platform.codes import printed
from portal.platform.i18n import current_language, force_locale, format_day, format_moment
from portal.platform.i18n import gettext as _
from portal.platform.paper.documents import render_document
from portal.powers import queries, words
from portal.powers.models import Power, Reach

_ITALIAN = "it"


def words_to_pin(
    services: Iterable[str], reach: Reach, days: int, *, for_all: bool
) -> dict[str, Any]:
    """What the person agrees to at this moment, in Italian and in the language they read."""
    languages = dict.fromkeys((_ITALIAN, current_language().code))
    chosen = tuple(services)
    return {code: _in(code, chosen, reach, days, for_all=for_all) for code in languages}


def _in(
    code: str, services: tuple[str, ...], reach: Reach, days: int, *, for_all: bool
) -> dict[str, Any]:
    with force_locale(code):
        until = format_day(clock.today() + timedelta(days=days))
        return {
            "title": _("Mandate"),
            "paragraphs": [
                _("The person who gives the mandate allows the named person to act for them here."),
                f"{words.REACH[reach]}.",
                _("What they do under it counts as if the person had done it themselves."),
                _("It holds from their yes until %(day)s, and ends at once if taken back.", day=until),
                _("Rule: DPR 445/2000, art. 38 c. 3-bis."),
            ],
            "services": [_("All the online services")] if for_all else names_of(services),
        }  # fmt: skip


def names_of(services: Iterable[str]) -> list[str]:
    """The services in the words of today, as long as the catalogue has them."""
    snapshot, language = serving.snapshot(), current_language().code
    return [snapshot.words(slug, language)[0].name for slug in services if snapshot.service(slug)]


def agreed_words(known: dict[str, Any]) -> dict[str, Any]:
    """The pinned words in the language of the page, where they were given in it; else in Italian."""
    said: dict[str, Any] = known["words"]
    found: dict[str, Any] = said.get(current_language().code, said[_ITALIAN])
    return found


def holder_name(known: dict[str, Any]) -> str:
    """Who acts, as they were named."""
    holder = known["holder"]
    return f"{holder['given_name']} {holder['family_name']}"


def mandate_pdf(power: Power) -> bytes:
    """A mandate as a tagged PDF, as it was agreed to."""
    known = queries.opened(current_app.config["KEYRING"], power)
    said, language = agreed_words(known), current_language().code
    is_here = language in known["words"]
    giver, holder = known["subject"], known["holder"]
    values: dict[str, Any] = {
        "title": _("Mandate"),
        "body_name": "Accanto",
        "page_words": _("Page {page} of {pages}"),
        "parties": [
            _party(_("The person who gives the mandate"), giver["name"], giver["fiscal_code"]),
            _party(_("Who receives it"), holder_name(known), holder["fiscal_code"]),
        ],
        "wording": {
            "title": said["title"],
            "paragraphs": said["paragraphs"],
            "language": language if is_here else _ITALIAN,
        },
        "scope": {"title": _("The services"), "items": said["services"]},
        "facts": [
            _fact(_("Given on"), format_moment(power.asked_at)),
            _fact(_("State"), str(words.state_of(power, clock.today())[1])),
            _fact(_("Code of this mandate"), printed(power.code), code=True),
        ],
        "signatures": [],
    }
    return render_document("mandate", values, language)


def _fact(label: str, value: str, *, code: bool = False) -> dict[str, Any]:
    return {"label": label, "value": value, "code": code}


def _party(role: str, name: str, fiscal_code: str) -> dict[str, Any]:
    facts = [_fact(_("Name"), name), _fact(_("Fiscal code"), fiscal_code, code=True)]
    return {"role": role, "facts": facts}
