"""The papers of a case: what the receipt says, the same as PDF, the summary to sign, the slip with its QR."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app, url_for

from portal.cases import reference as references
from portal.cases import words
from portal.cases.models import Case
from portal.cases.pinned import who_of
from portal.cases.summary import Section
from portal.identity.queries import profile_of
from portal.platform.documents import render_document
from portal.platform.i18n import (
    LANGUAGES,
    current_language,
    force_locale,
    format_day,
    format_moment,
)
from portal.platform.i18n import gettext as _
from portal.platform.qr import qr_svg


def receipt_values(case: Case) -> dict[str, Any]:
    """What the receipt says (L. 241/1990 art. 8 and 18-bis), on page and paper alike."""
    who = who_of(case)
    return {
        "service_name": who.service_name(current_language().code),
        "spoken": references.spoken(case.reference),
        "office": who.office,
        "body": who.body,
        "other_bodies": who.other_bodies,
        "due_day": format_day(case.due_on, weekday=True),
        "silence": str(words.SILENCE),
        "remedies": [str(one) for one in words.REMEDIES],
        "protocol": case.protocol_number,
        "sent_at": format_moment(case.sent_at),
    }


def _frame(case: Case, title: str) -> dict[str, Any]:
    frame: dict[str, Any] = {
        "title": title,
        "body_name": who_of(case).body.name,
        "page_words": _("Page {page} of {pages}"),
        "reference": references.spoken(case.reference),
        "reference_label": _("Reference"),
    }
    if current_app.config["SETTINGS"].demo:
        frame["demo_mark"] = _("Test data: nothing here is real")
    return frame


def _facts(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "value": value} for label, value in pairs if value]


def receipt_pdf(case: Case) -> bytes:
    """The receipt as a tagged PDF in the language of the page."""
    values = receipt_values(case)
    register = values["protocol"] or _("to be registered, with the date of %(day)s") % {
        "day": format_day(case.received_on)
    }
    facts = _facts(
        [
            (_("Service"), values["service_name"]),
            (_("Sent on"), values["sent_at"]),
            (_("Protocol number"), register),
            (_("Who answers"), f"{values['body'].name}, {values['office'].name}"),
            (_("Person in charge"), case.person_in_charge),
            (_("Phone"), values["office"].phone),
            (_("E-mail"), values["office"].email),
        ]
    )
    return render_document(
        "receipt",
        {
            **_frame(case, _("Receipt of your request")),
            "facts": facts,
            "deadline": {
                "label": _("You will have an answer by"),
                "day": values["due_day"],
                "paragraphs": [values["silence"]],
            },
            "sections": [{"title": _("If you do not agree"), "items": values["remedies"]}],
        },
        current_language().code,
    )


def summary_pdf(case: Case, values: Mapping[str, Any]) -> bytes:
    """Everything the person said with their declarations and a line to sign on."""
    name = _name_of(case)
    return render_document(
        "summary",
        {
            **_frame(
                case, _("Summary of the request: %(service)s") % {"service": values["words"].name}
            ),
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


def _name_of(case: Case) -> str:
    if case.subject_id is None:
        return ""
    return profile_of(current_app.config["KEYRING"], case.subject_id).name


def _group(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "items": [
            {"label": line.label, "value": line.value or _("no answer"), "code": line.is_code}
            for line in section.lines
        ],
    }


def slip_pdf(case: Case, languages: Iterable[str]) -> bytes:
    """A slip to take home: the reference in large type and a QR to the case, in two languages."""
    address = current_app.config["SETTINGS"].public_url.rstrip("/") + url_for(
        "cases.case", reference=case.reference
    )
    passages = [
        _passage(case, code) for code in dict.fromkeys(["it", *languages]) if code in LANGUAGES
    ]
    alt = _("QR code: opens the page of this request")
    return render_document(
        "slip",
        {
            **_frame(case, _("Your request")),
            "passages": passages,
            "qr": {"svg": qr_svg(address, alt), "alt": alt},
        },
        current_language().code,
    )


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
