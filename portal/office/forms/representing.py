"""The forms by which an officer answers about an act of representation, and ends one."""

from __future__ import annotations

from typing import Any

from portal.platform.forms import CheckboxField, ChoiceField, Form, LengthUntil, LongTextField
from portal.platform.i18n import lazy_gettext as _l


class AnswerActForm(Form):
    """Accept; or a better copy, or a no, each with words the person reads."""

    answer = ChoiceField(
        _l("Does the act show it?"),
        choices=[
            ("accept", _l("Yes: the person may act from now on")),
            ("copy", _l("The copy cannot be read, or a page is missing")),
            ("refuse", _l("No: the act does not give this power")),
        ],
    )
    words = LongTextField(
        _l("What the person reads"),
        required=False,
        validators=[LengthUntil(1000)],
        hint=_l("Needed for a better copy and for a no: say what is missing, or why."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Whoever does not say yes says why."""
        super().validate(extra_validators)
        if self.answer.data in {"copy", "refuse"} and not self.words.data:
            self.blame("words", _l("Write what is missing, or why not."))
        return not self.errors


class EndForm(Form):
    """Why a representation ends; both sides read it, so it says nothing of one to the other."""

    words = LongTextField(
        _l("Why it ends"),
        validators=[LengthUntil(1000)],
        missing=_l("Write why it ends."),
        hint=_l(
            "Both read it. Name the act (the judge’s order, its number and day), and nothing private."
        ),
    )
    sure = CheckboxField(
        _l("I checked it: from now on this person acts no longer for the other"),
        missing=_l("Check it, then tick this box."),
    )
