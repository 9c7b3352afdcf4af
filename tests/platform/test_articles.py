"""Days after an article are said as Italians say them, in every sentence of the catalogue."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from portal.platform import articles
from portal.platform.i18n import before_day, fill, force_locale, format_day, format_moment, gettext
from tests.conventions.test_strings import ROOT

IMMACULATE = date(2026, 12, 8)
MARTINMAS = date(2026, 11, 11)
FIRST = date(2026, 12, 1)
LAST_DAY = "You will have an answer by %(day)s."


@pytest.mark.parametrize(
    ("words", "day", "said"),
    [
        ("entro il %(day)s", "8 dicembre 2026", "entro l’8 dicembre 2026"),
        ("Vale fino al %(day)s.", "11 novembre 2026", "Vale fino all’11 novembre 2026."),
        ("dal %(day)s", "8 marzo 2027, 10:00", "dall’8 marzo 2027, 10:00"),
        ("del %(day)s", "11 maggio 2026", "dell’11 maggio 2026"),
        ("Il %(day)s", "8 aprile 2026", "L’8 aprile 2026"),
        ("entro il %(day)s", "1° dicembre 2026", "entro il 1° dicembre 2026"),
        ("entro il %(day)s", "18 dicembre 2026", "entro il 18 dicembre 2026"),
        ("entro il %(day)s", "martedì 8 dicembre 2026", "entro il martedì 8 dicembre 2026"),
        # What is no day keeps its article.
        ("Chiama il %(day)s", "112", "Chiama il 112"),
        ("Chiama il %(day)s", "8 rossi", "Chiama il 8 rossi"),
    ],
)
def test_the_article_fits_the_day(words: str, day: str, said: str) -> None:
    assert articles.elide(words, {"day": day}) % {"day": day} == said


def test_two_days_in_one_sentence_have_an_article_each() -> None:
    values = {"begins": "8 marzo 2027", "ends": "9 marzo 2027"}
    assert fill("dal %(begins)s al %(ends)s", values) == "dall’8 marzo 2027 al 9 marzo 2027"


def test_what_somebody_typed_stays_as_it_is() -> None:
    values = {"text": "Ci vediamo il 8 dicembre", "day": "9 dicembre 2026"}
    said = fill("%(text)s, entro il %(day)s", values)
    assert said == "Ci vediamo il 8 dicembre, entro il 9 dicembre 2026"


def test_pages_letters_and_labels_say_it(app: Flask) -> None:
    page = app.jinja_env.from_string('{{ _("Until %(day)s", day=format_day(day)) }}')
    with app.app_context():
        assert gettext(LAST_DAY, day=format_day(IMMACULATE)).endswith("entro l’8 dicembre 2026.")
        assert page.render(day=MARTINMAS) == "Fino all’11 novembre 2026"
        label = gettext("You can ask for a review by")
        assert before_day(label, format_day(IMMACULATE)) == "Puoi chiedere il riesame entro l’"
        assert before_day(label, format_day(FIRST)) == "Puoi chiedere il riesame entro il"
        with force_locale("en"):
            assert gettext(LAST_DAY, day=format_day(IMMACULATE)).endswith("by 8 December 2026.")


def test_the_first_is_an_ordinal_in_italian_only(app: Flask) -> None:
    with app.app_context():
        assert format_day(FIRST) == "1° dicembre 2026"
        assert format_day(FIRST, weekday=True) == "martedì 1° dicembre 2026"
        assert format_moment(datetime(2026, 11, 30, 23, 5, tzinfo=UTC)) == "1° dicembre 2026, 00:05"
        assert format_day(date(2026, 12, 21)) == "21 dicembre 2026"
        with force_locale("en"):
            assert format_day(FIRST) == "1 December 2026"


def test_no_italian_sentence_keeps_its_article_before_a_vowel() -> None:
    path = ROOT / "translations" / "it" / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        said = [message.string for message in read_po(file) if isinstance(message.string, str)]
    found = [words for words in said if "il %(" in words or "al %(" in words]
    assert len(found) > 30
    for words in found:
        values = _Anything(_Eighth(8))
        assert "il 8 " not in fill(words, values)
        assert "al 8 " not in fill(words, values)


def test_sentences_are_filled_in_one_way_only() -> None:
    """``words % {…}`` knows nothing of articles; ``gettext`` with values and ``fill`` do."""
    assert _fills_by_hand(ast.parse('_("Until %(day)s") % {"day": day}'))
    files = [path for path in (ROOT / "portal").rglob("*.py") if path.name != "i18n.py"]
    assert len(files) > 100
    wrong = [path.name for path in files if _fills_by_hand(ast.parse(path.read_text("utf-8")))]
    assert not wrong, f"Use `fill` of platform/i18n, or give the values to gettext: {wrong}"


def _fills_by_hand(tree: ast.AST) -> bool:
    return any(
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Mod)
        and isinstance(node.right, ast.Dict)
        for node in ast.walk(tree)
    )


class _Eighth(int):
    """The eighth of December as a text, eight as a number: some sentences count too."""

    def __str__(self) -> str:
        return "8 dicembre 2026"


class _Anything(dict[str, object]):
    """The same value for whatever a sentence asks for."""

    def __init__(self, value: object) -> None:
        super().__init__()
        self._value = value

    def get(self, _name: str, _default: object = None) -> object:
        return self._value

    def __missing__(self, _name: str) -> object:
        return self._value
