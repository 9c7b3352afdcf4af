"""The forms of the desk: which desk, which public machine, which screen."""

from __future__ import annotations

from portal.assisted import queries
from portal.platform.actor import current_actor
from portal.platform.forms import (
    Choice,
    ChoiceField,
    Form,
    TextField,
)
from portal.platform.i18n import DEFAULT, LANGUAGES
from portal.platform.i18n import lazy_gettext as _l


def _desks() -> list[Choice]:
    return [
        Choice(desk, queries.desk_name(desk)) for desk in dict.fromkeys(current_actor().desks())
    ]


class DeskForm(Form):
    """Where the operator works now."""

    desk = ChoiceField(_l("Your desk now"), choices=_desks)


class KioskForm(Form):
    """A public machine of the desk, by the name people there call it."""

    kiosk_name = TextField(
        _l("Name of the machine"),
        hint=_l("Where it stands, for example: entrance, left."),
        autocomplete="off",
        max_length=60,
    )


def _other_languages() -> list[Choice]:
    return [Choice(one.code, one.name) for one in LANGUAGES.values() if one.code != DEFAULT]


class WaitingScreenForm(Form):
    """A screen in the waiting room, and what it says beside Italian."""

    language = ChoiceField(_l("Second language"), choices=_other_languages)


class TableForm(Form):
    """Where people find the operator."""

    table = TextField(
        _l("Your table"),
        required=False,
        hint=_l(
            "As it is written there, for example: 3. Empty: the screen shows the number alone."
        ),
        autocomplete="off",
        max_length=20,
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
