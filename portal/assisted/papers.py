"""The words of a mandate read aloud, put together once and pinned, and whether they are still the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import current_app

from portal.assisted import delicate, queries
from portal.assisted.models import Mandate, Visit
from portal.assisted.wording import ITALIAN, Version, fingerprint
from portal.catalogue import serving
from portal.identity.queries import profile_of
from portal.platform.actor import Actor
from portal.platform.codes import bare
from portal.platform.crypto import CannotOpen
from portal.platform.i18n import LANGUAGES, direction_of, force_locale
from portal.platform.i18n import gettext as _

#: So many signs of the fingerprint stand on the paper: 64 bits.
DIGEST_SHOWN = 16


def passages(version: Version, body: str, language: str) -> list[dict[str, Any]]:
    """The text to read aloud, in Italian and beside it in the person's language where we have it.

    Each says its direction; a translation says that it has no legal value.
    """
    beside = version.beside(language)
    return [_passage(version, body, code) for code in ((ITALIAN, beside) if beside else (ITALIAN,))]


def _passage(version: Version, body: str, code: str) -> dict[str, Any]:
    said = version.words[code].said_for(serving.snapshot().body(body).name)
    return {
        "language": code,
        "direction": direction_of(code),
        "title": said.title,
        "notice": "" if code == ITALIAN else said.notice or _worth(code),
        "paragraphs": list(said.paragraphs),
    }


def _worth(code: str) -> str:
    """What a translation is worth, where its own file does not say it."""
    with force_locale(code if code in LANGUAGES else ITALIAN):
        return _("This translation helps to understand. Only the Italian text has legal value.")


def text_to_pin(
    actor: Actor,
    visit: Visit,
    version: Version,
    services: Iterable[str],
    *,
    for_all: bool,
    interpreter: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Every word that will stand on the paper, as it is at this moment.

    ``interpreter``: who translates, as a third person beside who gives the mandate and who receives it.
    """
    keyring, snapshot = current_app.config["KEYRING"], serving.snapshot()
    person = profile_of(keyring, visit.subject_id)
    reached = queries.services_of_body(visit.body) if for_all else tuple(services)
    chosen = [snapshot.words(slug, ITALIAN)[0].name for slug in reached]
    with force_locale(ITALIAN):
        every = _("All the online services")
    return {
        "passages": passages(version, visit.body, visit.language),
        "person": {
            "name": person.name,
            "birth_date": person.birth_date,
            "fiscal_code": person.fiscal_code,
        },
        "document": queries.document_seen(keyring, visit),
        "identified_by": visit.identified_by.value,
        "body": snapshot.body(visit.body).name,
        "desk": queries.desk_name(visit.desk),
        "operator": actor.name,
        "interpreter": interpreter,
        "services": [every] if for_all else chosen,
        "delicate": delicate.delicate_among(reached, ITALIAN),
    }


def body_name(mandate: Mandate) -> str:
    """The body a mandate was given to."""
    return serving.snapshot().body(mandate.body).name


def shown_digest(mandate: Mandate) -> str:
    """As much of the fingerprint as the paper shows, to compare by eye."""
    return " ".join(mandate.digest[at : at + 4] for at in range(0, DIGEST_SHOWN, 4))


def matches(mandate: Mandate, typed: str) -> bool:
    """Whether what stands on a paper is the fingerprint of this mandate, and what we keep is unchanged."""
    return bare(typed).lower() == mandate.digest[:DIGEST_SHOWN] and is_whole(mandate)


def is_whole(mandate: Mandate) -> bool:
    """Whether the text kept of a mandate is the one that was recorded; an erased one has none to compare."""
    if not mandate.data_key:
        return True
    try:
        text = queries.text_of(current_app.config["KEYRING"], mandate)
    except CannotOpen:
        return False
    return fingerprint(text) == mandate.digest
