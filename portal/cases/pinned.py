"""As it stood that day: who answers a case, by names and contacts that outlive the catalogue."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from portal.cases.models import Case
from portal.catalogue import serving
from portal.catalogue.definitions import Body, Office
from portal.catalogue.snapshot import ITALIAN, Snapshot


@dataclass(frozen=True)
class Contact:
    """A body or an office as one finds it: name, phone, e-mail, certified e-mail."""

    name: str
    phone: str = ""
    email: str = ""
    pec: str = ""
    test_data: bool = False


@dataclass(frozen=True)
class Who:
    """Who answers a case, and what the service was called, by language."""

    service: dict[str, str]
    municipality: str
    body: Contact
    office: Contact
    other_bodies: tuple[Contact, ...]

    def service_name(self, language: str) -> str:
        """The name of the service in a language; Italian where it had none."""
        return self.service.get(language) or self.service[ITALIAN]


def pin_who(case: Case) -> None:
    """Write into a case that is being sent who answers it today."""
    case.who = asdict(_today(serving.snapshot(), case))


def pin_remedies(case: Case) -> None:
    """Write into a case what can be done against silence and a no, as it stands today; done again
    with the decision, so that the person reads what holds that day."""
    case.remedies = _remedies_today(case)


def _remedies_today(case: Case) -> dict[str, Any] | None:
    found, is_approved = serving.snapshot().remedies(case.service, case.body)
    return None if found is None else {**found.model_dump(mode="json"), "approved": is_approved}


@dataclass(frozen=True)
class Remedy:
    """What the person can do, in their language, and whether the body approved these words."""

    refusal: tuple[str, ...]
    silence: tuple[str, ...]
    is_approved: bool
    version: str


def remedies_of(case: Case, language: str) -> Remedy:
    """The remedies pinned with a case; of a draft, those of today."""
    data = case.remedies or _remedies_today(case) or {}
    words = data.get("words", {})
    said = words.get(language) or words.get(ITALIAN) or {"refusal": [], "silence": []}
    return Remedy(
        tuple(said["refusal"]),
        tuple(said["silence"]),
        bool(data.get("approved")),
        data.get("version", ""),
    )


def who_of(case: Case) -> Who:
    """Who answers a case: as pinned at sending; of a draft, as the catalogue says now."""
    if case.who is None:
        return _today(serving.snapshot(), case)
    data: dict[str, Any] = dict(case.who)
    return Who(
        service=data["service"],
        municipality=data["municipality"],
        body=Contact(**data["body"]),
        office=Contact(**data["office"]),
        other_bodies=tuple(Contact(**one) for one in data["other_bodies"]),
    )


def office_now(case: Case) -> Contact:
    """Where the office is reached today; as it was pinned, when the catalogue has lost it."""
    office = serving.snapshot().find_office(case.office)
    return _contact(office) if office is not None else who_of(case).office


def _today(snapshot: Snapshot, case: Case) -> Who:
    """What the catalogue says; ids stand for what it no longer has."""
    service, place = snapshot.service(case.service), snapshot.municipality(case.municipality)
    names = {code: one.name for code, one in service.words.items()} if service else {}
    return Who(
        service={ITALIAN: case.service, **names},
        municipality=place.name if place else "",
        body=_named(snapshot.find_body(case.body), case.body),
        office=_named(snapshot.find_office(case.office), case.office),
        other_bodies=tuple(_named(snapshot.find_body(one), one) for one in case.other_bodies),
    )


def _named(found: Body | Office | None, wanted: str) -> Contact:
    return Contact(wanted) if found is None else _contact(found)


def _contact(found: Body | Office) -> Contact:
    pec = found.pec if isinstance(found, Body) else None
    return Contact(found.name, found.phone, found.email, pec or "", found.test_data)
