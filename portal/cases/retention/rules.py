"""Classes of papers and the day each may go: data of the body, read and checked as a whole. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

FILE = "retention.yaml"
LONGEST_YEARS = 100


class InvalidRetention(Exception):
    """The file cannot be used; the message names it and what to put right."""


class RetentionClass(BaseModel):
    """Papers that are kept equally long; ``approved`` by the body, or it erases nothing.

    ``keep_years`` count from the day the case was over. With ``archive`` the papers are handed to the
    body's archive first, and nothing is erased before that happened.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z-]{1,38}$")
    services: tuple[str, ...] | Literal["all"]
    keep_years: int = Field(ge=0, le=LONGEST_YEARS)
    archive: bool
    approved: bool
    source: str = Field(min_length=3)

    def covers(self, service: str) -> bool:
        """Whether papers of this service belong to the class."""
        return self.services == "all" or service in self.services

    def ends_on(self, over_on: date) -> date:
        """The first day on which papers of a case that was over on a day may go."""
        year = over_on.year + self.keep_years
        # A case closed on 29 February is kept to the end of that day's year-less twin.
        return date(year, 3, 1) if _is_leap_day(over_on) else over_on.replace(year=year)


class RetentionRules(BaseModel):
    """Every class, the first that covers a service counts; the last one covers all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    classes: tuple[RetentionClass, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> RetentionRules:
        ids = [one.id for one in self.classes]
        if len(set(ids)) != len(ids):
            raise ValueError("a class is there twice")
        *special, last = self.classes
        if last.services != "all" or any(one.services == "all" for one in special):
            raise ValueError("the last class, and only that one, covers all services")
        return self

    def of(self, service: str) -> RetentionClass:
        """The class of a service."""
        return next(one for one in self.classes if one.covers(service))

    @property
    def digest(self) -> str:
        """The fingerprint of these rules, kept with every proof."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def read_rules(content: Path, services: Sequence[str] = ()) -> RetentionRules:
    """Read ``retention.yaml``; ``services`` are the slugs there are, where the caller knows them.

    Raises:
        InvalidRetention: it is no sound set of rules, or names a service there is not.
    """
    file = content / FILE
    try:
        rules = RetentionRules.model_validate(yaml.safe_load(file.read_text("utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise InvalidRetention(f"{FILE}: {error}") from error
    if services:
        named = {slug for one in rules.classes if one.services != "all" for slug in one.services}
        unknown = sorted(named - set(services))
        if unknown:
            raise InvalidRetention(f"{FILE} names services there are not: {', '.join(unknown)}")
    return rules


def _is_leap_day(day: date) -> bool:
    return (day.month, day.day) == (2, 29)
