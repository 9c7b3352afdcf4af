"""What each document is made of: the values its typst source reads, every word already in its language."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Fact(TypedDict):
    """One line "label: value"; ``code`` keeps numbers and addresses left to right."""

    label: str
    value: str | list[str]
    code: NotRequired[bool]


class Section(TypedDict):
    """A heading with paragraphs and, below them, a list."""

    title: str
    paragraphs: NotRequired[list[str]]
    items: NotRequired[list[str]]


class Passage(Section):
    """A section in a language of its own; ``notice`` says what a translation is worth."""

    language: str
    notice: NotRequired[str]


class Group(TypedDict):
    """Answers under a heading; inner groups for what repeats, as the people of a household."""

    title: str
    items: NotRequired[list[Fact]]
    groups: NotRequired[list[Group]]


class Answers(TypedDict):
    """All the answers, under one heading."""

    title: str
    groups: list[Group]


class Deadline(TypedDict):
    """The exact last day of an answer, in words, and what it means."""

    label: str
    day: str
    paragraphs: NotRequired[list[str]]


class Party(TypedDict):
    """Somebody a mandate binds: the role in words, and who they are."""

    role: str
    facts: list[Fact]


class Signature(TypedDict):
    """A line to sign on; ``note`` stands under the line (place and date)."""

    label: str
    name: NotRequired[str]
    note: NotRequired[str]


class Code(TypedDict):
    """A drawing made by ``qr_svg`` and the words for those who do not see it."""

    svg: str
    alt: str


class Barcode(Code):
    """A drawing made by ``barcode_svg``, and what to do with it."""

    words: str


class Check(Code):
    """How one checks that a paper is ours: the code to copy, a drawing that opens the page."""

    title: str
    text: str
    label: str
    code: str


class Frame(TypedDict):
    """What every document has. ``page_words`` is a phrase with ``{page}`` and ``{pages}``."""

    title: str
    body_name: str
    page_words: str
    office: NotRequired[str]
    reference: NotRequired[str]
    reference_label: NotRequired[str]
    made_on: NotRequired[str]
    demo_mark: NotRequired[str]
    intro: NotRequired[list[str]]


class Receipt(Frame):
    """Needs ``reference`` and ``reference_label``; sections say silence, remedies, what comes next."""

    facts: list[Fact]
    deadline: NotRequired[Deadline]
    sections: NotRequired[list[Section]]
    answers: NotRequired[Answers]
    check: NotRequired[Check]


class Mandate(Frame):
    """The wording, in one language or in two side by side, who it binds and what for."""

    parties: list[Party]
    wording: Passage
    second_wording: NotRequired[Passage]
    scope: Section
    facts: NotRequired[list[Fact]]
    sections: NotRequired[list[Section]]
    signatures: list[Signature]
    check: NotRequired[Check]


class Summary(Frame):
    """All the answers as text, what the person declares, and the line they sign on."""

    groups: list[Group]
    facts: NotRequired[list[Fact]]
    declarations: Section
    signatures: list[Signature]


class Slip(Frame):
    """Needs ``reference`` and ``reference_label``; one passage for each language."""

    passages: list[Passage]
    facts: NotRequired[list[Fact]]
    qr: NotRequired[Code]
    barcode: NotRequired[Barcode]


class Post(Frame):
    """A letter for the post: the lines of the address, place and day, and what it says."""

    address: list[str]
    dated: str
    passages: NotRequired[list[Passage]]
    sections: NotRequired[list[Section]]
    facts: NotRequired[list[Fact]]


class Field(TypedDict):
    """One question of a form: what is printed already, or boxes to mark, squares, lines to write on.

    ``squares`` are groups of them; ``notes`` stand between the question and its room.
    """

    label: str
    notes: list[str]
    number: NotRequired[int]
    hint: NotRequired[str]
    given: NotRequired[str]
    options: NotRequired[list[str]]
    squares: NotRequired[list[int]]
    lines: NotRequired[int]


class FormBlock(TypedDict):
    """Questions under a heading; ``level`` is that of the heading."""

    title: str
    intro: list[str]
    level: int
    fields: list[Field]


class Form(Frame):
    """A request on paper: its barcode, who asks, the questions, what is declared, what the desk writes."""

    barcode: Barcode
    blocks: list[FormBlock]
    declarations: Section
    signatures: list[Signature]
    desk: FormBlock
