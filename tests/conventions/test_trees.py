"""The tree is the table of contents: known areas, mirrored folders, names that say something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.support.house import ROOT, modules, nothing_wrong

AREAS = {
    "platform", "catalogue", "integrations", "identity", "notifications", "cases", "appointments",
    "assisted", "office", "insights", "powers",
}  # fmt: skip
#: Folders of tests that mirror no area.
BESIDE = {
    "support",
    "factories",
    "conventions",
    "journeys",
    "migrations",
    "demo",
    "content",
    "criteria",
    "durability",
}
#: Folders of templates that belong to no area.
SHARED_TEMPLATES = {"layout", "components", "errors", "documents"}
BANNED = re.compile(r"^(utils?|helpers?|common|misc|base|core|managers?|services?|handlers?)$")
ROOT_NAMES = {
    "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE", "Makefile",
    "publiccode.yml",
}  # fmt: skip


def banned(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        for word in Path(path).with_suffix("").parts:
            if BANNED.match(word.removeprefix("test_").strip("_")):
                yield f"{path}: “{word}” says nothing. Name the file after its subject."


def folders(place: Path) -> set[str]:
    """The folders that hold something."""
    if not place.is_dir():
        return set()
    return {
        folder.name
        for folder in place.iterdir()
        if folder.is_dir() and not folder.name.startswith(("_", ".")) and any(folder.iterdir())
    }


def has_views(area: str) -> bool:
    place = ROOT / "portal" / area
    return (place / "views.py").exists() or (place / "views").is_dir()


def test_no_file_has_a_name_that_says_nothing() -> None:
    paths = [module.path for module in modules("portal", "tests", "demo", "migrations")]
    assert len(paths) > 50
    nothing_wrong(banned(paths))


def test_portal_holds_only_areas() -> None:
    found = folders(ROOT / "portal")
    assert "platform" in found
    assert found <= AREAS, "A new area is a decision: write it in docs/decisions, then here."


def test_every_area_is_tested_and_every_test_folder_has_its_area() -> None:
    areas, tested = folders(ROOT / "portal"), folders(ROOT / "tests")
    assert len(areas) > 2
    assert areas - tested == set(), "Write tests/<area>/ for these areas."
    assert tested - BESIDE - areas == set(), "These folders of tests mirror nothing in portal/."


def test_areas_with_pages_have_their_folder_of_templates() -> None:
    with_pages = {area for area in folders(ROOT / "portal") if has_views(area)}
    drawn = folders(ROOT / "templates")
    assert with_pages, "No area has views: this test looked in the wrong place."
    assert with_pages - drawn == set(), "These areas have views and no templates/<area>/."
    assert drawn - SHARED_TEMPLATES - AREAS == set(), "These templates belong to no area."


def test_the_root_has_what_newcomers_look_for() -> None:
    present = {path.name for path in ROOT.iterdir()}
    assert present >= ROOT_NAMES


def test_a_name_that_says_nothing_is_seen() -> None:
    bad = ["portal/cases/utils.py", "portal/core/x.py", "tests/helpers.py", "a/test_base.py"]
    assert len(list(banned(bad))) == len(bad)
    assert not list(banned(["portal/database.py", "portal/cases/legal_clock/deadlines.py"]))
