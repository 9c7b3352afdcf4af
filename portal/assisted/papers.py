"""The paper of a mandate: the words read aloud, put together once and pinned; the PDF is made from them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask import current_app, url_for

from portal.assisted import queries, words
from portal.assisted.models import Mandate, Visit
from portal.assisted.wording import ITALIAN, Version, fingerprint
from portal.catalogue import serving
from portal.identity.queries import profile_of
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.codes import printed
from portal.platform.documents import render_document
from portal.platform.i18n import current_language, force_locale, format_day
from portal.platform.i18n import gettext as _

_DIGEST_SHOWN = 16


class PaperChanged(Exception):
    """The stored text of a mandate is not the one that was recorded: a person must look at it."""


def passages(version: Version, body: str, language: str) -> list[dict[str, Any]]:
    """The text to read aloud, in Italian and beside it in the person's language where we have it."""
    beside = version.beside(language)
    found = []
    for code in (ITALIAN, beside) if beside else (ITALIAN,):
        said = version.words[code].said_for(serving.snapshot().body(body).name)
        found.append({"language": code, "title": said.title, "paragraphs": list(said.paragraphs)})
    return found


def text_to_pin(
    actor: Actor, visit: Visit, version: Version, services: Iterable[str], *, for_all: bool
) -> dict[str, Any]:
    """Every word that will stand on the paper, as it is at this moment."""
    keyring, snapshot = current_app.config["KEYRING"], serving.snapshot()
    person = profile_of(keyring, visit.subject_id)
    chosen = [snapshot.words(slug, ITALIAN)[0].name for slug in services]
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
        "services": [every] if for_all else chosen,
    }


def body_name(mandate: Mandate) -> str:
    """The body a mandate was given to."""
    return serving.snapshot().body(mandate.body).name


def shown_digest(mandate: Mandate) -> str:
    """As much of the fingerprint as the paper shows, to compare by eye."""
    return " ".join(mandate.digest[at : at + 4] for at in range(0, _DIGEST_SHOWN, 4))


def mandate_pdf(mandate: Mandate) -> bytes:
    """The mandate as a tagged PDF to be signed, in the language of the page.

    Raises:
        PaperChanged: what is stored is not what was recorded.
    """
    text = queries.text_of(current_app.config["KEYRING"], mandate)
    if fingerprint(text) != mandate.digest:
        raise PaperChanged(mandate.code)
    said = [
        {"title": one["title"], "paragraphs": one["paragraphs"], "language": one["language"]}
        for one in text["passages"]
    ]
    values: dict[str, Any] = {
        "title": _("Mandate"),
        "body_name": text["body"],
        "office": text["desk"],
        "page_words": _("Page {page} of {pages}"),
        "parties": _parties(text),
        "wording": said[0],
        "scope": {"title": _("The services"), "items": text["services"]},
        "facts": _facts(mandate, text),
        "signatures": [
            {
                "label": _("Signature of the person"),
                "name": text["person"]["name"],
                "note": _("Place and date"),
            },
            {
                "label": _("Signature of the operator"),
                "name": text["operator"],
                "note": _("Place and date"),
            },
        ],
    }
    if len(said) > 1:
        values["second_wording"] = said[1]
    return render_document("mandate", values, current_language().code)


def _fact(label: str, value: str, *, code: bool = False) -> dict[str, Any]:
    return {"label": label, "value": value, "code": code}


def _parties(text: dict[str, Any]) -> list[dict[str, Any]]:
    person, seen = text["person"], text["document"]
    facts = [
        _fact(_("Name"), person["name"]),
        _fact(_("Date of birth"), format_day(date.fromisoformat(person["birth_date"]))),
    ]
    if person["fiscal_code"]:
        facts.append(_fact(_("Fiscal code"), person["fiscal_code"], code=True))
    how = str(words.IDENTIFIED[text["identified_by"]])
    facts.append(_fact(_("How we know who it is"), how))
    if seen:
        kind = str(words.DOCUMENTS[seen["kind"]])
        facts.append(_fact(_("Document"), f"{kind}, {seen['issuer']} (…{seen['last_digits']})"))
    return [
        {"role": _("The person who gives the mandate"), "facts": facts},
        {
            "role": _("Who receives it"),
            "facts": [
                _fact(_("Body"), text["body"]),
                _fact(_("Desk"), text["desk"]),
                _fact(_("Operator"), text["operator"]),
            ],
        },
    ]


def _facts(mandate: Mandate, text: dict[str, Any]) -> list[dict[str, Any]]:
    day = format_day(clock.rome_day(datetime.fromisoformat(text["recorded_at"])))
    until = text["until"]
    lasts = (
        _("until %(day)s", day=format_day(date.fromisoformat(until)))
        if until
        else _("only for this visit")
    )
    address = current_app.config["SETTINGS"].public_url.rstrip("/") + url_for(
        "assisted.check_mandate", code=mandate.code
    )
    return [
        _fact(_("Lasts"), lasts),
        _fact(_("Read and agreed on"), day),
        _fact(_("Version of the text"), text["wording_version"], code=True),
        _fact(_("Code of this mandate"), printed(mandate.code), code=True),
        _fact(_("Anyone can check it at"), address, code=True),
        _fact(_("Fingerprint of the text"), shown_digest(mandate), code=True),
    ]
