"""The answer to "which ISEE do you have": number, kind, last day. A missing one never stops anybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from portal.catalogue.questionnaire.days import read_date
from portal.catalogue.questionnaire.invalid import InvalidAnswer
from portal.platform import identifiers
from portal.platform.isee import IseeKind, last_day, year_of


def read_isee(raw: object, today: date) -> dict[str, str]:
    """The three things as they are kept; ``expires_on`` is empty where only the paper tells.

    Raises:
        InvalidAnswer: no number, a number with a slip, an ISEE of a year to come, or one that ended.
    """
    parts: Mapping[str, object] = raw if isinstance(raw, Mapping) else {"number": raw}
    number = str(parts.get("number") or "").strip()
    if not number:
        raise InvalidAnswer("isee_without_number")
    try:
        number = identifiers.parse_dsu_number(number)
    except identifiers.IdentifierInvalid as problem:
        raise InvalidAnswer(f"{problem.kind}_{problem.code}", **problem.params) from problem
    try:
        kind = IseeKind(str(parts.get("kind") or IseeKind.UNKNOWN))
    except ValueError as problem:
        raise InvalidAnswer("not_an_option") from problem
    if year_of(number) > today.year:
        raise InvalidAnswer("isee_in_future", year=year_of(number))
    written = parts.get("expires_on")
    ends = last_day(number, kind, read_date(written) if written else None)
    if ends is not None and ends < today:
        raise InvalidAnswer("isee_ended", day=ends.isoformat())
    return {"number": number, "kind": kind.value, "expires_on": ends.isoformat() if ends else ""}
