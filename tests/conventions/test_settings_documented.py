"""Every setting is documented with its true default, and no page speaks of a setting there is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path

from portal.platform.settings import Settings
from tests.support.house import ROOT, nothing_wrong

PAGE = ROOT / "docs" / "configuration.md"
NAME = re.compile(r"\bACCANTO_([A-Z_]*[A-Z])\b")
ROW = re.compile(r"^\| `ACCANTO_([A-Z_]+)` \| (\S+) \| (.+?) \| (.*?)\s*\|$", re.MULTILINE)


def shown(default: object) -> str:
    """A default as the page writes it."""
    if default is True or default is False:
        return f"`{int(default)}`"
    return f"`{default}`" if str(default) else "–"


def settings() -> dict[str, str]:
    """The name of each setting in the environment, with its default as the page writes it."""
    assert all(one.default is not MISSING for one in fields(Settings))
    return {one.name.upper(): shown(one.default) for one in fields(Settings)}


def wrong(page: str, known: dict[str, str]) -> Iterator[str]:
    rows = {name: (default, words) for name, default, words, _ in ROW.findall(page)}
    for name, default in known.items():
        if name not in rows:
            yield f"ACCANTO_{name} has no row in docs/configuration.md."
            continue
        told, words = rows[name]
        if told != default:
            yield f"ACCANTO_{name}: the default is {default}, the page says {told}."
        if len(words) < 20:
            yield f"ACCANTO_{name}: say what it decides."
    for name in sorted(set(rows) - set(known)):
        yield f"ACCANTO_{name} is documented and does not exist."


def unknown(text: str, known: dict[str, str], path: str) -> Iterator[str]:
    for name in sorted(set(NAME.findall(text)) - set(known)):
        yield f"{path} speaks of ACCANTO_{name}, which is no setting."


def pages() -> list[Path]:
    """Everything that speaks of settings."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_setting_has_its_row_with_its_default() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert len(ROW.findall(page)) > 10
    nothing_wrong(wrong(page, settings()))


def test_no_page_speaks_of_a_setting_that_is_not_there() -> None:
    assert len(pages()) > 10
    nothing_wrong(
        words
        for path in pages()
        for words in unknown(path.read_text("utf-8"), settings(), str(path.relative_to(ROOT)))
    )


def test_what_production_needs_is_said() -> None:
    needed = PAGE.read_text(encoding="utf-8").split("## In production")[1].split("##")[0]
    for name in ("PUBLIC_URL", "OIDC_ISSUER", "OIDC_CLIENT_ID", "SMTP_HOST"):
        assert f"`ACCANTO_{name}`" in needed


def test_what_is_wrong_is_seen() -> None:
    row = "| `ACCANTO_PORT` | `8` | the door at which people knock | |\n"
    assert not list(wrong(row, {"PORT": "`8`"}))
    assert list(wrong(row, {"PORT": "`9`"}))
    assert list(wrong("", {"PORT": "`8`"}))
    assert list(wrong(row, {}))
    assert list(wrong("| `ACCANTO_PORT` | `8` | the door | |\n", {"PORT": "`8`"}))
    assert list(unknown("set ACCANTO_PROT=8", {"PORT": "`8`"}, "x.md"))
    assert (shown(True), shown(""), shown(Path("data"))) == ("`1`", "–", "`data`")
