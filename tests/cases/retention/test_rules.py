"""How long papers stay: the classes of the content, and the day each leads to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from portal.cases.retention.rules import InvalidRetention, RetentionClass, read_rules
from tests.support.house import ROOT

ALL = {"id": "domande", "services": "all", "keep_years": 5, "archive": False, "approved": True}


def written(folder: Path, *classes: dict[str, object]) -> Path:
    """A content folder with these classes."""
    data = {"version": "1", "classes": [{"source": "Per la prova", **one} for one in classes]}
    (folder / "retention.yaml").write_text(yaml.safe_dump(data))
    return folder


def kept(years: int) -> RetentionClass:
    return RetentionClass.model_validate({**ALL, "keep_years": years, "source": "Per la prova"})


@pytest.mark.parametrize(
    ("over_on", "years", "goes_on"),
    [
        (date(2026, 3, 2), 5, date(2031, 3, 2)),
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
        (date(2028, 2, 29), 5, date(2033, 3, 1)),
        (date(2028, 2, 29), 4, date(2032, 3, 1)),
        (date(2026, 12, 31), 10, date(2036, 12, 31)),
    ],
)
def test_the_years_of_a_class_count_from_the_day_a_case_was_over(
    over_on: date, years: int, goes_on: date
) -> None:
    assert kept(years).ends_on(over_on) == goes_on


def test_the_first_class_that_covers_a_service_counts(tmp_path: Path) -> None:
    money = {**ALL, "id": "soldi", "services": ["contributo-economico"], "keep_years": 10}
    rules = read_rules(written(tmp_path, money, ALL))
    assert rules.of("contributo-economico").id == "soldi"
    assert rules.of("nido").id == "domande"


@pytest.mark.parametrize(
    "classes",
    [
        [{**ALL, "services": ["nido"]}],
        [ALL, {**ALL, "id": "altre"}],
        [ALL, ALL],
        [{**ALL, "keep_years": -1}],
        [{**ALL, "forever": True}],
        [],
    ],
)
def test_unsound_rules_are_refused(tmp_path: Path, classes: list[dict[str, object]]) -> None:
    with pytest.raises(InvalidRetention):
        read_rules(written(tmp_path, *classes))


def test_a_service_there_is_not_is_named(tmp_path: Path) -> None:
    money = {**ALL, "id": "soldi", "services": ["contributo-lunare"]}
    with pytest.raises(InvalidRetention, match="contributo-lunare"):
        read_rules(written(tmp_path, money, ALL), services=["nido"])


def test_the_content_has_sound_rules_for_services_there_are() -> None:
    services = [place.name for place in (ROOT / "content" / "services").iterdir()]
    assert len(services) > 40
    rules = read_rules(ROOT / "content", services)
    # Nobody has approved a plan yet: the shipped content must never erase anything.
    assert not any(one.approved for one in rules.classes)


def test_a_changed_rule_has_another_fingerprint(tmp_path: Path) -> None:
    before = read_rules(written(tmp_path, ALL)).digest
    assert read_rules(written(tmp_path, {**ALL, "keep_years": 6})).digest != before
