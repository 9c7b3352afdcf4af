"""The table of widgets.yaml: what each kind of field draws and reads."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from werkzeug.datastructures import MultiDict

from portal.platform import forms
from portal.platform.forms import build_form
from tests.support.checks import (
    images_have_alternatives,
    labelled_controls,
    legends,
    links_have_words,
    no_leftovers,
    nothing_inline,
    references_exist,
    unique_ids,
)
from tests.support.parsing import parse, parse_errors

TABLE: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "widgets.yaml").read_text(encoding="utf-8")
)
KINDS = {name for name in forms.__all__ if name.endswith("Field")}


def plain(value: Any) -> Any:
    """A value as YAML can hold it."""
    return value.isoformat() if isinstance(value, date) else value


def draw(example: dict[str, Any]) -> tuple[forms.Form, str]:
    """The form of an example after its check, and what it draws, on one line."""
    options = dict(example.get("with", {}))
    if isinstance(options.get("choices"), int):
        options["choices"] = [(f"v{n}", f"Answer {n}") for n in range(1, options["choices"] + 1)]
    elif "choices" in options:
        options["choices"] = [tuple(choice) for choice in options["choices"]]
    if example["field"] != "HiddenField":
        options["label"] = "Question"
    field = getattr(forms, example["field"])(**options)
    posted = example.get("post")
    form = build_form({"x": field})(
        formdata=None if posted is None else MultiDict(posted), data={"x": example.get("data")}
    )
    if posted is not None:
        form.validate()
    return form, " ".join(str(form["x"]()).split())


@pytest.mark.parametrize("example", TABLE, ids=[row["is"] for row in TABLE])
def test_each_example_reads_and_draws_as_the_table_says(
    forms_app: Flask, example: dict[str, Any]
) -> None:
    form, html = draw(example)
    field = form["x"]
    if "reads" in example:
        assert plain(field.data) == example["reads"]
    if "stores" in example:
        assert field.stored == example["stores"]
    told = " ".join(map(str, field.errors))
    assert example.get("says", "") in told
    if "says" not in example:
        assert told == ""
    for piece in example.get("draws", ()):
        assert piece in html, f"{piece} is not in {html}"
    for piece in example.get("never", ()):
        assert piece not in html, f"{piece} is in {html}"


@pytest.mark.parametrize("example", TABLE, ids=[row["is"] for row in TABLE])
def test_each_example_is_sound_for_assistive_technology(
    forms_app: Flask, example: dict[str, Any]
) -> None:
    _, html = draw(example)
    whole = f"<!doctype html><title>x</title><body>{html}"
    page = parse(whole)
    checks = (
        labelled_controls,
        references_exist,
        unique_ids,
        legends,
        nothing_inline,
        no_leftovers,
        links_have_words,
        images_have_alternatives,
    )
    assert list(parse_errors(whole)) == []
    assert [words for check in checks for words in check(page)] == []


def test_the_table_has_an_example_of_every_kind() -> None:
    seen = {row["field"] for row in TABLE}
    assert seen == KINDS, "Add an example to widgets.yaml, or export the field."
    assert len(TABLE) > 40
