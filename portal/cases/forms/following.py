"""The forms of a sent case: an honest answer about a document, a review, a rating."""

from __future__ import annotations

from portal.cases.models import Reply
from portal.cases.words import ASPECTS, REPLY
from portal.platform.forms import (
    CheckboxField,
    Choice,
    ChoiceField,
    FilesField,
    Form,
    LongTextField,
)
from portal.platform.i18n import lazy_gettext as _l

_REPLY_HINTS = {
    Reply.HERE_IT_IS: _l("Add the file below: a photo or a PDF."),
    Reply.HELP_ME: _l("The office and the desk help you. Your last day stays the same."),
    Reply.CANNOT: _l("Write why below."),
    Reply.NOT_FOR_ME: _l("Write why below."),
}


class DocumentForm(Form):
    """One of the four honest answers, with a file or a reason where it needs one."""

    reply = ChoiceField(
        _l("Your answer"),
        choices=[Choice(one.value, REPLY[one], _REPLY_HINTS[one]) for one in Reply],
        missing=_l("Choose one of the four answers."),
    )
    files = FilesField(_l("The document"), required=False)
    reason = LongTextField(_l("Why"), required=False, max_length=1000)

    @property
    def chosen(self) -> Reply:
        """The answer that was chosen; only after ``validate``."""
        return Reply(self.reply.data)

    def check_whole(self, has_files: bool) -> None:
        """What an answer needs stands next to the field that lacks it."""
        if self.error_summary:
            return
        if self.chosen is Reply.HERE_IT_IS and not has_files:
            self.blame("files", _l("Add the document, or choose another answer."))
        if self.chosen in {Reply.CANNOT, Reply.NOT_FOR_ME} and not (self.reason.data or "").strip():
            self.blame("reason", _l("Write why, in a few words."))


class ReviewForm(Form):
    """Why the office should look at its no again."""

    text = LongTextField(
        _l("Why do you not agree?"),
        hint=_l("Say what the office did not see, or what has changed."),
        missing=_l("Write why: the office reads it first."),
        max_length=4000,
    )
    files = FilesField(_l("Add documents"), required=False)


class AmendForm(Form):
    """The one thing to tick before a correction counts; the questions stand in their own form."""

    declares = CheckboxField(
        _l("What I correct is true"),
        missing=_l("Tick the box if it is true. Without it the correction does not count."),
    )


class StarsForm(Form):
    """How easy it was, from one star to five."""

    stars = ChoiceField(
        _l("How easy was it to use this service?"),
        choices=[Choice(number, number) for number in ("1", "2", "3", "4", "5")],
        missing=_l("Choose from 1 to 5 stars."),
    )


class LowRatingForm(Form):
    """What was difficult, and some details; both may be left out."""

    aspect = ChoiceField(
        _l("Where did you meet the greatest difficulties?"),
        choices=[Choice(word, said) for word, said in ASPECTS["low"].items()],
        required=False,
    )
    details = LongTextField(
        _l("Do you want to add more details?"),
        hint=_l("Do not write names or personal data."),
        required=False,
        max_length=200,
    )


class HighRatingForm(LowRatingForm):
    """What was liked, and some details."""

    aspect = ChoiceField(
        _l("Which aspects did you like most?"),
        choices=[Choice(word, said) for word, said in ASPECTS["high"].items()],
        required=False,
    )
