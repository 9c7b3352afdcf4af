"""What the catalogue is made of: services and their words, territories, bodies, offices, desks, offers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Istat = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
Hours = Annotated[
    str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")
]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Channel = Literal["online", "desk", "phone", "inps", "caf", "hospital", "automatic", "court"]


class Frozen(BaseModel):
    """Data that never changes once read, and knows all its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Label(Frozen):
    """A name with one sentence about it."""

    name: Sentence
    summary: str = ""


class Theme(Frozen):
    """A need, a moment of life or a kind of person."""

    id: Slug
    pictogram: str | None = None
    words: dict[str, Label]


class DocumentWords(Frozen):
    """A document in words: when it is needed, and whether we have it already."""

    name: Sentence
    when: str
    from_us: str


class Document(Frozen):
    """A document a service may ask for."""

    id: Slug
    self_certifiable: bool
    words: dict[str, DocumentWords]


class EmergencyWords(Frozen):
    """An emergency number in words."""

    name: Sentence
    what: str
    when: str


class EmergencyNumber(Frozen):
    """A number to call before any form."""

    number: str
    real: bool
    words: dict[str, EmergencyWords]


class Concept(Frozen):
    """What people type for a thing, for the search only."""

    id: str
    plain: str
    technical: str | None = None
    words: tuple[str, ...] = ()
    services: tuple[Slug, ...] = ()


class Acronym(Frozen):
    """An acronym with more than one meaning: the search asks which."""

    acronym: str
    meanings: tuple[str, ...]
    services: tuple[Slug, ...] = ()


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
    synonyms: tuple[str, ...] = ()


class Service(Frozen):
    """The facts of a service, the same in every territory; its words stand beside it by language."""

    slug: Slug
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
    anonymous: bool = False
    questionnaire: Slug | None = None
    related: tuple[Slug, ...] = ()
    checked_on: date
    source: Sentence
    words: dict[str, Words] = {}


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
    belfiore: str
    province: str
    zone: Slug | None = None
    population_2011: int | None = None
    notes: str | None = None
    point: Point | None = None


class BodyHolidays(Frozen):
    """A body's own holiday, ``MM-DD``."""

    patron: Annotated[str, StringConstraints(pattern=r"^\d\d-\d\d$")] | None = None


class Body(Frozen):
    """The legal person that answers."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: Slug
    name: Sentence
    kind: Literal["municipality", "union", "company", "asl", "consortium"]
    phone: str
    email: str
    pec: str | None = None
    protocol_register: str = Field(default="fake", alias="register")
    holidays: BodyHolidays = BodyHolidays()
    substitute: str
    test_data: bool = False


class Office(Frozen):
    """Who decides, inside a body."""

    id: Slug
    body: Slug
    name: Sentence
    person_in_charge: str
    phone: str
    email: str
    substitute: str | None = None
    test_data: bool = False


class Monthly(Frozen):
    """An opening once a month: the ``week``-th ``day``."""

    week: int = Field(ge=1, le=5)
    day: Weekday
    hours: Hours


class Desk(Frozen):
    """Where operators sit."""

    id: Slug
    name: Sentence
    body: Slug
    municipality: Istat
    zone: Slug | None = None
    address: Sentence
    phone: str
    email: str
    hours: dict[Weekday, tuple[Hours, ...]] = {}
    monthly: tuple[Monthly, ...] = ()
    access: Literal["free", "appointment", "itinerant"] = "free"
    step_free: bool = True
    languages: tuple[str, ...] = ("italiano",)
    point: Point | None = None
    test_data: bool = False


class Fee(Frozen):
    """What it costs, in words; amounts are whole cents."""

    kind: Literal["free", "sliding", "fixed", "other"]
    smallest_cents: int | None = None
    largest_cents: int | None = None
    words: dict[str, str] = {}


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
    reason_inactive: dict[str, str] = {}
    source: Sentence
    checked_on: date
    confirmed: bool = False
    test_data: bool = False

    @model_validator(mode="after")
    def _ordered(self) -> Offer:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError("the offer ends before it starts: exchange from and to")
        if not self.active and "it" not in self.reason_inactive:
            raise ValueError("an inactive offer says why: add reason_inactive with it")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether the offer is in force on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class Territory(Frozen):
    """A social district with its municipalities, bodies, offices, desks and offers."""

    id: Slug
    name: Sentence
    short_name: Sentence
    kind: str
    region: str
    province: str
    health_authority: Slug
    source: Sentence
    certainty: str
    zones: tuple[Zone, ...] = ()
    municipalities: tuple[Municipality, ...] = Field(min_length=1)
    bodies: tuple[Body, ...] = Field(min_length=1)
    offices: tuple[Office, ...] = Field(min_length=1)
    desks: tuple[Desk, ...] = ()
    offers: tuple[Offer, ...] = ()
