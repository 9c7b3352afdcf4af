"""The receipt: what it says on the page and the same as PDF, as it was stated on the day of sending."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from flask import current_app, url_for

from portal.cases import reference as references
from portal.cases.hands import hands_of
from portal.cases.models import Case
from portal.cases.papers import facts, frame, hand_facts
from portal.cases.pinned import office_now, who_of
from portal.cases.receipts.receipt_code import code_of
from portal.cases.receipts.stated import stated_of
from portal.cases.translators import translated_by
from portal.platform.codes import printed
from portal.platform.i18n import current_language, format_day, format_moment
from portal.platform.i18n import gettext as _
from portal.platform.paper.documents import render_document
from portal.platform.paper.qr import qr_svg


def receipt_values(case: Case) -> dict[str, Any]:
    """What the receipt says (L. 241/1990 art. 8 and 18-bis), on page and paper alike.

    Names and legal words are those of the day of sending; phone and e-mail of the office are those of
    today, so that a person reaches somebody.
    """
    who, stated, today = who_of(case), stated_of(case), office_now(case)
    said = stated["words"].get(current_language().code) or stated["words"]["it"]
    return {
        "service_name": who.service_name(current_language().code),
        "spoken": references.spoken(case.reference),
        "office": replace(who.office, phone=today.phone, email=today.email),
        "body": who.body,
        "other_bodies": who.other_bodies,
        "substitute": stated["substitute"],
        "due_day": format_day(case.due_on, weekday=True),
        "stated_due_day": format_day(date.fromisoformat(stated["due_on"]), weekday=True),
        "silence": said["silence"],
        "meaning_of_silence": said["meaning"],
        "inaction": said["inaction"],
        "remedies": said["remedies"],
        "seeing_papers": said["papers"],
        "protocol": case.protocol_number,
        "protocol_on": format_day(case.protocol_on),
        "sent_at": format_moment(case.sent_at),
        "receipt_code": printed(code_of(current_app.config["KEYRING"], case)),
        "interpreter": translated_by(case),
    }


def receipt_pdf(case: Case) -> bytes:
    """The receipt as a tagged PDF in the language of the page."""
    values = receipt_values(case)
    return render_document(
        "receipt",
        {
            **frame(case, _("Receipt of your request")),
            "facts": _facts(case, values),
            "deadline": {
                "label": _("You will have an answer by"),
                "day": values["stated_due_day"],
                "paragraphs": [values["meaning_of_silence"]],
            },
            "sections": [
                {"title": _("If nobody answers"), "items": values["inaction"]},
                {"title": _("If you do not agree"), "items": values["remedies"]},
                {"title": _("Your papers"), "paragraphs": [values["seeing_papers"]]},
            ],
            "check": _check(case, values["receipt_code"]),
        },
        current_language().code,
    )


def _facts(case: Case, values: dict[str, Any]) -> list[dict[str, str]]:
    office, body = values["office"], values["body"]
    return facts(
        [
            *hand_facts(hands_of(current_app.config["KEYRING"], case)),
            (_("Subject"), values["service_name"]),
            (_("Sent on"), values["sent_at"]),
            (_("Protocol number"), segnatura(case, values)),
            (_("Who answers"), f"{body.name}, {office.name}"),
            (_("Person in charge"), case.person_in_charge),
            (_("Who may decide instead"), values["substitute"]),
            (_("Digital address"), body.pec or body.email),
            (_("Phone"), office.phone),
            (_("E-mail"), office.email),
            (_("Interpreter"), values["interpreter"]),
        ]
    )


def segnatura(case: Case, values: dict[str, Any]) -> str:
    """Number, day and body of the registration (DPR 445/2000 art. 55), or that it is still to come.

    However late the register answers, the day of receipt is that of sending (L. 241/1990 art. 18-bis).
    """
    received = format_day(case.received_on)
    if case.protocol_number is None:
        return _("to be registered, with the date of %(day)s", day=received)
    return _(
        "%(number)s of %(day)s, %(body)s; received on %(received)s",
        number=case.protocol_number,
        day=values["protocol_on"],
        body=values["body"].name,
        received=received,
    )


def _check(case: Case, code: str) -> dict[str, str]:
    """How anybody can check that the receipt is ours: the code, and a drawing that opens the page."""
    address = current_app.config["SETTINGS"].public_url.rstrip("/") + url_for(
        "cases.check_receipt", pratica=case.reference, codice=code
    )
    alt = _("QR code: opens the page that checks this receipt")
    return {
        "title": _("Is this receipt genuine?"),
        "text": _(
            "Anybody can check it at %(address)s with reference and code.",
            address=address.partition("?")[0],
        ),
        "label": _("Code of the receipt"),
        "code": code,
        "svg": str(qr_svg(address, alt)),
        "alt": alt,
    }
