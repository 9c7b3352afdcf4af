"""The form with which a person says how they want to be told."""

from __future__ import annotations

from portal.notifications.channels import USUAL, Channel, Choices, Delicate, Whom
from portal.notifications.words import CHANNEL, DELICATE, WHOM
from portal.platform.forms import ChoiceField, Form, MultiChoiceField
from portal.platform.i18n import LANGUAGES
from portal.platform.i18n import lazy_gettext as _l

_CASE = "case"


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
