"""Arabic for the tests: a language from the right, with words in the content and in the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from flask_babel import Domain
from sqlalchemy import select

from portal.cases.models import Case
from portal.platform.database import writing
from portal.platform.i18n import LANGUAGES, Language
from tests.support.house import ROOT

ARABIC = Language("ar", "العربية")
#: Some sentences of the house; the others fall back to their source.
SAID = {
    "Yes": "نعم",
    "No": "لا",
    "I don’t know": "لا أعرف",
    "Choose one answer.": "اختر إجابة واحدة.",
    "What you declare": "ما تصرّح به",
    "Read it all again": "اقرأ كل شيء مرة أخرى",
    "Your request": "طلبك",
    "Read and declare": "اقرأ وصرّح",
    "I make these declarations": "أقدّم هذه التصريحات",
    "Receipt of your request": "إيصال طلبك",
    "Keep this slip. Say this number when you call or come to the desk.": "احتفظ بهذه الورقة.",
}


def speak_arabic(app: Flask, folder: Path, patch: pytest.MonkeyPatch) -> None:
    """From here on the house ships Arabic too."""
    patch.setitem(LANGUAGES, "ar", ARABIC)
    catalogue = Catalog(locale="ar")
    for source, said in SAID.items():
        catalogue.add(source, said)
    place = folder / "ar" / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    for shipped in ("it", "en"):
        (folder / shipped).symlink_to(ROOT / "translations" / shipped)
    patch.setattr(app.extensions["babel"], "translation_directories", [str(folder)])
    patch.setattr(Domain, "translation_directories", [str(folder)])


def in_arabic(words: str) -> str:
    """Something recognisable that reads from the right."""
    return f"عربي {words[::-1]}"


def translate_case(app: Flask, *, besides: str = "") -> None:
    """Give the questionnaire of the only case Arabic words everywhere, save one question (``besides``)."""
    with app.app_context(), writing() as session:
        case = session.scalars(select(Case)).one()
        case.questionnaire = _with_arabic(case.questionnaire, besides)


def _with_arabic(data: Any, besides: str) -> Any:
    if isinstance(data, list):
        return [_with_arabic(one, besides) for one in data]
    if not isinstance(data, dict):
        return data
    if besides and data.get("id") == besides:
        return data
    found = {key: _with_arabic(one, besides) for key, one in data.items()}
    if isinstance(data.get("words"), dict) and "it" in data["words"]:
        found["words"] = {**data["words"], "ar": _arabic_of(data["words"]["it"])}
    return found


def _arabic_of(words: Any) -> Any:
    if isinstance(words, str):
        return in_arabic(words) if words else words
    if isinstance(words, dict):
        return {key: _arabic_of(one) for key, one in words.items()}
    return [_arabic_of(one) for one in words]
