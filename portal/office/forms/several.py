"""The forms of an act on several cases at once."""

from __future__ import annotations

from collections.abc import Sequence

from portal.platform.forms import DenseChoiceField, Form, LongTextField
from portal.platform.i18n import lazy_gettext as _l

LONGEST_TEXT = 4000


class WordsForm(Form):
    """The same words for every person whose case is chosen."""

    text = LongTextField(
        _l("What do you write to each person?"),
        hint=_l("Each person reads it in their own case."),
        missing=_l("Write the text: each person reads it."),
        max_length=LONGEST_TEXT,
    )


def several_form(colleagues: Sequence[tuple[str, str]]) -> type[Form]:
    """The form that gives several cases to one of these colleagues."""
    fields = {
        "to": DenseChoiceField(_l("Who works them next?"), choices=colleagues),
        "text": LongTextField(
            _l("Hand-over"),
            hint=_l("Needed where somebody works a case already. Only the office reads it."),
            required=False,
            max_length=LONGEST_TEXT,
        ),
    }
    return type("SeveralForm", (Form,), fields)
