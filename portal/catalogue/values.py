"""The small values catalogue data is made of, each refusing what cannot be meant. Pure."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal

from babel import Locale
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

#: Languages that have no name in the language data of the house, by the name their speakers give them.
NAMED_BY_SPEAKERS = {"aae": "arbëresh"}


class Frozen(BaseModel):
    """Data that never changes once read, and knows all its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def unsound(message: str, cure: str) -> PydanticCustomError:
    """What a validator raises: what is wrong, and how to put it right."""
    return PydanticCustomError("unsound", "{message}", {"message": message, "cure": cure})


def _opens_before_it_closes(hours: str) -> str:
    opens, _dash, closes = hours.partition("-")
    if opens >= closes:
        raise unsound(f"{hours} closes before it opens", "write the earlier hour first")
    return hours


def _one_after_the_other(hours: tuple[str, ...]) -> tuple[str, ...]:
    for one, following in pairwise(hours):
        if following[:5] < one[-5:]:
            raise unsound(f"{one} and {following} overlap", "write them in order, or join them")
    return hours


def _day_of_a_year(day: str) -> str:
    try:
        date.fromisoformat(f"2024-{day}")
    except ValueError as error:
        raise unsound(f"{day} is no day of a year", "write month and day, as 08-26") from error
    return day


def _with_a_name(code: str) -> str:
    if code not in NAMED_BY_SPEAKERS and code not in Locale("en").languages:
        raise unsound(f"{code} is no language", "write the code of the language, as it, fr or ar")
    return code


def in_italian(words: dict[str, Any]) -> dict[str, Any]:
    """The words by language, refused where the Italian ones are missing."""
    if "it" not in words:
        raise unsound("there are no Italian words", "write them under it")
    return words


Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Istat = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
Belfiore = Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{3}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?$")]
#: A language somebody speaks, by its code (ISO 639); pages say its name in the reader's language.
Spoken = Annotated[str, AfterValidator(_with_a_name)]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?\d[\d ]{1,18}\d$")]
Domain = Annotated[str, StringConstraints(pattern=r"^([a-z0-9-]+\.)+[a-z]{2,}$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$")]
Hours = Annotated[
    str,
    StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$"),
    AfterValidator(_opens_before_it_closes),
]
DayHours = Annotated[tuple[Hours, ...], AfterValidator(_one_after_the_other)]
#: A day of every year, ``MM-DD``.
YearDay = Annotated[str, StringConstraints(pattern=r"^\d\d-\d\d$"), AfterValidator(_day_of_a_year)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Channel = Literal["online", "desk", "phone", "inps", "caf", "hospital", "automatic", "court"]
