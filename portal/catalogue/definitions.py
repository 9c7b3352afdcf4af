"""What the catalogue is made of: services and their words, territories, bodies, offices, desks, offers.

Pure.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from portal.catalogue.bodies import LONGEST_WARNING as LONGEST_WARNING
from portal.catalogue.bodies import Body as Body
from portal.catalogue.bodies import BodyHolidays as BodyHolidays
from portal.catalogue.bodies import Escalating as Escalating
from portal.catalogue.bodies import Office as Office
from portal.catalogue.bodies import Team as Team
from portal.catalogue.values import (
    Belfiore,
    Channel,
    DayHours,
    Email,
    Hours,
    Istat,
    Language,
    Phone,
    Said,
    Spoken,
    in_italian,
    unsound,
)
from portal.catalogue.values import Frozen as Frozen
from portal.catalogue.values import Sentence as Sentence
from portal.catalogue.values import Slug as Slug
from portal.catalogue.values import Weekday as Weekday
from portal.catalogue.vocabulary import Acronym as Acronym
from portal.catalogue.vocabulary import Concept as Concept
from portal.catalogue.vocabulary import Document as Document
from portal.catalogue.vocabulary import DocumentWords as DocumentWords
from portal.catalogue.vocabulary import EmergencyNumber as EmergencyNumber
from portal.catalogue.vocabulary import EmergencyWords as EmergencyWords
from portal.catalogue.vocabulary import Label as Label
from portal.catalogue.vocabulary import ReadyReply as ReadyReply
from portal.catalogue.vocabulary import Remedies as Remedies
from portal.catalogue.vocabulary import Theme as Theme

_Italian = AfterValidator(in_italian)


class Isee(Frozen):
    """Whether a service looks at the ISEE, and which kind."""

    required: Literal["no", "optional", "yes"]
    kind: str | None = None


class Words(Frozen):
    """The words of a service sheet in one language."""

    name: Sentence
    technical_name: Sentence
    summary: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    addressed_to: tuple[Sentence, ...] = Field(min_length=1)
    description: tuple[Sentence, ...] = Field(min_length=1)
    how_to: tuple[Sentence, ...] = Field(min_length=1)
    needed_intro: Sentence
    achieved: tuple[Sentence, ...] = Field(min_length=1)
    times: tuple[Sentence, ...] = Field(min_length=1)
    cost: tuple[Sentence, ...] = Field(min_length=1)
    conditions: tuple[Sentence, ...] = Field(min_length=1)
    more: tuple[Sentence, ...] = ()
    sent: Sentence | None = None
    synonyms: tuple[Said, ...] = ()


class Login(Frozen):
    """What a service asks of who signs in for it: the least level (SPID and CIE, 1 to 3), and the least
    age in years (AgID, determination 51/2022: minors only after the body looked into it)."""

    level: int = Field(default=2, ge=1, le=3)
    least_age: int = Field(default=18, ge=14, le=18)


class Service(Frozen):
    """The facts of a service, the same in every territory; its words stand beside it by language.

    One that is not ``listed`` is a door of the portal itself (assistance, a report): it is asked for
    and followed like any other, and stands in no list, search or map of the site.
    """

    slug: Slug
    listed: bool = True
    area: Literal["family", "disability", "poverty", "everyone"]
    audiences: tuple[Slug, ...]
    needs: tuple[Slug, ...] = Field(min_length=1)
    life_events: tuple[Slug, ...] = ()
    level: Literal["municipality", "district", "health-authority", "other-body"]
    leps: str | None = None
    lea: bool = False
    siuss: str | None = None
    isee: Isee
    documents: tuple[Slug, ...] = ()
    term_days: int | None = Field(default=None, ge=0, le=180)
    term_source: str = ""
    fee: Literal["free", "sliding", "fixed", "other"]
    channels: tuple[Channel, ...]
    urgent: bool = False
    #: A message, or a page left open, may endanger who asks; the second: where they answered so.
    discreet: bool = False
    discreet_answers: dict[str, str] = {}
    #: Why a mandate for it weighs more, in words: told before it is chosen, signed and used.
    delicate: Annotated[dict[Language, Sentence], _Italian] | None = None
    anonymous: bool = False
    questionnaire: Slug | None = None
    login: Login = Login()
    #: A second officer confirms a yes or a no before the person reads it.
    four_eyes: bool = False
    related: tuple[Slug, ...] = ()
    checked_on: date
    source: Sentence
    words: dict[Language, Words] = {}

    @property
    def may_endanger(self) -> bool:
        """Whether its pages need a neutral title and a quick way out."""
        return self.discreet or bool(self.discreet_answers)

    def delicate_in(self, language: str) -> str:
        """Why a mandate for it weighs more, in words; empty where it is like any other."""
        said = self.delicate or {}
        return said.get(language) or said.get("it", "")


class Zone(Frozen):
    """A part of a territory, present or former."""

    id: Slug
    name: Sentence
    former: bool = False


class Point(Frozen):
    """A place on the map, in degrees; approximate."""

    lat: float = Field(ge=35, le=48)
    lon: float = Field(ge=6, le=19)


class Municipality(Frozen):
    """A municipality; ``istat`` is its code."""

    name: Sentence
    istat: Istat
    belfiore: Belfiore
    province: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    zone: Slug | None = None
    population_2011: int | None = Field(default=None, ge=0)
    notes: Sentence | None = None
    point: Point | None = None


class Monthly(Frozen):
    """An opening once a month: the ``week``-th ``day``."""

    week: int = Field(ge=1, le=5)
    day: Weekday
    hours: Hours


class Booking(Frozen):
    """Hours that can be booked at a desk: how long, how many people at once, from when to when.

    ``hours`` are the hours for appointments where they differ from the opening hours. Nobody books
    less than ``notice_hours`` before, nor more than ``days_ahead`` days ahead.
    """

    minutes: int = Field(default=30, ge=10, le=240)
    capacity: int = Field(default=1, ge=1, le=20)
    hours: dict[Weekday, DayHours] = {}
    notice_hours: int = Field(default=24, ge=0, le=240)
    days_ahead: int = Field(default=60, ge=1, le=180)


class Desk(Frozen):
    """Where operators sit; without ``appointments`` one goes there, or calls.

    ``attests``: the body charged who works here with receiving what somebody who cannot sign says
    (DPR 445/2000 art. 4): its operators are public officials for that.
    """

    id: Slug
    name: Sentence
    body: Slug
    municipality: Istat
    zone: Slug | None = None
    address: Sentence
    phone: Phone
    email: Email
    hours: dict[Weekday, DayHours] = {}
    monthly: tuple[Monthly, ...] = ()
    access: Literal["free", "appointment", "itinerant"] = "free"
    closed_on: tuple[date, ...] = ()
    appointments: Booking | None = None
    step_free: bool = True
    languages: tuple[Spoken, ...] = ("it",)
    attests: bool = False
    point: Point | None = None
    test_data: bool = False


class Fee(Frozen):
    """What it costs, in words; amounts are whole cents."""

    kind: Literal["free", "sliding", "fixed", "other"]
    smallest_cents: int | None = Field(default=None, ge=0)
    largest_cents: int | None = Field(default=None, ge=0)
    words: Annotated[dict[Language, Sentence], _Italian]

    @model_validator(mode="after")
    def _ordered(self) -> Fee:
        if None not in (self.smallest_cents, self.largest_cents) and (
            (self.smallest_cents or 0) > (self.largest_cents or 0)
        ):
            raise unsound("the smallest amount is above the largest", "exchange them")
        return self


class Offer(Frozen):
    """How one territory gives one service, from a day to a day (both included)."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    service: Slug
    body: Slug
    other_bodies: tuple[Slug, ...] = ()
    office: Slug
    desks: tuple[Slug, ...] | Literal["all"] = "all"
    municipalities: tuple[Istat, ...] | Literal["all"] = "all"
    starts_on: date = Field(alias="from")
    ends_on: date | None = Field(default=None, alias="to")
    term_days: int | None = Field(default=None, ge=0, le=180)
    fee: Fee | None = None
    active: bool = True
    reason_inactive: dict[Language, Sentence] = {}
    source: Sentence
    checked_on: date
    confirmed: bool = False
    test_data: bool = False

    @model_validator(mode="after")
    def _ordered(self) -> Offer:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise unsound("the offer ends before it starts", "exchange from and to")
        if not self.active and "it" not in self.reason_inactive:
            raise unsound("an inactive offer says why", "add reason_inactive, in Italian at least")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether the offer is in force on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class Territory(Frozen):
    """A social district with its municipalities, bodies, offices, desks and offers."""

    id: Slug
    name: Sentence
    short_name: Sentence
    kind: Literal["district", "union", "company"]
    region: Sentence
    province: str
    health_authority: Slug
    source: Sentence
    certainty: Sentence
    zones: tuple[Zone, ...] = ()
    municipalities: tuple[Municipality, ...] = Field(min_length=1)
    bodies: tuple[Body, ...] = Field(min_length=1)
    offices: tuple[Office, ...] = Field(min_length=1)
    desks: tuple[Desk, ...] = ()
    offers: tuple[Offer, ...] = ()
