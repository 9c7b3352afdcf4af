"""Why a file or an answer was not taken, in words that name it and say what to do."""

from __future__ import annotations

from portal.catalogue.questionnaire.answers import InvalidAnswer
from portal.catalogue.questionnaire.parts import Question
from portal.platform.i18n import gettext as _
from portal.platform.uploads import FileDisguised, FileEmpty, FileRefused, FileTooLarge


def refusal_words(refusal: FileRefused, name: str) -> str:
    """The sentence for the person, next to the field."""
    if isinstance(refusal, FileEmpty):
        return _("“%(name)s” is empty. Choose it again, or take the photo again.", name=name)
    if isinstance(refusal, FileTooLarge):
        return _("“%(name)s” is too large: 10 MB at most. Try a photo of lower quality.", name=name)
    if isinstance(refusal, FileDisguised):
        return _("“%(name)s” is not what its name says. Send a real pdf, jpg or png.", name=name)
    return _("“%(name)s” cannot be used: send a pdf, jpg or png file that opens well.", name=name)


def answer_words(problem: InvalidAnswer, question: Question, language: str) -> str:
    """The sentence for an answer that can be read and still does not fit its question."""
    if problem.code == "not_alone":
        alone = next(option.words for option in question.options if option.exclusive)
        answer = alone.get(language) or alone["it"]
        return _(
            "You chose “%(answer)s” and something else. Take one of the two away.", answer=answer
        )
    return _("This answer does not fit the question. Check it.")
