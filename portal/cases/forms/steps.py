"""A step of a questionnaire becomes a form at run time: one field per question that is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from wtforms import Field

from portal.cases.drafts.prefill import CONTESTED
from portal.cases.drafts.steps import Known
from portal.cases.forms.sources import source_words
from portal.catalogue.questionnaire.parts import Asking, Question
from portal.catalogue.questionnaire.walk import Asked
from portal.platform import clock
from portal.platform.actor import current_actor
from portal.platform.beside import InEveryLanguage
from portal.platform.forms import (
    AddressField,
    Choice,
    ChoiceField,
    DayField,
    DayUntil,
    EmailField,
    FilesField,
    FiscalCodeField,
    Form,
    IbanField,
    IseeField,
    IseeNumberField,
    LongTextField,
    MoneyField,
    MultiChoiceField,
    NumberField,
    PhoneField,
    TextField,
    YesNoField,
    YesNoUnknownField,
    build_form,
)
from portal.platform.forms.reading import Words
from portal.platform.i18n import lazy_gettext as _l

#: What a person may choose where an answer was changed elsewhere meanwhile.
KEEP_SAVED, KEEP_TYPED = "saved", "typed"
#: The longest word on why a register is wrong, in characters.
NOTE_LENGTH = 500


def choice_name(field: str) -> str:
    """The name of the choice between what was typed here and what was saved elsewhere."""
    return f"choose__{field}"


def note_name(field: str) -> str:
    """The name of the field for why a register is wrong about this answer."""
    return f"why__{field}"


def field_name(question: str, item: int | None) -> str:
    """The name of an answer's field; members of a group carry their place."""
    return question if item is None else f"{question}__{item}"


def words_of(question: Question, language: str) -> Asking:
    """The words of a question; Italian where the language has none."""
    return question.words.get(language) or question.words["it"]


def _said(question: Question, part: str) -> InEveryLanguage:
    """One part of the words of a question, in every language it has."""
    return InEveryLanguage({code: getattr(one, part) for code, one in question.words.items()})


def _help(question: Question) -> list[InEveryLanguage]:
    """The sentences of the help, each in every language; one may need more of them than another."""
    most = max(len(one.help) for one in question.words.values())
    padded = {code: (*one.help, *[""] * most) for code, one in question.words.items()}
    return [
        InEveryLanguage({code: said[place] for code, said in padded.items()})
        for place in range(most)
    ]


def form_for(asked: Iterable[Asked], known: Mapping[tuple[str, int | None], Known]) -> Form:
    """The form of a step with what is already known in its fields.

    Only what the service cannot do without is required here; a soft answer may stay empty.
    """
    fields: dict[str, Field] = {}
    data: dict[str, object] = {}
    for one in asked:
        if one.question.kind == "note":
            continue
        name = field_name(*one.key)
        here = known.get(one.key)
        fields[name] = _field(one.question, here)
        if here is not None and not here.is_unread:
            data[name] = here.value
        if here is not None and here.source == CONTESTED:
            fields[note_name(name)] = _note(_said(one.question, "label"))
            data[note_name(name)] = here.note
    return build_form(fields)(data=data)


def _field(question: Question, known: Known | None) -> Field:
    hint = _said(question, "hint")
    is_for_another = current_actor().power is not None
    options: dict[str, Any] = {
        "required": question.required == "yes" and not (known is not None and known.is_unread),
        "why": _said(question, "why"),
        "help": _help(question),
        "source": source_words(known.source, known.day, beside=is_for_another) if known else "",
        "read_only": known is not None and known.is_fixed,
    }
    if hint:
        options["hint"] = hint
    return _KINDS[question.kind](question, _said(question, "label"), options)


def _note(label: Words) -> Field:
    """Why the register is wrong: the person's own words, which the office reads beside both values."""
    return LongTextField(
        _l("What is wrong in the register? (%(datum)s)", datum=label),
        required=False,
        hint=_l("The office reads it. You may leave it empty."),
        max_length=NOTE_LENGTH,
        rows=2,
    )


def _choices(question: Question) -> list[Choice]:
    return [Choice(option.value, InEveryLanguage(option.words)) for option in question.options]


Maker = Callable[[Question, Words, dict[str, Any]], Field]


def _simple(kind: Callable[..., Field]) -> Maker:
    return lambda question, label, options: kind(label, **options)


def _text(question: Question, label: Words, options: dict[str, Any]) -> Field:
    kind = LongTextField if question.kind == "long_text" else TextField
    if question.max_length:
        options["max_length"] = question.max_length
    return kind(label, **options)


def _listed(question: Question, label: Words, options: dict[str, Any]) -> Field:
    kind = ChoiceField if question.kind == "choice" else MultiChoiceField
    return kind(label, choices=_choices(question), **options)


def _day(question: Question, label: Words, options: dict[str, Any]) -> Field:
    if question.past_only:
        options["validators"] = [
            DayUntil(clock.today, _l("This date is in the future. Check day, month and year."))
        ]
    return DayField(label, autocomplete="off", **options)


def _number(question: Question, label: Words, options: dict[str, Any]) -> Field:
    smallest = 0 if question.minimum is None else question.minimum
    largest = 999_999 if question.maximum is None else question.maximum
    return NumberField(label, smallest=smallest, largest=largest, **options)


def _files(question: Question, label: Words, options: dict[str, Any]) -> Field:
    options["required"] = False  # files already given count: the summary says what is missing
    options["source"] = ""
    return FilesField(label, max_files=question.max_files, **options)


_KINDS: dict[str, Maker] = {
    "text": _text,
    "long_text": _text,
    "choice": _listed,
    "multi_choice": _listed,
    "yes_no": _simple(YesNoField),
    "yes_no_unknown": _simple(YesNoUnknownField),
    "date": _day,
    "money": _simple(MoneyField),
    "number": _number,
    "iban": _simple(IbanField),
    "fiscal_code": _simple(FiscalCodeField),
    "address": _simple(AddressField),
    "phone": _simple(PhoneField),
    "email": _simple(EmailField),
    "file": _files,
    "isee_number": _simple(IseeNumberField),
    "isee": _simple(IseeField),
}
