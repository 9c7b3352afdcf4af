"""The catalogue's own vocabulary: needs, moments of life, documents, emergency numbers, people's words.

Pure.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from portal.catalogue.values import Frozen, Language, Said, Sentence, Slug, in_italian, unsound

_Italian = AfterValidator(in_italian)


class Label(Frozen):
    """A name with one sentence about it."""

    name: Sentence
    summary: str = ""


class Theme(Frozen):
    """A need, a moment of life or a kind of person."""

    id: Slug
    pictogram: str | None = None
    words: Annotated[dict[Language, Label], _Italian]


class DocumentWords(Frozen):
    """A document in words: when it is needed, and whether we have it already."""

    name: Sentence
    when: Sentence
    from_us: Sentence


class Document(Frozen):
    """A document a service may ask for; what a public body holds nobody may ask of a person."""

    id: Slug
    self_certifiable: bool
    held_by_public: bool = False
    words: Annotated[dict[Language, DocumentWords], _Italian]


#: The acts of an office that take words.
ReadyAct = Literal[
    "ask", "documents", "wait", "assess", "rank", "write", "accept", "announce", "refuse",
    "activate", "close", "reopen",
]  # fmt: skip


class RemedyWords(Frozen):
    """What can be done against a no, and against silence, one sentence each."""

    refusal: tuple[Sentence, ...] = Field(min_length=1)
    silence: tuple[Sentence, ...] = Field(min_length=1)


class Remedies(Frozen):
    """The remedies of some services, or of all (L. 241/1990 art. 3 c. 4), in one version of words.

    Only bodies in ``approved_by`` show those of some services: the right court depends on the service.
    """

    id: Slug
    version: Sentence
    source: Sentence
    services: tuple[Slug, ...] = ()
    approved_by: tuple[Slug, ...] = ()
    review_days: int = Field(ge=1, le=180)
    words: Annotated[dict[Language, RemedyWords], _Italian]


#: What the portal fills into a reply: nothing of the person stands among them.
FILLED_IN = frozenset({"service", "office", "phone", "reference", "due_on"})
_GAP = re.compile(r"\{([^{}]*)\}")


class ReadyWords(Frozen):
    """A reply in one language; ``{service}`` and the other names of ``FILLED_IN`` are filled in."""

    title: Sentence
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=20, max_length=3000)]

    @model_validator(mode="after")
    def _known_gaps(self) -> ReadyWords:
        unknown = {name for name in _GAP.findall(self.text) if name not in FILLED_IN}
        if unknown:
            names = ", ".join(f"{{{name}}}" for name in sorted(unknown))
            known = ", ".join(f"{{{name}}}" for name in sorted(FILLED_IN))
            raise unsound(f"nobody fills in {names}", f"use {known}, or words")
        return self


class ReadyReply(Frozen):
    """What an office often writes, ready to be sent or changed: for some acts, of some services or all."""

    id: Slug
    acts: Annotated[tuple[ReadyAct, ...], Field(min_length=1)]
    services: tuple[Slug, ...] = ()
    words: Annotated[dict[Language, ReadyWords], _Italian]


class EmergencyWords(Frozen):
    """An emergency number in words."""

    name: Sentence
    what: Sentence
    when: Sentence


class EmergencyNumber(Frozen):
    """A number to call before any form."""

    number: str
    real: bool
    words: Annotated[dict[Language, EmergencyWords], _Italian]


class Concept(Frozen):
    """What people type for a thing, for the search only."""

    id: Slug
    plain: Said
    technical: Said | None = None
    words: tuple[Said, ...] = ()
    services: tuple[Slug, ...] = ()


class Acronym(Frozen):
    """An acronym and what it may mean: where it means several things the search asks which."""

    acronym: Said
    meanings: tuple[Said, ...] = Field(min_length=1)
    services: tuple[Slug, ...] = ()
