"""Every word can be said in every language: catalogues complete, sound, and up to date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from portal.platform.i18n import LANGUAGES
from tests.support.house import ROOT, Template, nothing_wrong, read_template, templates

#: English is the language of the sources: its catalogue may be absent.
TRANSLATED = sorted(set(LANGUAGES) - {"en"})
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
CURE = "Run `make strings`, translate what is new in translations/<language>, and commit."

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
TAG = re.compile(r"</?\w+")
WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
SPOKEN_ATTRIBUTE = re.compile(r'\b(?:aria-label|alt|title|placeholder)="([^"{]*[A-Za-z][^"{]*)"')
#: Comments, styles, scripts, tags; and attributes that a block adds to a tag of its layout.
UNSPOKEN = re.compile(
    r"<!--.*?-->|<(style|script)\b.*?</\1>|<[^>]*>|\s[a-z-]+=\"[^\"]*\"|\sdata-[a-z-]+", re.DOTALL
)
#: Classes that a page gives to its layout in a block.
CLASSES = re.compile(r"\bac-main(?:--wide)?\b")
#: Names, and what is the same in every language.
NAMES = {"Accanto", "SPID", "CIE", "PDF", "RSS", "QR", "MB", "nbsp", "amp", "middot", "DOCTYPE"}


@cache
def extracted() -> frozenset[str]:
    """The strings of the sources, as ``pybabel extract`` finds them."""
    with (ROOT / "translations" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS)
    return frozenset(
        words if isinstance(words, str) else words[0] for _path, _line, words, _notes, _ in found
    )


@cache
def catalogue(language: str) -> Catalog:
    """The committed catalogue of a language."""
    path = ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open(encoding="utf-8") as file:
        return read_po(file, locale=language)


def messages(found: Catalog) -> list[Message]:
    """The messages of a catalogue, its header left out."""
    return [message for message in found if message.id]


def forms(words: str | tuple[str, ...] | list[str]) -> list[str]:
    """A string, or its singular and plurals."""
    return [words] if isinstance(words, str) else list(words)


def incomplete(message: Message) -> Iterator[str]:
    if message.fuzzy:
        yield f"“{message.id}” is fuzzy: check it and take the mark away."
    if not all(text.strip() for text in forms(message.string)) or not message.string:
        yield f"“{message.id}” is not translated."


def unsound(message: Message) -> Iterator[str]:
    for pattern, name in ((PLACEHOLDER, "placeholders"), (TAG, "tags")):
        # A plural may count in words ("one problem"), so its forms are compared with the last.
        wanted = sorted(pattern.findall(forms(message.id)[-1]))
        for text in forms(message.string):
            if text and sorted(pattern.findall(text)) != wanted:
                yield f"“{text}” does not have the {name} of “{message.id}”."
    first, text = forms(message.id)[0], forms(message.string)[0]
    if text and (first[0].isspace(), first[-1].isspace()) != (
        text[0].isspace(),
        text[-1].isspace(),
    ):
        yield f"“{text}” does not begin or end with a space as “{message.id}” does."


def test_the_sources_have_words() -> None:
    assert TRANSLATED
    assert len(extracted()) > 100
    assert "Why we ask" in extracted(), "Templates are not read: look at translations/babel.cfg."
    assert "Choose one answer." in extracted(), "Python is not read: look at babel.cfg."


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_holds_exactly_the_words_of_the_sources(language: str) -> None:
    kept = {forms(message.id)[0] for message in messages(catalogue(language))}
    nothing_wrong(f"New in the sources: “{words}”. {CURE}" for words in sorted(extracted() - kept))
    nothing_wrong(
        f"No longer in the sources: “{words}”. {CURE}" for words in sorted(kept - extracted())
    )


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_is_complete(language: str) -> None:
    found = messages(catalogue(language))
    assert len(found) > 100
    nothing_wrong(words for message in found for words in incomplete(message))


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_placeholders_and_tags(language: str) -> None:
    found = messages(catalogue(language))
    nothing_wrong(words for message in found for words in unsound(message))


def unspeakable(template: Template) -> Iterator[str]:
    """Words that stand in a template outside gettext."""
    text = template.markup()
    for label in SPOKEN_ATTRIBUTE.findall(text):
        yield f'templates/{template.name}: "{label}" is not translated: write {{{{ _("…") }}}}.'
    bare = CLASSES.sub(" ", UNSPOKEN.sub(" ", text))
    words = [word for word in WORD.findall(bare) if word not in NAMES]
    if words:
        yield f"templates/{template.name}: “{' '.join(words[:8])}” is not translated."


def test_no_template_says_a_word_outside_gettext() -> None:
    assert len(templates()) > 20
    nothing_wrong(words for template in templates() for words in unspeakable(template))


def test_every_whole_page_says_its_language_and_direction() -> None:
    pages = [template for template in templates() if "<html" in template.text]
    assert pages
    for template in pages:
        start = template.text.split("<html", 1)[1].split(">", 1)[0]
        assert "lang=" in start, f"templates/{template.name}: <html> without lang."
        assert "dir=" in start, f"templates/{template.name}: <html> without dir."


def read(text: str) -> Message:
    (message,) = messages(read_po(StringIO(text), locale="it"))
    return message


def test_what_is_wrong_is_seen(tmp_path: Path) -> None:
    assert list(incomplete(read('msgid "Yes"\nmsgstr ""\n')))
    assert list(incomplete(read('#, fuzzy\nmsgid "Yes"\nmsgstr "Sì"\n')))
    assert not list(incomplete(read('msgid "Yes"\nmsgstr "Sì"\n')))
    assert list(incomplete(read('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\nmsgstr[1] ""\n')))
    assert list(unsound(read('msgid "%(n)d days"\nmsgstr "giorni"\n')))
    assert list(unsound(read('msgid "<b>Go</b>"\nmsgstr "Vai"\n')))
    assert list(unsound(read('msgid "Go "\nmsgstr "Vai"\n')))
    assert list(unspeakable(read_template("<p>Ciao {{ name }}</p>")))
    assert list(unspeakable(read_template('<img alt="Una casa">')))
    assert not list(unspeakable(read_template('<p class="{{ x }}">{{ _("Hi") }} &nbsp;</p>')))
