"""A step, and the summary, in a few words: one idea a line, for who asked for easy reading.

Made of what the questionnaire says and of sentences of our own; nothing of the law is told anew.
"""

from __future__ import annotations

from portal.catalogue.questionnaire.walk import VisibleStep
from portal.platform.i18n import gettext as _
from portal.platform.i18n import ngettext


def of_step(shown: VisibleStep, language: str) -> list[str]:
    """What waits on this step: how many questions, which of them need an answer, which papers."""
    asked = [one.question for one in shown.asked if one.question.is_answerable]
    papers = [one for one in asked if one.kind == "file"]
    questions = len(asked) - len(papers)
    must = sum(one.required == "yes" for one in asked if one.kind != "file")
    said = []
    if questions:
        said.append(ngettext("Here is %(num)d question.", "Here are %(num)d questions.", questions))
    if must and must < questions:
        said.append(
            ngettext("%(num)d needs an answer.", "%(num)d need an answer.", must)
            + " "
            + _("The others may stay empty.")
        )
    for one in papers:
        words = one.words.get(language) or one.words["it"]
        said.append(_("A paper is asked for: %(paper)s", paper=words.label))
    said.append(_("What you write is saved. You can stop and come back."))
    return said


def of_summary(declarations: int) -> list[str]:
    """What sending means."""
    said = [_("Read your answers. If one is wrong, change it.")]
    if declarations:
        said.append(_("At the end you say that what you wrote is true."))
        said.append(_("Who says what is not true is punished by law."))
    said.append(_("After you send it, the office answers you."))
    return said
