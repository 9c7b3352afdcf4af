"""The forms of working a case together: passing it on, noting, standing back, a second pair of eyes."""

from __future__ import annotations

from collections.abc import Sequence

from portal.cases.trails.purposes import Purpose
from portal.office import words
from portal.platform.forms import (
    Choice,
    ChoiceField,
    DenseChoiceField,
    Form,
    HiddenField,
    LongTextField,
)
from portal.platform.i18n import lazy_gettext as _l

LONGEST_NOTE = 4000
#: Instead of a colleague: nobody in particular, or another team.
NOBODY = "nobody"
TEAM = "team-"


class AssignForm(Form):
    """Who works the case next, and what they must know; made by ``assign_form``."""


def assign_form(hands: Sequence[tuple[str, str]]) -> type[AssignForm]:
    """The form that offers these hands: colleagues, teams, nobody in particular."""
    fields = {
        "to": DenseChoiceField(_l("Who works it next?"), choices=hands),
        "words": LongTextField(
            _l("Hand-over"),
            hint=_l("Where the case stands, what comes next. Only the office reads it."),
            required=False,
            max_length=LONGEST_NOTE,
        ),
    }
    return type("AssignForm", (AssignForm,), fields)


class NoteForm(Form):
    """A note for the office."""

    text = LongTextField(
        _l("Note"),
        hint=_l("The person does not read it here. If they ask for their file, they get it."),
        missing=_l("Write the note."),
        max_length=LONGEST_NOTE,
    )


class AccountForm(Form):
    """Why an account that was stopped counts again."""

    text = LongTextField(
        _l("Why does the account count again?"),
        hint=_l("Speak with the person first. They read what you write, in their request."),
        missing=_l("Write why: the person reads it."),
        max_length=LONGEST_NOTE,
    )


class CheckForm(Form):
    """What came out when the officer looked a register's data up."""

    text = LongTextField(
        _l("What did you find?"),
        hint=_l("Where you looked, and which datum counts. Only the office reads it."),
        missing=_l("Write what you found."),
        max_length=LONGEST_NOTE,
    )


class PurposeForm(Form):
    """Why somebody opens a case that a colleague works; the name of the field is a word of the address."""

    purpose = ChoiceField(
        _l("Why do you open it?"),
        name="perche",
        choices=lambda: [
            Choice(words.PURPOSE_WORDS[one], str(words.PURPOSE[one])) for one in Purpose
        ],
    )
    words = LongTextField(
        _l("In your words"),
        hint=_l("Needed for another reason. The coordinator reads it, and the person may ask to."),
        required=False,
        max_length=500,
    )

    @property
    def chosen(self) -> Purpose:
        """The closed word of the reason."""
        return next(one for one, word in words.PURPOSE_WORDS.items() if word == self.purpose.data)

    def validate(self, extra_validators: object = None) -> bool:
        """Another reason is one only with its words."""
        super().validate()
        if not self.errors and self.chosen is Purpose.OTHER and not self.words.data:
            self.blame("words", _l("Write why you open it."))
        return not self.errors


class AnswerForm(Form):
    """Agreeing with a proposed decision, or sending it back with words."""

    seen = HiddenField()
    number = HiddenField()
    words = LongTextField(
        _l("What must change"),
        hint=_l("Only if you send it back. Your colleague reads it, the person does not."),
        required=False,
        max_length=LONGEST_NOTE,
    )
