"""The card of public software is valid: what the standard (publiccode.yml 0.5) asks for is there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from portal.platform.i18n import LANGUAGES
from tests.support.house import ROOT, nothing_wrong

Card = dict[str, Any]
DAY = re.compile(r"\d{4}-\d\d-\d\d")
WEB_ADDRESS = re.compile(r"https://\S+")
SOFTWARE_TYPES = {
    "standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web",
    "standalone/backend", "standalone/other", "addon", "library", "configurationFiles",
}  # fmt: skip
STATUSES = {"concept", "development", "beta", "stable", "obsolete"}
DEPRECATED = ("monochromeLogo", "inputTypes", "outputTypes", "it")


def read() -> Card:
    """The card of this house."""
    card = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    assert isinstance(card, dict)
    return card


def at(card: Card, path: str) -> Any:
    """What stands at a path with slashes; nothing where it does not lead anywhere."""
    found: Any = card
    for part in path.split("/"):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(is_text(one) for one in value)


NEEDED: dict[str, Callable[[Any], bool]] = {
    "publiccodeYmlVersion": lambda value: value == "0.5",
    "name": is_text,
    "url": lambda value: is_text(value) and WEB_ADDRESS.fullmatch(value) is not None,
    "releaseDate": lambda value: is_text(value) and DAY.fullmatch(value) is not None,
    "platforms": is_list,
    "categories": is_list,
    "developmentStatus": STATUSES.__contains__,
    "softwareType": SOFTWARE_TYPES.__contains__,
    "legal/license": lambda value: value == "EUPL-1.2",
    "maintenance/type": {"internal", "contract", "community", "none"}.__contains__,
    "localisation/localisationReady": lambda value: isinstance(value, bool),
    "localisation/availableLanguages": is_list,
    "IT/countryExtensionVersion": lambda value: value == "1.0",
}


def wrong(card: Card) -> Iterator[str]:
    for path, is_good in NEEDED.items():
        if not is_good(at(card, path)):
            yield f"{path} is missing or not as the standard asks: {at(card, path)!r}."
    for key in DEPRECATED:
        if key in card:
            yield f"{key} is deprecated."
    if at(card, "maintenance/type") in {"internal", "community"}:
        contacts = at(card, "maintenance/contacts") or []
        if not contacts or not all(is_text(one.get("name")) for one in contacts):
            yield "maintenance/contacts: at least one, each with a name."
    if not card.get("description"):
        yield "description: at least one language."
    for language, words in (card.get("description") or {}).items():
        yield from wrong_words(language, words)


def wrong_words(language: str, words: Card) -> Iterator[str]:
    place = f"description/{language}"
    short, long = words.get("shortDescription") or "", words.get("longDescription") or ""
    if not 1 <= len(short) <= 150 or "\n" in short:
        yield f"{place}/shortDescription: one line of 150 characters at most, not {len(short)}."
    if not 150 <= len(long) <= 10_000:
        yield f"{place}/longDescription: 150 to 10,000 characters, not {len(long)}."
    if len(words.get("genericName") or "") > 35:
        yield f"{place}/genericName: 35 characters at most."
    if not is_list(words.get("features")):
        yield f"{place}/features: a list of what people can do with it."


def test_the_card_is_valid() -> None:
    nothing_wrong(wrong(read()))


def test_the_card_agrees_with_the_house() -> None:
    card = read()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert card["softwareVersion"] == project["version"]
    assert at(card, "legal/license") == project["license"]
    assert set(at(card, "localisation/availableLanguages")) == set(LANGUAGES)
    assert set(card["description"]) >= {"it", "en"}


def test_its_screenshots_are_there() -> None:
    shown = {
        name for words in read()["description"].values() for name in words.get("screenshots", ())
    }
    assert shown
    nothing_wrong(f"{name} is not there." for name in sorted(shown) if not (ROOT / name).is_file())


def test_what_is_wrong_is_seen() -> None:
    for path in NEEDED:
        card = read()
        *way, last = path.split("/")
        place = at(card, "/".join(way)) if way else card
        del place[last]
        assert list(wrong(card)), f"Nobody misses {path}."
    assert list(wrong_words("it", {"shortDescription": "x" * 151, "features": ["y"]}))
    card = read()
    card["maintenance"]["contacts"] = []
    assert list(wrong(card))
