"""Two languages on one page: words said in the language of the page and, beside them, in another.

An operator reads Italian, the person beside them does not: both must find the same question, with the same
answers, in one place. The page says once which language stands beside; every field then says its words twice.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, g
from markupsafe import Markup, escape

from portal.platform.i18n import DEFAULT, LANGUAGES, Language, current_language, force_locale
from portal.platform.i18n import gettext as _

_KEY = "beside_language"


class InEveryLanguage:
    """Words of the content in all the languages they have, said in that of whoever reads them; in Italian
    where the language has none.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words

    def __str__(self) -> str:
        code = current_language().code
        return str(self._words[code] if code in self._words else self._words.get(DEFAULT, ""))

    def __bool__(self) -> bool:
        return any(self._words.values())

    def is_in(self, code: str) -> bool:
        """Whether the content has these words in a language."""
        return code in self._words


def set_beside(code: str | None) -> None:
    """From here on this page says its questions in another language too. Where the page itself is in that
    language, the other one is Italian; nothing stands beside where both are the same, or we do not ship it.
    """
    here = current_language().code
    other = DEFAULT if code == here else code or here
    setattr(g, _KEY, LANGUAGES.get(other) if other != here else None)


def beside_language() -> Language | None:
    """The language that stands beside that of the page, where one does."""
    found: Language | None = g.get(_KEY) if g else None
    return found


def beside(words: object, *, is_question: bool = False) -> Markup:
    """The same words in the language beside, marked with language and direction; nothing where none stands
    there. A question that was never translated says so; of its smaller words nothing is said twice.
    """
    other = beside_language()
    # Plain text was said in one language already.
    if other is None or isinstance(words, str) or not words:
        return Markup("")
    if isinstance(words, InEveryLanguage) and not words.is_in(other.code):
        return _missing(other) if is_question else Markup("")
    with force_locale(other.code):
        said = str(words)
    return passage(escape(said), other) if said else Markup("")


def passage(said: Markup, language: Language) -> Markup:
    """Words that stand in another language than those around them."""
    return Markup('<span class="ac-beside" lang="{}" dir="{}">{}</span>').format(
        language.code, language.direction, said
    )


def _missing(other: Language) -> Markup:
    words = _("Not in %(language)s yet: read it aloud", language=other.name)
    return Markup('<span class="ac-beside ac-beside--missing">({})</span>').format(words)


def init_app(app: Flask) -> None:
    """Give templates the second language."""
    app.jinja_env.globals.update(beside=beside, beside_language=beside_language)
