"""The paper of a mandate: a PDF to sign and to keep, made of the pinned words and of nothing else."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import current_app, url_for

from portal.assisted import laying, papers, queries, standing, words
from portal.assisted.models import Mandate
from portal.cases.models import Impediment
from portal.cases.words import IMPEDIMENTS
from portal.platform import clock
from portal.platform.codes import printed
from portal.platform.i18n import current_language, format_day
from portal.platform.i18n import gettext as _
from portal.platform.paper.documents import render_document
from portal.platform.paper.qr import qr_svg


class PaperChanged(Exception):
    """The stored text of a mandate is not the one that was recorded: a person must look at it."""


def mandate_pdf(mandate: Mandate) -> bytes:
    """The mandate as a tagged PDF, in the language of the page.

    Raises:
        PaperChanged: what is stored is not what was recorded.
    """
    if not papers.is_whole(mandate):
        raise PaperChanged(mandate.code)
    text = queries.text_of(current_app.config["KEYRING"], mandate)
    said = text["passages"]
    values: dict[str, Any] = {
        **frame(_("Mandate"), text),
        "parties": _parties(text),
        "wording": said[0],
        "scope": {"title": _("The services"), "items": text["services"]},
        "facts": _facts(mandate, text),
        "sections": _delicate(text),
        "signatures": _signatures(text),
        "check": _check(mandate),
    }
    if len(said) > 1:
        values["second_wording"] = said[1]
    if standing.is_attested(mandate):
        values |= _attested(mandate, text)
        values["sections"] = [*_delicate(text), *values["sections"]]
    return render_document("mandate", values, current_language().code)


def revocation_pdf(mandate: Mandate) -> bytes:
    """What was taken back of a mandate, when and by which way: the act its giver keeps.

    Raises:
        PaperChanged: what is stored is not what was recorded.
    """
    if not papers.is_whole(mandate):
        raise PaperChanged(mandate.code)
    text = queries.text_of(current_app.config["KEYRING"], mandate)
    ended = laying.endings_of(mandate)
    said = _("What was taken back holds no more, for every operator of the body, from that moment.")
    values: dict[str, Any] = {
        **frame(_("A mandate taken back"), text),
        "parties": [{"role": _("The person who gave the mandate"), "facts": giver(text)}],
        "wording": {
            "title": _("What this means"),
            "language": current_language().code,
            "paragraphs": [
                said,
                _("What was sent before stays as it is. The person loses no right."),
            ],
        },
        "scope": {
            "title": _("Taken back"),
            "items": [
                f"{one['service'] or _('The whole mandate')}: {one['when']}, {one['how']}"
                for one in ended
            ],
        },
        "facts": [
            fact(_("Code of this mandate"), printed(mandate.code), code=True),
            fact(_("Body"), text["body"]),
        ],
        "signatures": [],
        "check": _check(mandate),
    }
    return render_document("mandate", values, current_language().code)


def frame(title: str, text: dict[str, Any]) -> dict[str, Any]:
    """What every paper of a mandate has around it."""
    return {
        "title": title,
        "body_name": text["body"],
        "office": text["desk"],
        "page_words": _("Page {page} of {pages}"),
    }


def fact(label: str, value: str, *, code: bool = False) -> dict[str, Any]:
    """One line of a paper."""
    return {"label": label, "value": value, "code": code}


def _parties(text: dict[str, Any]) -> list[dict[str, Any]]:
    found = [
        {"role": _("The person who gives the mandate"), "facts": giver(text)},
        {
            "role": _("Who receives it"),
            "facts": [
                fact(_("Body"), text["body"]),
                fact(_("Desk"), text["desk"]),
                fact(_("Operator"), text["operator"]),
            ],
        },
    ]
    one = text.get("interpreter")
    if one:
        facts = [
            fact(_("Name"), one["name"]),
            fact(_("Language"), one["language"]),
            fact(_("How"), str(words.INTERPRETERS[one["how"]])),
        ]
        found.append({"role": _("Who translates"), "facts": facts})
    return found


def giver(text: dict[str, Any]) -> list[dict[str, Any]]:
    """Who gave the mandate, and how the operator knew it."""
    person, seen = text["person"], text["document"]
    facts = [
        fact(_("Name"), person["name"]),
        fact(_("Date of birth"), format_day(date.fromisoformat(person["birth_date"]))),
    ]
    if person["fiscal_code"]:
        facts.append(fact(_("Fiscal code"), person["fiscal_code"], code=True))
    facts.append(fact(_("How we know who it is"), str(words.IDENTIFIED[text["identified_by"]])))
    if seen:
        kind = str(words.DOCUMENTS[seen["kind"]])
        facts.append(fact(_("Document"), f"{kind}, {seen['issuer']} (…{seen['last_digits']})"))
    return facts


def _facts(mandate: Mandate, text: dict[str, Any]) -> list[dict[str, Any]]:
    day = format_day(clock.rome_day(datetime.fromisoformat(text["recorded_at"])))
    until = text["until"]
    lasts = (
        _("until %(day)s", day=format_day(date.fromisoformat(until)))
        if until
        else _("only for this visit")
    )
    return [
        fact(_("Lasts"), lasts),
        fact(_("Read and agreed on"), day),
        fact(_("Version of the text"), text["wording_version"], code=True),
        fact(_("Code of this mandate"), printed(mandate.code), code=True),
    ]


def _delicate(text: dict[str, Any]) -> list[dict[str, Any]]:
    """The services that weigh more, with the reason; older texts name none."""
    said = [f"{one['service']}: {one['reason']}" for one in text.get("delicate", ())]
    return [{"title": _("More delicate services"), "paragraphs": said}] if said else []


def _signatures(text: dict[str, Any]) -> list[dict[str, str]]:
    """The lines to sign on; an interpreter who is not in the room signs nothing."""
    signers = [
        (_("Signature of the person"), text["person"]["name"]),
        (_("Signature of the operator"), text["operator"]),
    ]
    interpreter = text.get("interpreter")
    if interpreter and interpreter["how"] == "present":
        signers.append((_("Signature of the interpreter"), interpreter["name"]))
    note = _("Place and date")
    return [{"label": label, "name": name, "note": note} for label, name in signers]


def _attested(mandate: Mandate, text: dict[str, Any]) -> dict[str, Any]:
    """What a public official attests, in place of the signature of who cannot sign (DPR 445/2000 art. 4)."""
    signed = standing.signature_of(current_app.config["KEYRING"], mandate)
    words_of = {
        "name": text["person"]["name"],
        "day": format_day(clock.rome_day(mandate.signed_at or mandate.recorded_at)),
        "cannot": IMPEDIMENTS[Impediment(signed["impediment"])],
    }
    said = [
        _("I saw the document of %(name)s and read the whole text aloud to them.", **words_of),
        _(
            "On %(day)s they gave this mandate before me, with something that keeps them from signing.",
            **words_of,
        ),
        _("The person cannot %(cannot)s.", **words_of),
    ]
    line = {
        "label": _("Signature of the public official"),
        "name": signed["official"],
        "note": _("Place and date"),
    }
    return {
        "sections": [{"title": _("Attestation (DPR 445/2000, art. 4)"), "paragraphs": said}],
        "signatures": [line, *_signatures(text)[2:]],
    }


def check_address(mandate: Mandate) -> str:
    """What the drawing on the paper holds: the page that compares this paper's fingerprint with ours."""
    place: str = current_app.config["SETTINGS"].public_url.rstrip("/")
    digest = mandate.digest[: papers.DIGEST_SHOWN]
    return place + url_for("assisted.check_mandate", code=mandate.code, impronta=digest)


def _check(mandate: Mandate) -> dict[str, str]:
    """How anybody can check the paper: the fingerprint to compare, and a drawing that opens the page."""
    address = check_address(mandate)
    alt = _("QR code: opens the page that checks this mandate")
    return {
        "title": _("Is this mandate genuine?"),
        "text": _(
            "Anybody can check it at %(address)s. The page shows no name.",
            address=address.partition("?")[0],
        ),
        "label": _("Fingerprint of the text"),
        "code": papers.shown_digest(mandate),
        "svg": str(qr_svg(address, alt)),
        "alt": alt,
    }
