"""Fields answered in several boxes under one question: a day, an address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict

from portal.platform.forms.component import ComponentField
from portal.platform.forms.reading import PartProblem, Words, read_day, read_iso_day, tidy_line
from portal.platform.i18n import format_day
from portal.platform.i18n import lazy_gettext as _l

_POSTAL_CODE = re.compile(r"\d{5}")


@dataclass(frozen=True)
class Part:
    """One box: its name, its label, what the browser should know of it, and the class of its width.

    With ``choices`` it is a list of values with their words.
    """

    key: str
    label: Words
    autocomplete: str
    input_mode: str = ""
    width: str = ""
    is_required: bool = True
    choices: tuple[tuple[str, Words], ...] = ()


class PartsField(ComponentField):
    """Boxes posted as ``<name>-<part>``, read together as one answer."""

    component = "components/fields/parts.html"
    parts: ClassVar[tuple[Part, ...]]

    def part_name(self, part: Part) -> str:
        """The name of a box in the posted form."""
        return f"{self.name}-{part.key}"

    def part_id(self, part: Part) -> str:
        """The id of a box."""
        return f"{self.id}-{part.key}"

    def part_autofill(self, part: Part) -> str | None:
        """The token of a box: none when the data is somebody else's."""
        whole = self.autofill
        return part.autocomplete if whole and whole != "off" else whole

    def part_text(self, part: Part) -> str:
        """What stands in a box: as typed while the answer is wrong."""
        if self.raw_data and (self.problems or self.data is None):
            return str(self.typed.get(part.key, ""))
        return self.split(self.data).get(part.key, "") if self.data is not None else ""

    def is_wrong(self, part: Part) -> bool:
        """Whether the problem is in this box; in all of them when nobody can say."""
        return bool(self.problems) and (not self.wrong_parts or part.key in self.wrong_parts)

    def split(self, value: Any) -> dict[str, str]:
        """A stored value, box by box."""
        raise NotImplementedError

    def join(self, typed: dict[str, str]) -> Any:
        """The value of what was typed; PartProblem names the wrong boxes."""
        raise NotImplementedError

    def gather(self, formdata: Any) -> Any:
        """One dictionary of boxes under the name of the field."""
        self.typed = {part.key: str(formdata.get(self.part_name(part), "")) for part in self.parts}
        return MultiDict({self.name: self.typed})

    def read(self, typed: list[Any]) -> Any:
        """The answer, or None when every box is empty."""
        boxes: dict[str, str] = typed[0]
        if not any(tidy_line(text) for text in boxes.values()):
            return None
        try:
            return self.join(boxes)
        except PartProblem as problem:
            self.wrong_parts = set(problem.parts)
            raise

    @property
    def anchor(self) -> str:
        """The first wrong box, or the first one."""
        wrong = next((part for part in self.parts if self.is_wrong(part)), self.parts[0])
        return self.part_id(wrong)


class DayField(PartsField):
    """A day in three boxes, day month year; also takes one ISO date under its own name."""

    default_missing = _l("Write the date: day, month and year.")
    default_hint = _l("For example 27 3 1985.")
    parts = (
        Part("day", _l("Day"), "bday-day", "numeric", "ac-input-2"),
        Part("month", _l("Month"), "bday-month", width="ac-input-4"),
        Part("year", _l("Year"), "bday-year", "numeric", "ac-input-4"),
    )

    def gather(self, formdata: Any) -> Any:
        """The three boxes, or the ISO date of a script or an import."""
        iso = tidy_line(str(formdata.get(self.name, "")))
        gathered = super().gather(formdata)
        if not iso:
            return gathered
        year, _, rest = iso.partition("-")
        month, _, day = rest.partition("-")
        self.typed = {"day": day, "month": month, "year": year, "iso": iso}
        return MultiDict({self.name: self.typed})

    def process_data(self, value: Any) -> None:
        """Take a date, or the ISO text it is stored as."""
        self.data = date.fromisoformat(value) if isinstance(value, str) and value else value or None

    @property
    def stored(self) -> Any:
        """ISO text."""
        return None if self.data is None else self.data.isoformat()

    def join(self, typed: dict[str, str]) -> date:
        """The day, if the calendar has it."""
        if typed.get("iso"):
            return read_iso_day(typed["iso"])
        return read_day(typed["day"], typed["month"], typed["year"])

    def split(self, value: date) -> dict[str, str]:
        """Digits without leading zeros, as people write them."""
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}

    @property
    def shown(self) -> str:
        """The day in words."""
        return format_day(self.data)


class AddressField(PartsField):
    """Where somebody lives; ``data`` is a dict of street, number, postal_code, municipality.

    ``municipalities`` are suggested while typing; any other name is accepted too.
    """

    default_missing = _l("Write the address: street, postal code and municipality.")
    default_autocomplete = "address-line1"
    parts = (
        Part("street", _l("Street or square"), "address-line1"),
        Part("number", _l("House number"), "address-line2", width="ac-input-4", is_required=False),
        Part("postal_code", _l("Postal code"), "postal-code", "numeric", "ac-input-4"),
        Part("municipality", _l("Municipality"), "address-level2"),
    )
    _needed: ClassVar[dict[str, Words]] = {
        "street": _l("Write the street or square."),
        "postal_code": _l("Write the postal code: five digits, for example 10064."),
        "municipality": _l("Write the municipality."),
    }

    def __init__(
        self, label: Words, *, municipalities: tuple[str, ...] = (), **options: Any
    ) -> None:
        super().__init__(label, **options)
        self.suggestions = {"municipality": municipalities}

    def join(self, typed: dict[str, str]) -> dict[str, str]:
        """The address, tidied; all that is missing is said at once."""
        address = {key: tidy_line(text) for key, text in typed.items()}
        wrong = [key for key in self._needed if not address[key]]
        if address["postal_code"] and not _POSTAL_CODE.fullmatch(address["postal_code"]):
            wrong.append("postal_code")
        if wrong:
            self.process_errors = [*self.process_errors, *(self._needed[key] for key in wrong[1:])]
            raise PartProblem(self._needed[wrong[0]], wrong)
        return address

    def split(self, value: dict[str, str]) -> dict[str, str]:
        """The stored dictionary."""
        return value

    @property
    def shown(self) -> str:
        """The address on one line, as on an envelope."""
        if not self.data:
            return ""
        street = " ".join(filter(None, (self.data["street"], self.data["number"])))
        return f"{street}, {self.data['postal_code']} {self.data['municipality']}"
