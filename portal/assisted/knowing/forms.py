"""The forms by which an operator says who is in front of them; the browser never fills them in."""

from __future__ import annotations

from typing import Any

from flask import current_app

from portal.assisted import words
from portal.assisted.knowing.reading import Read, read_who
from portal.assisted.models import IdentifiedBy, WithoutCode
from portal.assisted.wording import Version
from portal.platform import clock
from portal.platform.forms import (
    CheckboxField,
    Choice,
    ChoiceField,
    DayField,
    DayUntil,
    FiscalCodeField,
    Form,
    HiddenField,
    TextField,
    build_form,
)
from portal.platform.i18n import LANGUAGES, name_of
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.identifiers import InvalidFiscalCode, parse_fiscal_code, read_fiscal_code

NOBODY_OF_THESE = "none"


class Begun(Form):
    """From where a visit is opened; it travels along until it is."""

    turno = HiddenField()
    appuntamento = HiddenField()


class WhoForm(Begun):
    """The strong identifier first; without it, why."""

    who = TextField(
        _l("Fiscal code"),
        hint=_l(
            "Hold the health card to the reader, or type it. The code on the person’s phone goes here too."
        ),
        required=False,
        focus=True,
        autocomplete="off",
        max_length=400,
    )
    without_code = ChoiceField(
        _l("Without the fiscal code: why?"), choices=words.WITHOUT_CODE.items(), required=False
    )
    read: Read = Read()

    def validate(self, extra_validators: Any = None) -> bool:
        """One of the two; a code that can be read wins."""
        super().validate(extra_validators)
        if self.who.data:
            self._read(self.who.data)
        elif not self.without_code.data:
            self.blame("who", _l("Write the fiscal code, or say below why there is none."))
        return not self.errors

    def _read(self, typed: str) -> None:
        try:
            self.read = read_who(typed)
        except InvalidFiscalCode as problem:
            said = FiscalCodeField.reasons[problem.code]
            self.blame("who", said % problem.params if problem.params else said)


def _languages() -> list[Choice]:
    """Those of the pages, then those in which only the mandate can stand beside the Italian."""
    version: Version = current_app.config["MANDATE_WORDINGS"].on(clock.today())
    more = [code for code in version.words if code not in LANGUAGES]
    return [
        *(Choice(one.code, one.name) for one in LANGUAGES.values()),
        *(Choice(code, name_of(code)) for code in more),
    ]


class OwnForm(Form):
    """Somebody who said it themselves: the operator looks at them, and asks for their language."""

    same_person = CheckboxField(
        _l("The person in front of me did this themselves"),
        missing=_l("Look at the person and at their phone, then tick this box."),
    )
    language = ChoiceField(
        _l("Language of the person"),
        choices=_languages,
        hint=_l("The mandate is shown in this language too, beside the Italian."),
    )


class DocumentForm(Begun):
    """The document the operator looks at, and the language of the person."""

    code = HiddenField()
    without_code = HiddenField()
    document_kind = ChoiceField(
        _l("Document you see"),
        choices=[
            *words.DOCUMENTS.items(),
            (words.NO_DOCUMENT, _l("None: the person is known at this desk")),
        ],
        hint=_l("Write down what you see. Do not copy or keep the document."),
    )
    issuer = TextField(
        _l("Issued by"),
        required=False,
        autocomplete="off",
        max_length=80,
        hint=_l("For example the municipality or the Questura."),
    )
    last_digits = TextField(
        _l("Last 4 signs of its number"), required=False, autocomplete="off", max_length=4
    )
    expires_on = DayField(
        _l("Valid until"), required=False, autocomplete="off", hint=_l("For example 27 3 2030.")
    )
    language = ChoiceField(
        _l("Language of the person"),
        choices=_languages,
        hint=_l("The mandate is shown in this language too, beside the Italian."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each answer, then those that depend on each other."""
        super().validate(extra_validators)
        if self.document_kind.data not in (None, words.NO_DOCUMENT):
            self._check_document()
        return not self.errors

    def _check_document(self) -> None:
        if not self.issuer.data and not self.issuer.problems:
            self.blame("issuer", _l("Write who issued the document."))
        digits = self.last_digits
        if digits.problems:
            return
        if not digits.data or len(digits.data) != 4 or not digits.data.isalnum():
            self.blame("last_digits", _l("Write the last 4 letters or digits of its number."))

    def fiscal_code(self) -> str:
        """The code that was read before and travels through the page, in its normal form; what is none
        counts as none."""
        try:
            return parse_fiscal_code(self.code.data) if self.code.data else ""
        except InvalidFiscalCode:
            return ""

    def identified_by(self) -> IdentifiedBy:
        """How the operator knows who it is."""
        if self.document_kind.data == words.NO_DOCUMENT:
            return IdentifiedBy.KNOWN
        expiry = self.expires_on.data
        if expiry is not None and expiry < clock.today():
            return IdentifiedBy.EXPIRED_DOCUMENT
        return IdentifiedBy.DOCUMENT

    def document(self) -> dict[str, str]:
        """What is kept of the document: never its whole number."""
        if self.document_kind.data == words.NO_DOCUMENT:
            return {}
        return {
            "kind": self.document_kind.data,
            "issuer": self.issuer.data,
            "last_digits": self.last_digits.data.upper(),
            "expires_on": self.expires_on.data.isoformat() if self.expires_on.data else "",
        }

    def reason(self) -> WithoutCode | None:
        """Why the person was looked for by name, if they were."""
        try:
            return WithoutCode(self.without_code.data or "")
        except ValueError:
            return None


class KnownForm(DocumentForm):
    """Somebody we know already: the operator says that it is them, and what they looked at. Nothing of who
    they are is taken from this page: the code by which they were found is known."""

    asked = HiddenField()
    same_person = CheckboxField(
        _l("Yes, it is the person in front of me"),
        missing=_l("Compare with the document, then tick this box."),
    )


class NewForm(DocumentForm):
    """Somebody we do not know by a code: what the document says of them."""

    given_name = TextField(_l("Given name"), autocomplete="off", max_length=80)
    family_name = TextField(_l("Family name"), autocomplete="off", max_length=80)
    birth_date = DayField(
        _l("Date of birth"),
        autocomplete="off",
        validators=[DayUntil(clock.today, _l("This date is in the future. Check it."))],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """The card and the document must say the same day of birth."""
        super().validate(extra_validators)
        if self.fiscal_code() and self.birth_date.data and not self._is_of_that_day():
            self.blame(
                "birth_date", _l("The fiscal code says another date of birth. Compare both.")
            )
        return not self.errors

    def _is_of_that_day(self) -> bool:
        try:
            found = read_fiscal_code(self.fiscal_code(), clock.today()).birth_date
        except InvalidFiscalCode:
            return False
        born = self.birth_date.data
        # A code has two digits for the year: who is over a hundred keeps the benefit of the doubt.
        return found is None or (found.month, found.day, found.year % 100) == (
            born.month,
            born.day,
            born.year % 100,
        )

    def facts(self) -> dict[str, str]:
        """What the document, and the card, say of the person."""
        facts = {
            "given_name": self.given_name.data,
            "family_name": self.family_name.data,
            "birth_date": self.birth_date.data.isoformat(),
        }
        code = self.fiscal_code()
        return {**facts, "fiscal_code": code} if code else facts


def match_form(alike: list[tuple[str, str]]) -> Form:
    """Whether it is one of those who are called the same and were born on the same day, each by a signed
    value and few words."""
    choices = [*alike, (NOBODY_OF_THESE, _l("No, somebody else"))]
    field = ChoiceField(
        _l("We know somebody with this name and date of birth. Is it the person in front of you?"),
        choices=choices,
        missing=_l("Compare with the document, then choose."),
    )
    # Radio buttons that nobody touched are not sent: this says that the question was on the page.
    return build_form({"match": field, "was_asked": HiddenField(default="yes")})()
