"""Fills the forms of a page as a person would, and says what the browser would send."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from bs4 import BeautifulSoup, Tag
from werkzeug.datastructures import MultiDict

from tests.support.checks import CONTROLS, spoken, value


@dataclass(frozen=True)
class Posted:
    """What leaves the browser."""

    method: str
    action: str
    values: MultiDict[str, Any]


def find_form(page: BeautifulSoup, which: str | int) -> Tag:
    """A form by its id, its action, or its place."""
    forms = page.find_all("form")
    if isinstance(which, int):
        assert which < len(forms), f"The page has {len(forms)} forms, not {which + 1}."
        return forms[which]
    for form in forms:
        if which in {value(form, "id"), value(form, "name"), value(form, "action")}:
            return form
    seen = ", ".join(f"{value(form, 'id')} → {value(form, 'action')}" for form in forms)
    raise AssertionError(f"No form {which}. There are: {seen or 'none'}.")


def posted_by(page: BeautifulSoup, form: Tag, data: dict[str, Any], button: str | None) -> Posted:
    """The form with its own values, ``data`` typed over them, one button pressed.

    ``data`` holds text, a list of choices, True or False for a single box, a date for a day in
    three boxes, or ``(stream, filename)`` for files.
    """
    controls = list(_controls(page, form))
    values: MultiDict[str, Any] = MultiDict()
    for control in controls:
        for item in _current(control):
            values.add(value(control, "name"), item)
    for name, wanted in data.items():
        _type(controls, values, name, wanted)
    pressed = _button(page, form, button)
    if pressed is not None and value(pressed, "name"):
        values.add(value(pressed, "name"), value(pressed, "value"))
    method, action = value(form, "method").lower() or "get", value(form, "action")
    if pressed is not None:
        method = value(pressed, "formmethod") or method
        action = value(pressed, "formaction") or action
    return Posted(method, action, values)


def _controls(page: BeautifulSoup, form: Tag) -> Iterable[Tag]:
    inside = form.find_all(CONTROLS)
    identity = value(form, "id")
    outside = page.find_all(CONTROLS, attrs={"form": identity}) if identity else []
    for control in [*inside, *outside]:
        is_pressed_only = value(control, "type") in {"submit", "button", "reset", "image"}
        if control.get("name") and "disabled" not in control.attrs and not is_pressed_only:
            yield control


def _current(control: Tag) -> list[str]:
    if control.name == "textarea":
        text = control.get_text()
        return [text.removeprefix("\n")]
    if control.name == "select":
        options = control.find_all("option")
        chosen = [option for option in options if "selected" in option.attrs]
        if not chosen and "multiple" not in control.attrs:
            chosen = options[:1]
        return [_option_value(option) for option in chosen]
    kind = value(control, "type")
    if kind == "file":
        return []
    if kind in {"radio", "checkbox"}:
        return [_box_value(control)] if "checked" in control.attrs else []
    return [value(control, "value")]


def _option_value(option: Tag) -> str:
    return value(option, "value") if "value" in option.attrs else option.get_text().strip()


def _box_value(box: Tag) -> str:
    return value(box, "value") if "value" in box.attrs else "on"


def _type(controls: list[Tag], values: MultiDict[str, Any], name: str, wanted: Any) -> None:
    mine = [control for control in controls if value(control, "name") == name]
    if not mine and isinstance(wanted, date):
        for part, number in (("day", wanted.day), ("month", wanted.month), ("year", wanted.year)):
            _type(controls, values, f"{name}-{part}", str(number))
        return
    names = sorted({value(control, "name") for control in controls})
    assert mine, f"The form has no field {name}. It has: {', '.join(names)}."
    if wanted is True or wanted is False:
        assert len(mine) == 1, f"{name} has {len(mine)} boxes: give the values to choose."
        values.setlist(name, [_box_value(mine[0])] if wanted else [])
        return
    items = wanted if isinstance(wanted, list) else [wanted]
    offered = _offered(mine)
    for item in items:
        assert offered is None or item in offered, (
            f"{name} does not offer {item!r}. It offers: {', '.join(sorted(offered))}."
        )
    values.setlist(name, items)


def _offered(controls: list[Tag]) -> set[str] | None:
    first = controls[0]
    if first.name == "select":
        return {_option_value(option) for option in first.find_all("option")}
    if value(first, "type") in {"radio", "checkbox"}:
        return {_box_value(box) for box in controls}
    return None


def _button(page: BeautifulSoup, form: Tag, wanted: str | None) -> Tag | None:
    identity = value(form, "id")
    buttons = [*form.find_all("button")]
    if identity:
        buttons += page.find_all("button", attrs={"form": identity})
    buttons = [button for button in buttons if value(button, "type") in {"", "submit"}]
    if wanted is None:
        return buttons[0] if buttons else None
    for button in buttons:
        if wanted in {spoken(button), f"{value(button, 'name')}={value(button, 'value')}"}:
            return button
    seen = ", ".join(f"“{spoken(button)}”" for button in buttons)
    raise AssertionError(f"No button “{wanted}”. There are: {seen or 'none'}.")
