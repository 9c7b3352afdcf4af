"""The forms of a case that are the same for every service; those of a questionnaire are in ``steps``."""

from __future__ import annotations

from portal.catalogue import serving
from portal.platform.forms import (
    CheckboxField,
    Choice,
    ChoiceField,
    FilesField,
    Form,
    HiddenField,
    LongTextField,
    TextField,
)
from portal.platform.i18n import lazy_gettext as _l


def municipality_choices() -> list[Choice]:
    """Every municipality of the installation, by name."""
    places = sorted(serving.snapshot().municipalities(), key=lambda place: place.name)
    return [Choice(place.istat, f"{place.name} ({place.province})") for place in places]


class BeginForm(Form):
    """Where the person lives, and that they read what is done with their data."""

    municipality = ChoiceField(
        _l("Your municipality"),
        hint=_l("The municipality where the person who needs help lives."),
        why=_l("It decides which office answers, by when, and what it costs."),
        choices=municipality_choices,
    )
    privacy = CheckboxField(
        _l("I have read and understood the privacy notice"),
        missing=_l("Read the privacy notice, then tick this box."),
    )


class SendForm(Form):
    """The declarations; ``digest`` says which summary was read."""

    digest = HiddenField()
    declares = CheckboxField(
        _l("I make these declarations"),
        missing=_l(
            "Tick the box if the declarations are true. Without it the request cannot be sent."
        ),
    )


class SendDeclaredForm(Form):
    """Sending where the declarations were made on paper or on the person's own phone."""

    digest = HiddenField()


class MessageForm(Form):
    """A message with files, from the citizen's side."""

    text = LongTextField(
        _l("Your message"), max_length=4000, missing=_l("Write your message here, then send it.")
    )
    files = FilesField(_l("Add documents"), required=False)


class DeclarationCodeForm(Form):
    """The code that came to the person's phone, as they say it."""

    code = TextField(
        _l("Code from the person’s phone"),
        hint=_l("Six digits."),
        autocomplete="off",
        input_mode="numeric",
        max_length=12,
        missing=_l("Write the six digits the person says."),
    )


class ScanForm(Form):
    """The signed summary, scanned or photographed."""

    files = FilesField(_l("Signed summary"), max_files=3)
