"""What a questionnaire is made of: steps, questions, repeating groups and their words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from portal.catalogue.questionnaire.conditions import Condition

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,58}$")]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2)]

Kind = Literal[
    "text", "long_text", "choice", "multi_choice", "yes_no", "yes_no_unknown", "date", "money",
    "number", "iban", "fiscal_code", "address", "phone", "email", "file", "isee_number", "isee", "note",
]  # fmt: skip
Required = Literal["yes", "soft", "no"]

CHOICES = frozenset({"choice", "multi_choice"})
YES_NO: Mapping[str, tuple[str, ...]] = {
    "yes_no": ("yes", "no"),
    "yes_no_unknown": ("yes", "no", "unknown"),
}
#: How many fields a person types into for one question of a kind; the others are chosen.
FIELDS_TYPED = {
    "text": 1, "long_text": 1, "date": 1, "money": 1, "number": 1, "iban": 1, "fiscal_code": 1,
    "address": 4, "phone": 1, "email": 1, "isee_number": 1, "isee": 1,
}  # fmt: skip
#: The known data an answer can start from. ``subject`` is whose case it is, ``actor`` who types,
#: ``member`` a member of the household, in a group that starts from ``subject.household``.
PREFILL_SOURCES = frozenset(
    f"{who}.{datum}"
    for who in ("subject", "actor")
    for datum in (
        "name", "given_name", "family_name", "birth_date", "birth_place", "fiscal_code", "email",
        "phone", "pec", "address", "province", "household", "isee", "isee_choice", "isee_number", "iban",
        "permit",         "cadastre", "vehicle_plate", "company",
    )
) | {f"member.{datum}" for datum in ("name", "birth_date", "relation")}  # fmt: skip


class Frozen(BaseModel):
    """Data read from a file or from the database: never changed, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Titled(Frozen):
    """The words of a questionnaire or of a step."""

    title: Sentence
    intro: tuple[Sentence, ...] = ()


class Asking(Frozen):
    """The words of a question; ``why`` is the reason for asking, ``text`` what a note says.

    ``help`` says more to who opens it, under the question: where to find a paper, what a word means.
    """

    label: Sentence
    hint: str = ""
    why: str = ""
    help: tuple[Sentence, ...] = ()
    text: tuple[Sentence, ...] = ()


class Several(Frozen):
    """The words of a repeating group: "Figli", "figlio", "Aggiungi un figlio"."""

    title: Sentence
    item: Sentence
    add: Sentence
    empty: str = ""
    why: str = ""


class Option(Frozen):
    """One thing to choose. An ``exclusive`` one ("none of these") stands alone."""

    value: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,58}$")]
    words: dict[str, Sentence]
    exclusive: bool = False


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


class Question(Frozen):
    """One thing we ask, or a note we show (kind ``note``: nothing to answer)."""

    id: Id
    kind: Kind
    words: dict[str, Asking]
    options: tuple[Option, ...] = ()
    required: Required = "no"
    show_if: Condition | None = None
    prefill: str | None = None
    #: For text that is a code: what it looks like in capitals, without spaces, dots and hyphens.
    pattern: str | None = None
    max_length: int | None = Field(default=None, ge=1, le=20_000)
    minimum: int | None = None
    maximum: int | None = None
    past_only: bool = False
    typed: bool | None = None
    #: For files: the id of the document in ``documents.yaml``, and how many files at most.
    document: str | None = None
    max_files: int = Field(default=5, ge=1, le=10)
    #: For notes: emergency numbers to show large, and how loudly the note speaks.
    numbers: tuple[str, ...] = ()
    tone: Literal["info", "warning", "urgent"] = "info"

    @model_validator(mode="after")
    def _whole(self) -> Question:
        if (self.kind in CHOICES) != bool(self.options):
            raise ValueError(f"question {self.id!r}: options belong to choices, and only to them")
        if len({option.value for option in self.options}) != len(self.options):
            raise ValueError(f"question {self.id!r}: an option is there twice")
        if self.prefill is not None and self.prefill not in PREFILL_SOURCES:
            raise ValueError(f"question {self.id!r}: nothing is known as {self.prefill!r}")
        if self.kind == "note" and self.required != "no":
            raise ValueError(f"question {self.id!r}: a note cannot be required")
        if self.pattern is not None and (self.kind != "text" or not _is_pattern(self.pattern)):
            raise ValueError(f"question {self.id!r}: only a text has a pattern, and it must be one")
        if None not in (self.minimum, self.maximum) and self.minimum > self.maximum:  # type: ignore[operator]
            raise ValueError(f"question {self.id!r}: minimum above maximum")
        return self

    @property
    def values(self) -> tuple[str, ...]:
        """The values that can be chosen; empty where the answer is free."""
        return YES_NO.get(self.kind) or tuple(option.value for option in self.options)

    @property
    def is_answerable(self) -> bool:
        """Whether there is something to answer."""
        return self.kind != "note"

    @property
    def fields_typed(self) -> int:
        """How many fields a person has to type into: none where we know the answer already."""
        if self.typed is not None:
            return FIELDS_TYPED.get(self.kind, 1) if self.typed else 0
        return 0 if self.prefill else FIELDS_TYPED.get(self.kind, 0)


class Group(Frozen):
    """Questions asked once for each member of a list, for instance each child.

    ``prefill`` names a list that is known already; its members stand there to be corrected.
    """

    id: Id
    words: dict[str, Several]
    min: int = Field(default=0, ge=0)
    max: int = Field(default=12, ge=1, le=30)
    questions: tuple[Question, ...] = Field(min_length=1)
    show_if: Condition | None = None
    prefill: str | None = None

    @model_validator(mode="after")
    def _whole(self) -> Group:
        if self.prefill is not None and self.prefill not in PREFILL_SOURCES:
            raise ValueError(f"group {self.id!r}: nothing is known as {self.prefill!r}")
        if self.min > self.max:
            raise ValueError(f"group {self.id!r}: min above max")
        return self


class Step(Frozen):
    """One page of the questionnaire: its questions first, then its groups."""

    id: Id
    pictogram: str | None = None
    words: dict[str, Titled]
    show_if: Condition | None = None
    questions: tuple[Question, ...] = ()
    groups: tuple[Group, ...] = ()


class Declaration(Frozen):
    """A sentence the person declares true or accepts, at the summary, right before sending."""

    id: Id
    words: dict[str, Sentence]
    show_if: Condition | None = None


Place = tuple[Step, Group | None, Question]


def placed(steps: Iterable[Step]) -> Iterator[Place]:
    """Every question in the order it is asked, with where it stands."""
    for step in steps:
        for question in step.questions:
            yield step, None, question
        for group in step.groups:
            for question in group.questions:
                yield step, group, question
