"""Fields answered by choosing; the national rule says with which control."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from portal.platform.beside import beside_language
from portal.platform.forms.component import ComponentField
from portal.platform.forms.reading import Words, searchable, tidy_line
from portal.platform.i18n import lazy_gettext as _l

#: National model for services: radio buttons up to 5 answers, a list up to 10, then a search.
MOST_RADIOS = 5
MOST_OPTIONS = 10
#: How alike a mistyped answer and the one meant are, from 0 to 1.
_ALIKE = 0.84

YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass(frozen=True)
class Choice:
    """One answer: what is stored, what is read, and a hint under it."""

    value: str
    label: Words
    hint: Words = ""


Choices = Iterable[Choice | tuple[str, Words]]


def _listed(choices: Choices | Callable[[], Choices]) -> list[Choice]:
    found = choices() if callable(choices) else choices
    return [choice if isinstance(choice, Choice) else Choice(*choice) for choice in found]


class ListedField(ComponentField):
    """A question whose answers are known; ``choices`` may be a function, asked for each form."""

    def __init__(
        self, label: Words, *, choices: Choices | Callable[[], Choices], **options: Any
    ) -> None:
        super().__init__(label, **options)
        self.choices = _listed(choices)

    def choice_id(self, choice: Choice) -> str:
        """The id of the control of one answer."""
        return f"{self.id}-{self.choices.index(choice)}"

    def is_chosen(self, choice: Choice) -> bool:
        """Whether this answer is given."""
        return bool(choice.value == self.data)

    def label_of(self, value: Any) -> str:
        """The words of a stored value; the value itself when the list no longer has it."""
        return next((str(c.label) for c in self.choices if c.value == value), str(value))

    @property
    def shown(self) -> str:
        """The words of the answers given."""
        return ", ".join(str(choice.label) for choice in self.choices if self.is_chosen(choice))


class ChoiceField(ListedField):
    """One answer of several; radio, select or search by how many there are."""

    default_missing = _l("Choose one answer.")
    group_role = "radiogroup"

    @property
    def control(self) -> str:
        """``radio``, ``select`` or ``search``; a search that found nothing becomes a select. A line of a
        list can hold one language only: where two stand on the page, up to ten answers are all shown.
        """
        most = MOST_RADIOS if beside_language() is None else MOST_OPTIONS
        if len(self.choices) <= most:
            return "radio"
        if len(self.choices) <= MOST_OPTIONS or self.problems:
            return "select"
        return "search"

    @property
    def component(self) -> str:  # type: ignore[override]
        """The template of the control."""
        return {
            "radio": "components/fields/radios.html",
            "select": "components/fields/select.html",
            "search": "components/fields/search.html",
        }[self.control]

    @property
    def anchor(self) -> str:
        """The first radio button, or the list."""
        return f"{self.id}-0" if self.control == "radio" else self.id

    def read(self, typed: list[Any]) -> str | None:
        """The value of the answer; a search may also post its words, or how they begin."""
        text = tidy_line(typed[0]) if typed else ""
        if not text:
            return None
        if any(choice.value == text for choice in self.choices):
            return text
        if len(self.choices) > MOST_OPTIONS:
            return self._search(text)
        raise ValueError(_l("This answer is not in the list. Choose one of those shown."))

    def write(self, value: Any) -> str:
        """The words of the answer, as the search box shows them."""
        return "" if value is None else self.label_of(value)

    def _search(self, text: str) -> str:
        wanted = searchable(text)
        words = {choice.value: searchable(str(choice.label)) for choice in self.choices}
        exact = [value for value, word in words.items() if word == wanted]
        near = exact or [value for value, word in words.items() if wanted in word]
        if len(near) == 1:
            return near[0]
        if near:
            raise ValueError(
                _l("More than one answer fits “%(text)s”. Choose one from the list.", text=text)
            )
        self._suggest(wanted, words, text)
        raise ValueError(_l("We did not find “%(text)s”. Choose one from the list.", text=text))

    def _suggest(self, wanted: str, words: dict[str, str], text: str) -> None:
        """A slip of the pen: the likely answer is named and marked; the person decides."""
        near = {word[: len(wanted) + 1]: value for value, word in words.items()}
        found = get_close_matches(wanted, near, n=2, cutoff=_ALIKE)
        if len(found) != 1:
            return
        self.data = near[found[0]]
        raise ValueError(
            _l(
                "We did not find “%(text)s”. Did you mean %(answer)s? Then go on.",
                text=text,
                answer=self.label_of(self.data),
            )
        )


class DenseChoiceField(ChoiceField):
    """One answer of several on a working screen: always a list, however few or many there are."""

    control = "select"


class MultiChoiceField(ListedField):
    """Any number of answers; ``data`` is the list of their values in the order shown."""

    component = "components/fields/checkboxes.html"
    default_missing = _l("Choose at least one answer.")
    default_hint = _l("You can choose more than one.")

    @property
    def anchor(self) -> str:
        """The first box."""
        return f"{self.id}-0"

    def is_chosen(self, choice: Choice) -> bool:
        """Whether this answer is among those given."""
        return choice.value in (self.data or ())

    def read(self, typed: list[Any]) -> list[str]:
        """The values that were ticked."""
        ticked = {tidy_line(value) for value in typed}
        if ticked - {choice.value for choice in self.choices}:
            raise ValueError(_l("One of the answers is not in the list. Choose among those shown."))
        return [choice.value for choice in self.choices if choice.value in ticked]


class YesNoField(ChoiceField):
    """Yes or no; ``data`` is a bool, and a stored "yes" or "no" is taken too."""

    default_missing = _l("Choose yes or no.")

    def __init__(self, label: Words, **options: Any) -> None:
        super().__init__(label, choices=((YES, _l("Yes")), (NO, _l("No"))), **options)

    def process_data(self, value: Any) -> None:
        """Take a bool, or the word it is stored as."""
        self.data = {YES: True, NO: False}.get(value, value) if isinstance(value, str) else value

    def read(self, typed: list[Any]) -> Any:
        """True for yes."""
        value = super().read(typed)
        return None if value is None else value == YES

    @property
    def stored(self) -> Any:
        """The word for the answer."""
        return None if self.data is None else YES if self.data else NO

    def is_chosen(self, choice: Choice) -> bool:
        """Whether this answer is given."""
        return self.data is not None and (choice.value == YES) is bool(self.data)


class YesNoUnknownField(ChoiceField):
    """Yes, no, or "I don't know"; ``data`` is "yes", "no" or "unknown"."""

    default_missing = _l("Choose an answer. “I don't know” is fine too.")

    def __init__(self, label: Words, **options: Any) -> None:
        answers = ((YES, _l("Yes")), (NO, _l("No")), (UNKNOWN, _l("I don't know")))
        super().__init__(label, choices=answers, **options)


class CheckboxField(ComponentField):
    """One box to tick, for a declaration or a consent; ``data`` is a bool."""

    component = "components/fields/checkbox.html"
    default_missing = _l("Tick the box to go on.")

    def read(self, typed: list[Any]) -> bool:
        """Whether the box was ticked."""
        return bool(typed) and typed[0] == YES

    def process_data(self, value: Any) -> None:
        """Take a bool, or the word it is stored as."""
        self.data = value == YES if isinstance(value, str) else bool(value)

    @property
    def stored(self) -> Any:
        """The word for a ticked box; nothing for an empty one."""
        return YES if self.data else None

    @property
    def is_answered(self) -> bool:
        """A box left empty is no answer."""
        return bool(self.data)

    @property
    def shown(self) -> str:
        """Yes or no."""
        return str(_l("Yes") if self.data else _l("No"))
