"""When a question is shown: conditions as data, read against the answers given so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

#: What an answer is: always a JSON value in its normal form.
Value = str | bool | int | list[str] | dict[str, Any]
Scalar = str | int

#: Finds the answer of a question; ``None`` when it is hidden or not given.
Lookup = Callable[[str], Value | None]

COMPARISONS = ("is_", "is_not", "in_", "at_least", "at_most", "answered")
JOINS = ("all_", "any_", "not_")


def _plain(value: Any) -> Any:
    """YAML reads a bare ``yes`` as true; our answers say "yes" and "no"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value


class Condition(BaseModel):
    """One comparison with an earlier answer, or several conditions joined.

    ``{question: x, is: v}`` · ``is_not`` · ``in: [v, w]`` · ``at_least`` · ``at_most`` ·
    ``answered: true`` · ``{all: […]}`` · ``{any: […]}`` · ``{not: {…}}``. Where several values may be
    chosen, ``is`` and ``in`` ask whether a value is among them. Without an answer only
    ``answered: false`` and ``not`` can hold.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    question: str | None = None
    is_: Scalar | None = Field(default=None, alias="is")
    is_not: Scalar | None = None
    in_: tuple[Scalar, ...] | None = Field(default=None, alias="in")
    at_least: Scalar | None = None
    at_most: Scalar | None = None
    answered: bool | None = None
    all_: tuple[Condition, ...] | None = Field(default=None, alias="all")
    any_: tuple[Condition, ...] | None = Field(default=None, alias="any")
    not_: Condition | None = Field(default=None, alias="not")

    @model_validator(mode="before")
    @classmethod
    def _plain_values(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        compared = {"is", "is_", "is_not", "in", "in_"}
        return {key: _plain(value) if key in compared else value for key, value in data.items()}

    @model_validator(mode="after")
    def _one_meaning(self) -> Condition:
        compared = [name for name in COMPARISONS if getattr(self, name) is not None]
        joined = [name for name in JOINS if getattr(self, name) is not None]
        if self.question is None:
            if compared or len(joined) != 1:
                raise ValueError("a condition is either a question compared once, or all, any, not")
        elif joined or len(compared) != 1:
            raise ValueError(f"the condition on {self.question!r} needs exactly one comparison")
        if () in (self.in_, self.all_, self.any_):
            raise ValueError("a condition with an empty list never means anything")
        return self

    def holds(self, lookup: Lookup) -> bool:
        """Whether the condition holds for these answers."""
        if self.all_ is not None:
            return all(one.holds(lookup) for one in self.all_)
        if self.any_ is not None:
            return any(one.holds(lookup) for one in self.any_)
        if self.not_ is not None:
            return not self.not_.holds(lookup)
        assert self.question is not None  # noqa: S101 - held by _one_meaning
        return self._compares(lookup(self.question))

    def _compares(self, answer: Value | None) -> bool:
        if self.answered is not None:
            return (answer is not None) == self.answered
        if answer is None:
            return False
        if self.at_least is not None:
            return _ordered(self.at_least, answer)
        if self.at_most is not None:
            return _ordered(answer, self.at_most)
        given = answer if isinstance(answer, list) else [answer]
        if self.is_not is not None:
            return self.is_not not in given
        return any(value in given for value in self.values())

    def values(self) -> tuple[Scalar, ...]:
        """The values this comparison names."""
        if self.in_ is not None:
            return self.in_
        named = (self.is_, self.is_not, self.at_least, self.at_most)
        return tuple(value for value in named if value is not None)

    def comparisons(self) -> Iterator[Condition]:
        """Every comparison inside, however deep."""
        if self.question is not None:
            yield self
        inner = (*(self.all_ or ()), *(self.any_ or ()), *((self.not_,) if self.not_ else ()))
        for condition in inner:
            yield from condition.comparisons()

    def questions(self) -> frozenset[str]:
        """The ids of the questions it looks at."""
        return frozenset(one.question for one in self.comparisons() if one.question)


def _ordered(smaller: Any, larger: Any) -> bool:
    """Whole numbers by size; dates, written year first, by their text."""
    return type(smaller) is type(larger) and bool(smaller <= larger)
