"""The forms of a desk that types in what came on paper."""

from __future__ import annotations

from typing import Any

from portal.cases.models import FilledBy
from portal.cases.paper.recording import DaysDoNotFit, SignedForm, check_days
from portal.cases.paper.said import FILLED_BY
from portal.platform import clock
from portal.platform.forms import ChoiceField, DayField, DayUntil, FilesField, Form, TextField
from portal.platform.i18n import lazy_gettext as _l


class SignedFormForm(Form):
    """What stands on the signed form besides the answers, and its scan."""

    filled_by = ChoiceField(
        _l("Who filled it in"), choices=[(one.value, words) for one, words in FILLED_BY.items()]
    )
    signed_on = DayField(
        _l("Signed on"),
        autocomplete="off",
        hint=_l("The day beside the signature, for example 27 11 2026."),
        validators=[DayUntil(clock.today, _l("This date is in the future. Check it."))],
    )
    handed_in_on = DayField(
        _l("Handed in on"),
        autocomplete="off",
        hint=_l("The day an operator took it: from it the time for the answer counts."),
        validators=[DayUntil(clock.today, _l("This date is in the future. Check it."))],
    )
    form_version = TextField(
        _l("Version of the questions"),
        required=False,
        autocomplete="off",
        max_length=4,
        hint=_l("The number after the last dot of the barcode."),
    )
    files = FilesField(_l("The signed form"), max_files=5)

    def validate(self, extra_validators: Any = None) -> bool:
        """The days must fit each other; the version is a number."""
        super().validate(extra_validators)
        version = self.form_version
        if version.data and not version.data.isdigit() and not version.problems:
            self.blame("form_version", _l("Write the number alone, for example 2."))
        if self.signed_on.data and self.handed_in_on.data and not self.errors:
            try:
                check_days(self.signed_on.data, self.handed_in_on.data)
            except DaysDoNotFit as problem:
                self.blame("handed_in_on", problem.words)
        return not self.errors

    def told(self) -> SignedForm:
        """What was typed, as the action takes it."""
        version = self.form_version.data
        return SignedForm(
            filled_by=FilledBy(self.filled_by.data),
            signed_on=self.signed_on.data,
            handed_in_on=self.handed_in_on.data,
            version=int(version) if version else None,
        )
