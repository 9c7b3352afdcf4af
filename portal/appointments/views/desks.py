"""The desks one may choose: those of one's territory, nearest first; who takes no bookings says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, request

from portal.catalogue import serving
from portal.catalogue.definitions import Municipality
from portal.catalogue.sheet import DeskHere, desk_here
from portal.catalogue.views.place import chosen
from portal.catalogue.views.words import desk_words, italian_now
from portal.identity.queries import profile_of
from portal.platform.actor import current_actor
from portal.platform.forms import Choice
from portal.platform.i18n import gettext as _


@dataclass(frozen=True)
class Desks:
    """The desks seen from a municipality: those that can be booked, and those one calls or visits."""

    place: Municipality | None
    bookable: tuple[DeskHere, ...] = ()
    others: tuple[DeskHere, ...] = ()

    def choices(self) -> Iterator[Choice]:
        """The desks that can be booked, each with its address and hours."""
        for here in self.bookable:
            words = desk_words(here)
            hours = "; ".join(f"{day} {times}" for day, times in words["hours"])
            parts = [
                _("Address: %(address)s.", address=words["address"]),
                _("Open: %(hours)s.", hours=hours) if hours else "",
                _("No steps at the entrance") + "." if words["step_free"] else "",
                words["distance"],
            ]
            hint = " ".join(str(part) for part in parts if part)
            yield Choice(here.desk.id, here.desk.name, hint)

    def cards(self) -> list[dict[str, object]]:
        """The desks without bookings, as their cards show them."""
        return [desk_words(here) for here in self.others]


def desks_of(service: str | None, istat: str | None) -> Desks:
    """The competent desks of a municipality's territory, those of its other zones too."""
    snapshot, at = serving.snapshot(), italian_now()
    place = snapshot.municipality(istat) if istat else None
    if place is None:
        return Desks(None)
    found = [
        desk_here(snapshot, place, desk, at)
        for desk in snapshot.desks_for(service or "", place.istat, at.date())
    ]
    return Desks(
        place,
        tuple(one for one in found if one.desk.appointments is not None),
        tuple(one for one in found if one.desk.appointments is None),
    )


def home() -> str | None:
    """The municipality one books in: of the address, of the browser, of the person; at a desk its own.
    Whoever acts in somebody's place does not learn where they live."""
    asked, actor, snapshot = chosen(), current_actor(), serving.snapshot()
    if request.args.get("comune") and asked.place is not None:
        return asked.istat
    if actor.subject_id is not None and actor.speaker_id is None:
        profile = profile_of(current_app.config["KEYRING"], actor.subject_id)
        place = snapshot.find_municipality(profile.locality)
        if place is not None:
            return place.istat
    if actor.visit is not None:
        desk = snapshot.desk(actor.visit.desk)
        return desk.municipality if desk else None
    return asked.istat
