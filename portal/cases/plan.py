"""Who would answer a case of a service in a municipality, and by which rules: read from the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.catalogue.holidays import HolidayRule
from portal.catalogue.snapshot import Snapshot
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l

#: L. 241/1990 art. 2 c. 2: where nothing else is set, the term is thirty days.
DEFAULT_TERM_DAYS = 30


class NotOffered(Situation):
    """The service is not offered there on that day, or cannot be asked online."""

    status = 409
    title = _l("This service cannot be asked online here")
    words = _l(
        "Open the service's page: it says who to ask, and where. What you had saved is kept."
    )


@dataclass(frozen=True)
class Plan:
    """The offer's names as they stand on a day; a case pins them when it is sent."""

    service: str
    territory: str
    municipality: str
    body: str
    other_bodies: tuple[str, ...]
    office: str
    person_in_charge: str
    term_days: int
    holidays: HolidayRule
    questionnaire: dict[str, Any]

    def last_day(self, received_on: date) -> date:
        """The last day for the answer to a case received on a day, if nothing stops its clock."""
        return self.holidays.last_day(received_on, self.term_days)


def plan_for(snapshot: Snapshot, service: str, municipality: str, day: date) -> Plan:
    """What the catalogue says of a service in a municipality on a day.

    Raises:
        NotOffered: no active offer, or no questionnaire.
    """
    sheet = snapshot.service(service)
    place = snapshot.municipality(municipality)
    offer = snapshot.offer(service, municipality, day) if sheet and place else None
    if sheet is None or place is None or offer is None or not offer.active:
        raise NotOffered
    if sheet.questionnaire is None:
        raise NotOffered
    office, body = snapshot.office(offer.office), snapshot.body(offer.body)
    term = offer.term_days if offer.term_days is not None else sheet.term_days
    return Plan(
        service=service,
        territory=snapshot.territory_of(municipality).id,
        municipality=municipality,
        body=offer.body,
        other_bodies=tuple(offer.other_bodies),
        office=offer.office,
        person_in_charge=office.person_in_charge,
        term_days=DEFAULT_TERM_DAYS if term is None else term,
        holidays=body.holidays.rule,
        questionnaire=snapshot.questionnaire(sheet.questionnaire).as_data(),
    )


def is_offered(snapshot: Snapshot, service: str, municipality: str, day: date) -> bool:
    """Whether the service can still be asked online there on that day."""
    sheet = snapshot.service(service)
    if sheet is None or sheet.questionnaire is None or snapshot.municipality(municipality) is None:
        return False
    offer = snapshot.offer(service, municipality, day)
    return offer is not None and offer.active
