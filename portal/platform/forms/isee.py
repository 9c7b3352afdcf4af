"""The field for an ISEE: its number, its kind, and for a current one the day it ends."""

from __future__ import annotations

from datetime import date

from portal.platform import identifiers
from portal.platform.forms.codes import IseeNumberField
from portal.platform.forms.parts import Part, PartsField
from portal.platform.forms.reading import PartProblem, Words, read_day, tidy_line
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.isee import IseeKind

ISEE_KINDS: dict[IseeKind, Words] = {
    IseeKind.ORDINARY: _l("Ordinary"),
    IseeKind.MINORS: _l("For children under 18"),
    IseeKind.CARE: _l("For care at home or in a day centre"),
    IseeKind.RESIDENTIAL_CARE: _l("For care in a home"),
    IseeKind.CURRENT: _l("Current"),
    IseeKind.UNIVERSITY: _l("For university"),
    IseeKind.UNKNOWN: _l("I don't know"),
}


class IseeField(PartsField):
    """An ISEE; ``data`` is a dict of number, kind, expires_on ("2026-12-31" or empty)."""

    default_missing = _l("Write the number of the DSU. It is on the ISEE, at the top.")
    default_hint = _l("For example INPS-ISEE-2026-12345678A-00, at the top of the ISEE.")
    default_autocomplete = "off"
    parts = (
        Part("number", _l("Number of the DSU"), "off"),
        Part("kind", _l("Which ISEE"), "off", is_required=False, choices=tuple(ISEE_KINDS.items())),
        Part("expires_on", _l("Day it ends, only for a current ISEE"), "off", is_required=False),
    )

    def join(self, typed: dict[str, str]) -> dict[str, str]:
        """The three boxes; the kind may stay open, the day is asked only of a current ISEE."""
        number, kind = tidy_line(typed["number"]), tidy_line(typed["kind"])
        if not number:
            raise PartProblem(
                _l("Write the number of the ISEE too, or leave everything empty."), ("number",)
            )
        if kind and kind not in tuple(IseeKind):
            raise PartProblem(
                _l("This answer is not in the list. Choose one of those shown."), ("kind",)
            )
        ends = self._day(typed["expires_on"]) if kind == IseeKind.CURRENT else ""
        return {
            "number": self._number(number),
            "kind": kind or IseeKind.UNKNOWN,
            "expires_on": ends,
        }

    def _number(self, text: str) -> str:
        try:
            return identifiers.parse_dsu_number(text)
        except identifiers.IdentifierInvalid as problem:
            raise PartProblem(IseeNumberField.reasons[problem.code], ("number",)) from problem

    def _day(self, text: str) -> str:
        if not tidy_line(text):
            return ""
        boxes = tidy_line(text).replace("-", "/").replace(".", "/").replace(" ", "/").split("/")
        try:
            day, month, year = boxes
            return read_day(day, month, year).isoformat()
        except PartProblem as problem:
            raise PartProblem(problem.args[0], ("expires_on",)) from problem
        except ValueError as problem:
            words = _l("Write the date in digits, for example 30/6/2026.")
            raise PartProblem(words, ("expires_on",)) from problem

    def split(self, value: dict[str, str]) -> dict[str, str]:
        """The stored dictionary; the day as people write it, and only where it was asked."""
        ends = value.get("expires_on", "") if value.get("kind") == IseeKind.CURRENT else ""
        day = f"{date.fromisoformat(ends):%d/%m/%Y}" if ends else ""
        return {**value, "expires_on": day}

    @property
    def shown(self) -> str:
        """The number; what else is known of it stands on the summary."""
        return str(self.data["number"]) if self.data else ""
