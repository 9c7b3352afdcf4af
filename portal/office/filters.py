"""The filters of the inbox as data: the words of addresses, and what an officer may choose among. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from portal.cases.inbox import Due, Wanted
from portal.cases.timeline import STATES, CaseStatus
from portal.catalogue import serving
from portal.catalogue.definitions import Office
from portal.catalogue.snapshot import label
from portal.platform.actor import Actor
from portal.platform.i18n import current_language

#: The words of the states in addresses; every state of a sent case has one of its own.
STATUS_WORDS = {
    **{status: state.pictogram for status, state in STATES.items()},
    CaseStatus.RANKING: "graduatoria",
}
CHOSEN_STATUS = {word: one for one, word in STATUS_WORDS.items() if one is not CaseStatus.DRAFT}
DUE_WORDS = {Due.LATE: "ritardo", Due.TODAY: "oggi", Due.WEEK: "settimana"}
CHOSEN_DUE = {word: due for due, word in DUE_WORDS.items()}


def in_address(wanted: Wanted) -> dict[str, str]:
    """The filters as they stand in an address; what is not chosen is left out."""
    values = {
        "stato": STATUS_WORDS[wanted.status] if wanted.status else "",
        "gruppo": wanted.team,
        "servizio": wanted.service,
        "comune": wanted.municipality,
        "scade": DUE_WORDS[wanted.due] if wanted.due else "",
        "libere": "yes" if wanted.unassigned else "",
        "mie": "yes" if wanted.mine else "",
    }
    return {name: value for name, value in values.items() if value}


def offices_of(actor: Actor) -> Iterator[Office]:
    """The officer's offices that the catalogue still has."""
    for office_id in sorted(actor.offices()):
        office = serving.snapshot().find_office(office_id)
        if office is not None:
            yield office


def teams_of(actor: Actor) -> list[tuple[str, str]]:
    """The teams of the officer's offices, by id and name."""
    return [(team.id, team.name) for office in offices_of(actor) for team in office.teams]


def services_of(actor: Actor) -> list[tuple[str, str]]:
    """The services that reach the officer's offices, by name."""
    snapshot, language, own = serving.snapshot(), current_language().code, actor.offices()
    offered = {
        offer.service
        for territory in snapshot.territories()
        for offer in territory.offers
        if offer.office in own
    }
    named = [
        (one.slug, label(one.words, language).name)
        for one in snapshot.services()
        if one.slug in offered
    ]
    return sorted(named, key=lambda one: one[1])


def municipalities_of(actor: Actor) -> list[tuple[str, str]]:
    """The municipalities of the territories of the officer's offices, by name."""
    own = actor.offices()
    return sorted(
        (
            (place.istat, place.name)
            for territory in serving.snapshot().territories()
            if any(office.id in own for office in territory.offices)
            for place in territory.municipalities
        ),
        key=lambda one: one[1],
    )
