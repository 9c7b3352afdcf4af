"""The shape of a letter: its words by part, and how they are filled in. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.platform.i18n import fill
from portal.platform.i18n import lazy_gettext as _l

OF_PERSON = "/pratiche/%(reference)s"
OF_OFFICE = "/ufficio/pratiche/%(reference)s"

NEWS = _l("Case %(spoken_reference)s: there is news")
OPEN = _l("Open your case")
#: Whoever signs in arrives where their work begins.
FIRST_PAGE_OF_WORK = "/accedi"
_PLACES_OF_STAFF = ("/ufficio", "/sportello/", "/amministrazione/", FIRST_PAGE_OF_WORK)
#: Values with these endings are ISO dates, said in words.
_ENDINGS_OF_DAYS = ("_on", "_until")


@dataclass(frozen=True)
class Letter:
    """The words of one event.

    A subject is read on a locked phone by whoever holds it: it gives the number of the case and no
    more. ``dated`` holds sentences that are said only when their value is known, by its name. Values
    whose name ends in ``_on`` or ``_until`` are ISO dates, or empty. ``place`` is an address of ours,
    ``number`` says whose number the letter gives. ``own_day`` names the value that is the person's own
    day, to come or to answer by: near it, no hour is too quiet. ``is_answer``: it answers what the
    person does right now, so that it need not wait. ``text``: the whole text message, where the subject will
    not do.
    """

    subject: object
    happened: tuple[object, ...]
    dated: tuple[tuple[str, object], ...] = ()
    then: tuple[object, ...] = ()
    action: object = OPEN
    place: str = OF_PERSON
    number: object = _l("Number of the case")
    own_day: str = ""
    is_answer: bool = False
    text: object = ""

    @property
    def is_for_staff(self) -> bool:
        """Whether it is about somebody's work, not about their own matters."""
        return self.place.startswith(_PLACES_OF_STAFF)

    def day_of(self, values: Mapping[str, str]) -> date | None:
        """The person's own day, where there is one."""
        said = values.get(self.own_day, "")
        return date.fromisoformat(said) if said else None

    def fill(self, values: Mapping[str, str], say_day: Callable[[date], str]) -> Written:
        """The letter in the language of the moment; ``say_day`` puts a day in words."""
        said = {
            name: say_day(date.fromisoformat(value))
            if value and name.endswith(_ENDINGS_OF_DAYS)
            else value
            for name, value in values.items()
        }
        dated = (words for name, words in self.dated if said.get(name))
        sentences = (*self.happened, *dated, *self.then)
        return Written(
            subject=fill(self.subject, said),
            sentences=tuple(fill(sentence, said) for sentence in sentences),
            action=fill(self.action, said),
            place=self.place % said,
            number=str(self.number),
            text=fill(self.text, said) if self.text else "",
        )


@dataclass(frozen=True)
class Written:
    """A letter in one language, ready to be laid out."""

    subject: str
    sentences: tuple[str, ...]
    action: str
    place: str
    number: str
    text: str = ""
