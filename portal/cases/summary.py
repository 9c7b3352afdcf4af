"""Everything the person said, as text: one list of sections for the page, the PDF and the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.cases.queries import FileCard, Said
from portal.cases.unread import UNREAD
from portal.catalogue.questionnaire import Question, Questionnaire
from portal.catalogue.questionnaire.walk import AnswerKey, VisibleStep, missing, visible
from portal.platform.forms import ISEE_KINDS
from portal.platform.i18n import format_amount, format_day
from portal.platform.i18n import gettext as _
from portal.platform.identifiers import format_iban, format_phone
from portal.platform.isee import IseeKind


@dataclass(frozen=True)
class Line:
    """One answer in words; ``is_code`` marks what reads left to right in every language. ``note``: what
    the person says of the register they contradict. ``typed_by``: whose hands wrote it, where known.
    """

    key: AnswerKey
    label: str
    value: str
    source: str
    is_code: bool
    is_missing: bool
    is_required: bool
    note: str = ""
    typed_by: int | None = None


@dataclass(frozen=True)
class Section:
    """One step of the summary; a member of a group is a section of its own."""

    step: str
    title: str
    lines: tuple[Line, ...]


CODES = frozenset({"iban", "fiscal_code", "phone", "email", "isee_number", "money"})


def lay_out(
    questionnaire: Questionnaire,
    said: Mapping[AnswerKey, Said],
    files: list[FileCard],
    language: str,
) -> list[Section]:
    """The sections of the summary in the order of the questionnaire."""
    answers: dict[AnswerKey, Any] = {key: one.value for key, one in said.items()}
    for card in files:
        if card.question:
            answers.setdefault((card.question, None), []).append(card.name)
    lacking = missing(questionnaire, answers)
    sections: list[Section] = []
    for shown in visible(questionnaire, answers):
        sections += _sections_of(
            shown, answers, said, set(lacking.required), set(lacking.soft), language
        )
    return sections


def _sections_of(
    shown: VisibleStep,
    answers: Mapping[AnswerKey, Any],
    said: Mapping[AnswerKey, Said],
    required: set[AnswerKey],
    soft: set[AnswerKey],
    language: str,
) -> list[Section]:
    title = (shown.step.words.get(language) or shown.step.words["it"]).title
    parts: dict[tuple[str, int | None], list[Line]] = {}
    names: dict[tuple[str, int | None], str] = {(title, None): title}
    for one in shown.asked:
        if not one.question.is_answerable:
            continue
        place: tuple[str, int | None] = (title, None)
        if one.group is not None:
            words = one.group.words.get(language) or one.group.words["it"]
            place = (one.group.id, one.key[1])
            names[place] = f"{words.item.capitalize()} {(one.key[1] or 0) + 1}"
        value = answers.get(one.key)
        parts.setdefault(place, []).append(
            Line(
                key=one.key,
                label=(one.question.words.get(language) or one.question.words["it"]).label,
                value="" if value is None else in_words(one.question, value, language),
                source=said[one.key].source if one.key in said else "",
                is_code=one.question.kind in CODES and value is not UNREAD,
                is_missing=one.key in required | soft,
                is_required=one.key in required,
                note=said[one.key].note if one.key in said else "",
                typed_by=said[one.key].typed_by if one.key in said else None,
            )
        )
    return [Section(shown.step.id, names[place], tuple(lines)) for place, lines in parts.items()]


def in_words(question: Question, value: Any, language: str) -> str:
    """One answer as a person would say it; of one that stays closed, that it is there."""
    if value is UNREAD:
        return _("Written already. It is not shown to who acts for the person.")
    if question.kind == "file":
        return ", ".join(value)
    if question.kind in {"yes_no", "yes_no_unknown"}:
        return {"yes": _("Yes"), "no": _("No"), "unknown": _("I don’t know")}[str(value)]
    if question.options:
        labels = {o.value: o.words.get(language) or o.words["it"] for o in question.options}
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(one, str(one)) for one in chosen)
    return str(_PLAIN.get(question.kind, str)(value))


def _isee(value: Mapping[str, str]) -> str:
    parts = [value["number"]]
    if value["kind"] != IseeKind.UNKNOWN:
        parts.append(str(ISEE_KINDS[IseeKind(value["kind"])]))
    if value["expires_on"]:
        day = format_day(date.fromisoformat(value["expires_on"]))
        parts.append(_("good until %(day)s", day=day))
    return ", ".join(parts)


def _address(value: Mapping[str, str]) -> str:
    first = f"{value.get('street', '')} {value.get('number', '')}".strip()
    second = f"{value.get('postal_code', '')} {value.get('municipality', '')}".strip()
    return ", ".join(part for part in (first, second) if part)


_PLAIN: dict[str, Any] = {
    "date": lambda value: format_day(date.fromisoformat(value)),
    "money": lambda value: format_amount(value).striptags(),
    "iban": format_iban,
    "phone": format_phone,
    "address": _address,
    "isee": _isee,
}
