"""The papers of a case besides its receipt: summary to sign, request as sent, slip with its QR."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import current_app, url_for

from portal.cases import reference as references
from portal.cases.attested import Attestation
from portal.cases.hands import Hands
from portal.cases.models import Case
from portal.cases.pinned import who_of
from portal.cases.receipts.receipt_code import code_of
from portal.cases.summary import Line, Section
from portal.identity.queries import profile_of
from portal.platform.codes import bare, printed
from portal.platform.i18n import (
    LANGUAGES,
    current_language,
    force_locale,
    format_day,
)
from portal.platform.i18n import gettext as _
from portal.platform.paper.barcode import barcode_svg
from portal.platform.paper.documents import render_document
from portal.platform.paper.qr import qr_svg


def frame(case: Case, title: str) -> dict[str, Any]:
    """What every paper of a case has: who it comes from, and the reference."""
    return {
        "title": title,
        "body_name": who_of(case).body.name,
        "page_words": _("Page {page} of {pages}"),
        "reference": references.spoken(case.reference),
        "reference_label": _("Reference"),
    }


def facts(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """The lines "label: value" of a paper; what has no value is left out."""
    return [{"label": label, "value": value} for label, value in pairs if value]


def summary_pdf(case: Case, values: Mapping[str, Any], signer: str = "") -> bytes:
    """Everything the person said with their declarations and a line to sign on; ``signer``: who signs in
    their place.
    """
    name = name_of(case)
    if signer:
        name = _("%(name)s, for %(person)s", name=signer, person=name)
    return render_document(
        "summary",
        {
            **frame(case, _("Summary of the request: %(service)s", service=values["words"].name)),
            "groups": [_group(section) for section in values["sections"]],
            "declarations": {
                "title": _("What I declare"),
                "paragraphs": [
                    _("False declarations are punished by law (DPR 445/2000, art. 76).")
                ],
                "items": values["wording"],
            },
            "signatures": [
                {"label": _("Signature"), "name": name, "note": _("Place and date")},
            ],
        },
        current_language().code,
    )


def request_pdf(
    case: Case,
    sections: Iterable[Section],
    wording: Sequence[str],
    hands: Hands,
    received: Attestation | None = None,
) -> bytes:
    """The request as the body keeps it: who asks, all that was said, what was declared; ``received``: what a
    public official attests, where the person declared aloud, with a line to sign the printed copy on.
    """
    service = who_of(case).service_name(current_language().code)
    return render_document(
        "summary",
        {
            **frame(case, _("Request: %(service)s", service=service)),
            "facts": facts(hand_facts(hands)),
            "groups": [_group(section) for section in sections],
            "declarations": {
                "title": _("What I declare"),
                "paragraphs": [
                    _("False declarations are punished by law (DPR 445/2000, art. 76).")
                ],
                "items": list(wording),
            },
            **_attestation(received, name_of(case)),
        },
        current_language().code,
    )


def _attestation(received: Attestation | None, name: str) -> dict[str, Any]:
    """In place of the signature of who cannot sign (DPR 445/2000, art. 4)."""
    if received is None:
        return {"signatures": []}
    title = _("Attestation (DPR 445/2000, art. 4)")
    return {
        "attestation": {"title": title, "paragraphs": received.sentences(name)},
        "signatures": [
            {
                "label": _("Signature of the public official"),
                "name": received.official,
                "note": _("Place and date"),
            }
        ],
    }


def hand_facts(hands: Hands) -> list[tuple[str, str]]:
    """The three truths as lines of a paper, and how it was declared."""
    return [
        (_("Whose request it is"), hands.whose),
        (_("Who wrote it"), hands.typed),
        (_("Who proved who they are, and how"), hands.proved),
        (_("How it was declared true"), hands.declared),
    ]


def name_of(case: Case) -> str:
    """The name of the person the case is of; nothing for a guest."""
    if case.subject_id is None:
        return ""
    return profile_of(current_app.config["KEYRING"], case.subject_id).name


def _group(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "items": [
            {"label": line.label, "value": _said(line), "code": line.is_code and not line.note}
            for line in section.lines
        ],
    }


def _said(line: Line) -> str:
    """The answer, and beside it what the person says of the register they contradict."""
    value = line.value or _("no answer")
    return f"{value} ({line.note})" if line.note else value


def slip_pdf(case: Case, languages: Iterable[str]) -> bytes:
    """A slip to take home: the reference in large type, a QR to the case and a barcode, in two languages."""
    address = current_app.config["SETTINGS"].public_url.rstrip("/") + url_for(
        "cases.case", reference=case.reference
    )
    passages = [
        _passage(case, code) for code in dict.fromkeys(["it", *languages]) if code in LANGUAGES
    ]
    alt = _("QR code: opens the page of this request")
    code = code_of(current_app.config["KEYRING"], case)
    return render_document(
        "slip",
        {
            **frame(case, _("Your request")),
            "facts": facts([(_("Code of the receipt"), printed(code))]),
            "passages": passages,
            "qr": {"svg": qr_svg(address, alt), "alt": alt},
            "barcode": _barcode(case, code),
        },
        current_language().code,
    )


def _barcode(case: Case, code: str) -> dict[str, str]:
    """What a public machine reads: reference and code of the receipt, which together show where it stands."""
    alt = _("Barcode: reference and code, for the reader of a public machine")
    return {
        "svg": barcode_svg(f"{case.reference} {bare(code)}", alt),
        "alt": alt,
        "words": _("At a public machine hold this barcode to the reader: you see where it stands."),
    }


def _passage(case: Case, language: str) -> dict[str, Any]:
    with force_locale(language):
        who = who_of(case)
        return {
            "language": language,
            "title": who.service_name(language),
            "paragraphs": [
                _("Keep this slip. Say this number when you call or come to the desk."),
                _("You will have an answer by %(day)s.", day=format_day(case.due_on)),
                _("Questions? Call %(phone)s.", phone=who.office.phone),
            ],
        }
