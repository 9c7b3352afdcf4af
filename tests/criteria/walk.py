"""A walk through a service as the page client makes it: sheet, steps, summary, receipt, personal area."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from flask import Flask

from portal.cases.plan import plan_for
from portal.catalogue.content import read_content
from portal.catalogue.definitions import Service
from portal.catalogue.queries import is_given
from portal.catalogue.questionnaire import Questionnaire
from portal.catalogue.snapshot import Snapshot
from portal.integrations.mail.fake import FakeMail
from portal.platform import clock, jobs
from tests.support.asking import answer_step, begin, reference
from tests.support.house import ROOT
from tests.support.page import Page, PageClient
from tests.support.people import ANNA, sign_in

MOST_STEPS = 20
#: Ventimiglia.
ANNA_LIVES = "008065"


@cache
def content() -> Snapshot:
    """The catalogue as it lies in content/."""
    return read_content(ROOT / "content")


@cache
def online_services() -> tuple[str, ...]:
    """Every service whose channels name the portal."""
    return tuple(one.slug for one in content().services() if "online" in one.channels)


def questionnaire_of(slug: str) -> Questionnaire:
    """The questions of a service."""
    service = content().service(slug)
    assert service is not None
    assert service.questionnaire is not None, f"{slug} is online and asks nothing."
    return content().questionnaire(service.questionnaire)


@dataclass
class Walk:
    """Every page of one way through a service."""

    service: Service
    sheet: Page
    at_the_door: Page
    begin: Page
    summary: Page
    receipt: Page
    case: Page
    own: Page
    letters: list[str]
    reference: str
    steps: list[Page] = field(default_factory=list)


class Walks:
    """The walks of one application, each made once."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._made: dict[str, Walk] = {}

    def through(self, slug: str) -> Walk:
        """The walk through a service."""
        if slug not in self._made:
            self._made[slug] = self._walk(slug)
        return self._made[slug]

    def client(self) -> PageClient:
        """A browser in which Anna is signed in."""
        client = PageClient(self.app)
        sign_in(client, ANNA)
        return client

    def place(self, slug: str) -> str:
        """A municipality where the service is given: where Anna lives, else the first one."""
        today = clock.today()
        places = [ANNA_LIVES, *(one.istat for one in content().municipalities())]
        return next(istat for istat in places if is_given(content(), slug, istat, today))

    def last_day(self, slug: str) -> date:
        """The last day of an answer as the sheet's term gives it, were it asked today."""
        plan = plan_for(content(), slug, self.place(slug), clock.today())
        return clock.today() + timedelta(days=plan.term_days)

    def _walk(self, slug: str) -> Walk:
        service = content().service(slug)
        assert service is not None
        stranger, client = PageClient(self.app), self.client()
        door = stranger.get(f"/servizi/{slug}/richiedi")
        sheet = client.get(f"/servizi/{slug}")
        first = client.get(f"/servizi/{slug}/richiedi")
        begin(client, slug, self.place(slug))
        steps = list(_steps(client))
        summary = client.page
        assert summary is not None
        number = reference(summary)
        receipt = client.submit(f"/pratiche/{number}/invia", {"declares": True})
        with self.app.app_context():
            jobs.drain()
        mail: FakeMail = self.app.config["MAIL"]
        return Walk(
            service=service,
            sheet=sheet,
            at_the_door=door,
            begin=first,
            summary=summary,
            receipt=receipt,
            case=client.get(f"/pratiche/{number}"),
            own=client.get("/area-personale"),
            letters=[one.subject for one in mail.to(ANNA.email)],
            reference=number,
            steps=steps,
        )


def _steps(client: PageClient) -> Iterator[Page]:
    """Each step as it is met, before it is answered."""
    for _step in range(MOST_STEPS):
        page = client.page
        assert page is not None
        if "/passi/" not in page.url:
            return
        yield page
        answer_step(client)
    raise AssertionError(f"The summary never comes: {client.page and client.page.url}")
