"""The forms with which a person says where and how they want to be told."""

from __future__ import annotations

from portal.notifications.channels import USUAL, Channel, Choices, Contact, Delicate, Whom
from portal.notifications.words import CHANNEL, DELICATE, WHOM
from portal.platform.forms import (
    ChoiceField,
    EmailField,
    Form,
    HiddenField,
    MultiChoiceField,
    PhoneField,
    TextField,
)
from portal.platform.i18n import LANGUAGES
from portal.platform.i18n import lazy_gettext as _l

_CASE = "case"


class ContactsForm(Form):
    """How we may reach the person; both may stay empty."""

    email = EmailField(_l("E-mail"), required=False)
    phone = PhoneField(_l("Phone"), required=False)

    def given(self, contact: Contact) -> str:
        """What stands in the field of a contact; nothing where it was emptied."""
        return str(self[contact.value].data or "")


class CodeForm(Form):
    """The code that came to a new contact."""

    contact = HiddenField()
    code = TextField(
        _l("The code we sent you"),
        hint=_l("Six digits."),
        max_length=20,
        autocomplete="one-time-code",
    )

    @property
    def digits(self) -> str:
        """The code without the blanks people put into it."""
        return "".join(str(self.code.data or "").split())


class NoticesForm(Form):
    """Which way first, which never, whom, in which language, and how far in delicate matters."""

    first = ChoiceField(
        _l("How do you want to be told first?"),
        hint=_l("If it does not work, we try the next one."),
        choices=[(one.value, CHANNEL[one]) for one in USUAL],
    )
    refused = MultiChoiceField(
        _l("What must we never use?"),
        required=False,
        choices=[(one.value, CHANNEL[one]) for one in USUAL],
    )
    whom = ChoiceField(
        _l("Whom do we tell?"),
        hint=_l("Someone acts for you only if you gave a mandate, or a judge said so."),
        choices=[(one.value, WHOM[one]) for one in Whom],
    )
    language = ChoiceField(
        _l("In which language?"),
        choices=lambda: [
            (_CASE, _l("The one I use when I ask")),
            *((code, language.name) for code, language in LANGUAGES.items()),
        ],
    )
    delicate = ChoiceField(
        _l("And in delicate matters?"),
        hint=_l(
            "For example violence, addiction or mental health. Somebody might read over your shoulder."
        ),
        choices=[(one.value, DELICATE[one]) for one in Delicate],
    )

    @classmethod
    def of(cls, choices: Choices) -> NoticesForm:
        """The form as the person left it."""
        return cls(
            data={
                "first": choices.first.value,
                "refused": sorted(choices.refused),
                "whom": choices.whom.value,
                "language": choices.language or _CASE,
                "delicate": choices.delicate.value,
            }
        )

    def chosen(self) -> Choices:
        """What was chosen."""
        language = self.language.data
        return Choices(
            first=Channel(self.first.data),
            refused=frozenset(Channel(one) for one in self.refused.data or ()),
            whom=Whom(self.whom.data),
            delicate=Delicate(self.delicate.data),
            language="" if language == _CASE else language,
        )
