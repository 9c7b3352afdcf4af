"""What each letter says: what happened, what to do, by when. Nothing about health, never the service's name.

A subject is read on a locked phone by whoever holds it: it gives the number of the case and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.platform.i18n import lazy_gettext as _l

OF_PERSON = "/pratiche/%(reference)s"
OF_OFFICE = "/ufficio/pratiche/%(reference)s"

_NEWS = _l("Case %(spoken_reference)s: there is news")
_OPEN = _l("Open your case")


@dataclass(frozen=True)
class Letter:
    """The words of one event.

    ``dated`` holds sentences that are said only when their day is known. Values: ``reference``,
    ``spoken_reference``, ``due_on`` and ``asks_until`` (ISO dates, or empty).
    """

    subject: object
    happened: tuple[object, ...]
    dated: tuple[tuple[str, object], ...] = ()
    then: tuple[object, ...] = ()
    action: object = _OPEN
    place: str = OF_PERSON


@dataclass(frozen=True)
class Written:
    """A letter in one language, ready to be laid out."""

    subject: str
    sentences: tuple[str, ...]
    action: str
    place: str


LETTERS = {
    "case_sent": Letter(
        _l("Case %(spoken_reference)s: we received it"),
        (_l("We received your request. The receipt is in your case."),),
        (("due_on", _l("You will have an answer by %(due_on)s.")),),
        (
            _l("You need not do anything now. If something is missing, we write to you."),
            _l("Keep the number of the case: say it when you call or come to the desk."),
        ),
        _l("Open the case and the receipt"),
    ),
    "case_taken": Letter(
        _NEWS,
        (_l("The office has begun to look at your request."),),
        (("due_on", _l("You will have an answer by %(due_on)s.")),),
        (_l("You need not do anything now."),),
    ),
    "case_asks": Letter(
        _l("Case %(spoken_reference)s: we need something from you"),
        (_l("To go on, the office needs something from you. What it is stands in your case."),),
        (("asks_until", _l("Answer by %(asks_until)s.")),),
        (_l("If you cannot do it, write to the office or go to a desk: they help you."),),
        _l("Read and answer"),
    ),
    "case_message": Letter(
        _l("Case %(spoken_reference)s: there is a message for you"),
        (_l("The office wrote you a message. You read it in your case."),),
        action=_l("Read the message"),
    ),
    "case_refusal_notice": Letter(
        _NEWS,
        (
            _l("There is an important notice in your case. The office has not decided yet."),
            _l("You have 10 days to answer and add documents. Read the notice today."),
        ),
        then=(_l("If you want help with the answer, go to a desk: it is free."),),
        action=_l("Read the notice and answer"),
    ),
    "case_accepted": Letter(
        _NEWS,
        (_l("The office decided on your request. You find the decision in your case."),),
        then=(_l("There you also read what happens next."),),
        action=_l("Read the decision"),
    ),
    "case_refused": Letter(
        _NEWS,
        (_l("The office decided on your request. You find the decision in your case."),),
        then=(_l("There you also read the reasons, and what you can do if you do not agree."),),
        action=_l("Read the decision"),
    ),
    "case_withdrawn": Letter(
        _l("Case %(spoken_reference)s: withdrawn"),
        (_l("You withdrew your request: the office stops working on it."),),
        then=(
            _l("You can ask again whenever you want, with a new request."),
            _l("If it was not you, call the office at once."),
        ),
    ),
    "office_new_case": Letter(
        _l("Case %(spoken_reference)s: to be taken in charge"),
        (_l("A new case has arrived for your office."),),
        (("due_on", _l("The answer is due by %(due_on)s.")),),
        action=_l("Open the case in the office's area"),
        place=OF_OFFICE,
    ),
    "office_answer": Letter(
        _NEWS,
        (_l("The person did something on this case: read what is new."),),
        (("due_on", _l("The answer is due by %(due_on)s.")),),
        action=_l("Open the case in the office's area"),
        place=OF_OFFICE,
    ),
}


def written(event: str, values: Mapping[str, str], say_day: Callable[[date], str]) -> Written:
    """The letter of an event, in the language of the moment; ``say_day`` puts a day in words."""
    letter = LETTERS[event]
    said = dict(values)
    for name in ("due_on", "asks_until"):
        said[name] = say_day(date.fromisoformat(values[name])) if values.get(name) else ""
    sentences = (
        *letter.happened,
        *(words for name, words in letter.dated if said[name]),
        *letter.then,
    )
    return Written(
        subject=str(letter.subject) % said,
        sentences=tuple(str(sentence) % said for sentence in sentences),
        action=str(letter.action) % said,
        place=letter.place % said,
    )
