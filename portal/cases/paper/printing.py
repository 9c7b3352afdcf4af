"""The form as a PDF: blank, for an itinerant desk, or of a prepared draft with what is known already."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app

from portal.cases import queries, summary
from portal.cases import reference as references
from portal.cases.actions.drafting import questionnaire_of
from portal.cases.models import Case
from portal.cases.paper import form
from portal.cases.paper.only_if import only_if
from portal.cases.pinned import who_of
from portal.catalogue import serving
from portal.catalogue.questionnaire import Questionnaire
from portal.catalogue.questionnaire.walk import AnswerKey
from portal.identity.profile import Profile
from portal.identity.queries import profile_of
from portal.platform import clock
from portal.platform.i18n import current_language, format_day
from portal.platform.i18n import gettext as _
from portal.platform.paper.barcode import barcode_svg
from portal.platform.paper.document_parts import Field, FormBlock
from portal.platform.paper.documents import render_document


def blank_pdf(slug: str, body: str, desk: str) -> bytes:
    """The form of a service for a desk; its barcode is the service with the version of the questions."""
    snapshot = serving.snapshot()
    sheet = snapshot.service(slug)
    asked = snapshot.questionnaire((sheet.questionnaire if sheet else None) or "")
    name = snapshot.words(slug, current_language().code)[0].name
    values = _values(asked, name, {}, _who(Profile()))
    return _set({**values, "body_name": body, "office": desk}, f"{slug}.{asked.version}")


def draft_pdf(case: Case) -> bytes:
    """The form of a draft already loaded through the actor: what is known stands printed; its barcode is
    the reference, which by itself opens nothing.
    """
    asked, language = questionnaire_of(case), current_language().code
    who, keyring = who_of(case), current_app.config["KEYRING"]
    known = Profile() if case.subject_id is None else profile_of(keyring, case.subject_id)
    values = _values(asked, who.service_name(language), _given(case, asked), _who(known))
    values |= {
        "body_name": who.body.name,
        "office": who.office.name,
        "reference": references.spoken(case.reference),
        "reference_label": _("Reference"),
    }
    return _set(values, case.reference)


def _given(case: Case, asked: Questionnaire) -> dict[AnswerKey, str]:
    language, said = (
        current_language().code,
        queries.answers_of(current_app.config["KEYRING"], case),
    )
    questions = {question.id: question for _step, _group, question in asked.placed()}
    return {
        key: summary.in_words(questions[key[0]], one.value, language)
        for key, one in said.items()
        if key[0] in questions
    }


def _set(values: dict[str, Any], code: str) -> bytes:
    alt = _("Barcode for the reader of the desk")
    drawn = {"svg": barcode_svg(code, alt), "alt": alt, "words": code.upper()}
    return render_document("form", {**values, "barcode": drawn}, current_language().code)


def _values(asked: Questionnaire, name: str, given: form.Given, who: list[Field]) -> dict[str, Any]:
    language = current_language().code
    about: FormBlock = {"title": _("Who asks"), "intro": [], "level": 2, "fields": who}
    return {
        "title": _("Request on paper: %(service)s", service=name),
        "page_words": _("Page {page} of {pages}"),
        "made_on": _(
            "questions of version %(version)d, printed on %(day)s",
            version=asked.version,
            day=format_day(clock.today()),
        ),
        "intro": [
            _("Write in capitals. Where there are boxes, put a cross."),
            _("Leave out what you do not know: the operator asks you, or the office calls you."),
        ],
        "blocks": [about, *form.lay_out(asked, language, given)],
        "declarations": _declarations(asked, language),
        "signatures": [{"label": _("Signature"), "note": _("Place and date")}],
        "desk": _desk(),
    }


def _who(known: Profile) -> list[Field]:
    born = format_day(date.fromisoformat(known.birth_date)) if known.birth_date else ""
    return [
        _asked(_("Name and surname"), known.name, lines=1),
        _asked(_("Date of birth"), born, squares=[2, 2, 4]),
        _asked(_("Fiscal code"), known.fiscal_code, squares=[16]),
        _asked(_("Municipality where you live"), known.locality, lines=1),
        _asked(_("Phone or e-mail"), known.phone or known.email, lines=1),
    ]


def _asked(label: str, given: str, **room: Any) -> Field:
    field: dict[str, Any] = {"label": label, "notes": [], **({"given": given} if given else room)}
    return field  # type: ignore[return-value]


def _declarations(asked: Questionnaire, language: str) -> dict[str, Any]:
    numbered = form.numbered(asked)
    said = []
    for one in asked.declarations:
        words = one.words.get(language) or one.words["it"]
        clause = only_if(one.show_if, numbered, language)
        said.append(f"{words} ({_('Only if %(clause)s.', clause=clause)})" if clause else words)
    said.append(_("I ask an operator of this desk to type this form into the portal for me."))
    return {
        "title": _("What I declare"),
        "paragraphs": [_("False declarations are punished by law (DPR 445/2000, art. 76).")],
        "items": said,
    }


def _desk() -> FormBlock:
    return {
        "title": _("The desk writes here"),
        "intro": [
            _("The day on which the form is handed in is the day from which the time counts.")
        ],
        "level": 2,
        "fields": [
            _asked(_("Handed in on"), "", squares=[2, 2, 4]),
            _asked(_("Operator who took it"), "", lines=1),
            _asked(_("Document seen, and who issued it"), "", lines=1),
            _asked(_("Last 4 signs of its number"), "", squares=[4]),
            _asked(
                _("Who filled it in"),
                "",
                options=[
                    _("The person"),
                    _("An operator, at the person’s word"),
                    _("Somebody else, at the person’s word"),
                ],
            ),
        ],
    }
