"""Why a file or an answer was not taken, in words that name it and say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from portal.catalogue.questionnaire.answers import InvalidAnswer
from portal.catalogue.questionnaire.parts import Question
from portal.platform.forms import (
    EmailField,
    FiscalCodeField,
    IbanField,
    IseeNumberField,
    PhoneField,
)
from portal.platform.forms.reading import Words, write_amount
from portal.platform.i18n import fill, format_day
from portal.platform.i18n import gettext as _
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.stored.uploads import (
    FileActs,
    FileDisguised,
    FileEmpty,
    FileLocked,
    FileRefused,
    FileTooLarge,
)


def refusal_words(refusal: FileRefused, name: str, most: int = 10) -> str:
    """The sentence for the person, next to the field; ``most`` megabytes are allowed."""
    if isinstance(refusal, FileEmpty):
        return _("“%(name)s” is empty. Choose it again, or take the photo again.", name=name)
    if isinstance(refusal, FileTooLarge):
        return _(
            "“%(name)s” is too large: %(size)d MB at most. Try a photo of lower quality.",
            name=name,
            size=most,
        )
    if isinstance(refusal, FileLocked):
        return _("“%(name)s” asks for a password. Save it without one, then choose it.", name=name)
    if isinstance(refusal, FileActs):
        return _("“%(name)s” holds a program. Print it as a new PDF, then choose that.", name=name)
    if isinstance(refusal, FileDisguised):
        return _("“%(name)s” is not what its name says. Send a real pdf, jpg or png.", name=name)
    return _("“%(name)s” cannot be used: send a pdf, jpg or png file that opens well.", name=name)


#: What the codes of paperwork are refused for is said where they are typed.
_OF_CODES: Mapping[str, Mapping[str, Words]] = {
    "fiscal_code": FiscalCodeField.reasons,
    "iban": IbanField.reasons,
    "phone": PhoneField.reasons,
    "email": EmailField.reasons,
    "dsu_number": IseeNumberField.reasons,
}
_BY_CODE: Mapping[str, Words] = {
    "no_answer_here": _l("There is nothing to answer here. Go on."),
    "not_text": _l("We cannot read this answer. Write it in words."),
    "too_long": _l("The text is too long: %(given)d characters. At most %(longest)d fit here."),
    "not_an_option": _l("This answer is not in the list. Choose one of those shown."),
    "not_a_date": _l("This day does not exist or is not complete. Write day, month and year."),
    "date_in_future": _l("This date is in the future. Check day, month and year."),
    "date_too_far": _l("The year does not look right. Check its four digits."),
    "not_an_amount": _l("We cannot read this amount. Write only digits, for example 1.234,50."),
    "not_a_number": _l("Write a whole number, in digits."),
    "too_small": _l("The number is too small: at least %(smallest)s."),
    "too_large": _l("The number is too large: at most %(largest)s."),
    "address_without_street": _l("Write the street or square."),
    "address_without_place": _l("Write the municipality."),
    "postal_code": _l("A postal code has five digits, for example 10064. Check it."),
    "not_files": _l("We did not receive the file. Choose it again."),
    "too_many_files": _l("There are too many files: at most %(most)d. Take some away."),
    "not_as_written": _l("Something in this code is wrong. Copy it again, sign by sign."),
    "isee_without_number": _l("Write the number of the ISEE too, or leave everything empty."),
    "isee_in_future": _l("The year of this ISEE has not come yet. Check the number."),
    "isee_ended": _l("This ISEE ended on %(day)s. Leave it empty and ask a CAF for a new one."),
}


def answer_words(problem: InvalidAnswer, question: Question, language: str) -> str:
    """The sentence for an answer that can be read and still does not fit its question.

    Every code of ``answers.CODES`` has its own, next to the field.
    """
    if problem.code == "not_alone":
        alone = next(option.words for option in question.options if option.exclusive)
        answer = alone.get(language) or alone["it"]
        return _(
            "You chose “%(answer)s” and something else. Take one of the two away.", answer=answer
        )
    for kind, reasons in _OF_CODES.items():
        if problem.code.startswith(f"{kind}_"):
            return fill(reasons[problem.code.removeprefix(f"{kind}_")], problem.params)
    return fill(_BY_CODE[problem.code], _as_said(problem, question))


def _as_said(problem: InvalidAnswer, question: Question) -> dict[str, object]:
    """The values of a sentence as people write them: amounts in euro, days day first."""
    said: dict[str, object] = dict(problem.params)
    if question.kind == "money":
        said |= {name: f"{write_amount(int(cents))} €" for name, cents in problem.params.items()}
    if problem.code == "isee_ended":
        said["day"] = format_day(date.fromisoformat(str(problem.params["day"])))
    return said
