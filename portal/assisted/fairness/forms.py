"""What an operator types of a person's contacts; nothing is filled in by the browser or from the file."""

from __future__ import annotations

from portal.notifications.channels import Contact
from portal.platform.forms import EmailField, Form, HiddenField, PhoneField, TextField
from portal.platform.i18n import lazy_gettext as _l


class DeskContactsForm(Form):
    """A new e-mail, a new number, or both; what stays empty does not change."""

    email = EmailField(_l("New e-mail"), required=False, autocomplete="off")
    phone = PhoneField(_l("New phone number"), required=False, autocomplete="off")

    def given(self) -> dict[Contact, str]:
        """What was typed."""
        return {one: str(self[one.value].data) for one in Contact if self[one.value].data}

    def validate(self, extra_validators: object = None) -> bool:
        """One of the two, at least."""
        super().validate()
        if not self.errors and not self.given():
            self.blame("email", _l("Write the new e-mail or the new number."))
        return not self.errors


class ReadOutForm(Form):
    """The code that came to the new contact, as the person reads it out."""

    number = HiddenField()
    code = TextField(
        _l("The code the person reads out"),
        hint=_l("Six digits."),
        max_length=20,
        autocomplete="off",
    )

    @property
    def digits(self) -> str:
        """The code without the blanks people put into it."""
        return "".join(str(self.code.data or "").split())
