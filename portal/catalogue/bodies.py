"""Who answers: the bodies of a territory, their offices, and the teams that work an office's cases. Pure."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from portal.catalogue.holidays import HolidayRule
from portal.catalogue.values import Domain, Email, Frozen, Istat, Phone, Sentence, Slug, YearDay


class BodyHolidays(Frozen):
    """How a body counts days: its own holiday (``MM-DD``), and where it departs from the usual rule."""

    patron: YearDay | None = None
    moves_citizen: bool = True
    moves_office: bool = False
    counts_working_days: bool = False
    saturday_works: bool = True

    @property
    def rule(self) -> HolidayRule:
        """The rule to count with."""
        return HolidayRule(**self.model_dump())


#: No warning comes earlier than this many days before the end of a term.
LONGEST_WARNING = 30


class Escalating(Frozen):
    """How many days before the end of a term the officer is warned, and then the coordinator; after how many
    working days a message that nobody answered is flagged."""

    officer_days: int = Field(default=10, ge=0, le=LONGEST_WARNING)
    coordinator_days: int = Field(default=3, ge=0, le=LONGEST_WARNING)
    unanswered_days: int = Field(default=5, ge=1, le=LONGEST_WARNING)


class Body(Frozen):
    """The legal person that answers.

    ``assisted`` are the services for which its operators may act with a mandate. ``mail_domains`` are those
    under which only its staff have a mailbox: at a desk nobody's own e-mail lies there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: Slug
    name: Sentence
    kind: Literal["municipality", "union", "company", "asl", "consortium"]
    phone: Phone
    email: Email
    pec: Email | None = None
    protocol_register: str = Field(default="default", alias="register")
    holidays: BodyHolidays = BodyHolidays()
    substitute: Sentence
    substitute_email: Email | None = None
    escalation: Escalating = Escalating()
    assisted: tuple[Slug, ...] | Literal["all"] = "all"
    mail_domains: tuple[Domain, ...] = ()
    test_data: bool = False


class Team(Frozen):
    """Who works a part of an office's cases: some services, some municipalities, or all of them."""

    id: Slug
    name: Sentence
    services: tuple[Slug, ...] | Literal["all"] = "all"
    municipalities: tuple[Istat, ...] | Literal["all"] = "all"

    def works(self, service: str, istat: str) -> bool:
        """Whether a case of this service and municipality is this team's."""
        return (self.services == "all" or service in self.services) and (
            self.municipalities == "all" or istat in self.municipalities
        )


class Office(Frozen):
    """Who decides, inside a body.

    A case goes to the first of the teams whose rule it meets. ``names_officer`` says whether the
    person reads the name of who works their case, besides the person in charge. ``letters`` says
    whether the office gets one e-mail for each thing that happens, or one a day with all of them.
    """

    id: Slug
    body: Slug
    name: Sentence
    person_in_charge: Sentence
    phone: Phone
    email: Email
    substitute: Sentence | None = None
    teams: tuple[Team, ...] = ()
    names_officer: bool = False
    letters: Literal["each", "daily"] = "each"
    test_data: bool = False

    def team_for(self, service: str, istat: str) -> Team | None:
        """The team that works a case of this service and municipality; nobody's in particular."""
        return next((team for team in self.teams if team.works(service, istat)), None)

    def team(self, team_id: str | None) -> Team | None:
        """A team; a case may remember one that is no longer there."""
        return next((team for team in self.teams if team.id == team_id), None)
