"""The forms of the desk: which desk, who is the person, which public machine."""

from __future__ import annotations

from typing import Any

from portal.assisted import queries, words
from portal.assisted.models import IdentifiedBy
from portal.platform import clock
from portal.platform.actor import current_actor
from portal.platform.forms import (
    CheckboxField,
    Choice,
    ChoiceField,
    DayField,
    DayUntil,
    FiscalCodeField,
    Form,
    TextField,
)
from portal.platform.i18n import LANGUAGES
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.identifiers import InvalidFiscalCode, read_fiscal_code


def _desks() -> list[Choice]:
    return [
        Choice(desk, queries.desk_name(desk)) for desk in dict.fromkeys(current_actor().desks())
    ]


class DeskForm(Form):
    """Where the operator works now."""

    desk = ChoiceField(_l("Your desk now"), choices=_desks)


class IdentifyForm(Form):
    """The person in front of the operator; nothing here is ever filled in by the browser."""

    fiscal_code = FiscalCodeField(_l("Fiscal code"), required=False)
    no_fiscal_code = CheckboxField(_l("The person has no fiscal code"), required=False)
    given_name = TextField(_l("Given name"), autocomplete="off", max_length=80)
    family_name = TextField(_l("Family name"), autocomplete="off", max_length=80)
    birth_date = DayField(
        _l("Date of birth"),
        autocomplete="off",
        validators=[DayUntil(clock.today, _l("This date is in the future. Check it."))],
    )
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
        choices=lambda: [Choice(one.code, one.name) for one in LANGUAGES.values()],
        hint=_l("The mandate is shown in this language too, beside the Italian."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each answer, then those that depend on each other."""
        super().validate(extra_validators)
        self._check_code()
        if self.document_kind.data not in (None, words.NO_DOCUMENT):
            self._check_document()
        return not self.errors

    def _check_code(self) -> None:
        code = self.fiscal_code
        if code.problems:
            return
        if not code.data and not self.no_fiscal_code.data:
            self.blame("fiscal_code", _l("Write the fiscal code, or say that there is none."))
        if code.data and self.no_fiscal_code.data:
            self.blame("no_fiscal_code", _l("You wrote a fiscal code: take this tick away."))
        if code.data and self.birth_date.data and not self._is_of_that_day():
            self.blame(
                "birth_date", _l("The fiscal code says another date of birth. Compare both.")
            )

    def _is_of_that_day(self) -> bool:
        try:
            found = read_fiscal_code(self.fiscal_code.data, clock.today()).birth_date
        except InvalidFiscalCode:
            return False
        born = self.birth_date.data
        # A code has two digits for the year: who is over a hundred keeps the benefit of the doubt.
        return found is None or (found.month, found.day, found.year % 100) == (
            born.month,
            born.day,
            born.year % 100,
        )

    def _check_document(self) -> None:
        if not self.issuer.data and not self.issuer.problems:
            self.blame("issuer", _l("Write who issued the document."))
        digits = self.last_digits
        if digits.problems:
            return
        if not digits.data or len(digits.data) != 4 or not digits.data.isalnum():
            self.blame("last_digits", _l("Write the last 4 letters or digits of its number."))

    def identified_by(self) -> IdentifiedBy:
        """How the operator knows who it is."""
        if self.document_kind.data == words.NO_DOCUMENT:
            return IdentifiedBy.KNOWN
        expiry = self.expires_on.data
        if expiry is not None and expiry < clock.today():
            return IdentifiedBy.EXPIRED_DOCUMENT
        return IdentifiedBy.DOCUMENT

    def facts(self) -> dict[str, str]:
        """What the document says of the person."""
        facts = {
            "given_name": self.given_name.data,
            "family_name": self.family_name.data,
            "birth_date": self.birth_date.data.isoformat(),
        }
        if self.fiscal_code.data:
            facts["fiscal_code"] = self.fiscal_code.data
        return facts

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


class ConfirmForm(IdentifyForm):
    """The same, once we found somebody with these data: the operator says that it is them."""

    same_person = CheckboxField(
        _l("Yes, it is the person in front of me"),
        missing=_l("Compare with the document, then tick this box."),
    )


class KioskForm(Form):
    """A public machine of the desk, by the name people there call it."""

    kiosk_name = TextField(
        _l("Name of the machine"),
        hint=_l("Where it stands, for example: entrance, left."),
        autocomplete="off",
        max_length=60,
    )


class EnrolForm(Form):
    """The code that makes this browser a public machine."""

    code = TextField(
        _l("Code of the desk"),
        hint=_l("Eight letters and digits. You find it on the page of the desk."),
        autocomplete="off",
        max_length=20,
    )


class ScreenCodeForm(Form):
    """The code that makes a second device the person's screen."""

    code = TextField(
        _l("Code"),
        hint=_l("Eight letters and digits, for example 7K4F-9MXT."),
        autocomplete="off",
        max_length=20,
        missing=_l("Write the code: it stands on the operator’s screen."),
    )
