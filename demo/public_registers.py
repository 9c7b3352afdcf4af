"""The doors of the civic register and of INPS: check the token, answer, misbehave as set.

``POST /anpr/residents`` with fiscal_code, purpose and about answers a resident, or 404 with the outcome
PERSON_UNKNOWN. ``POST /inps/isee`` with INPS's own five words answers an ISEE, or the outcome
DATI_NON_TROVATI. Every question is a line of ``registers.log``: who asked about which purpose, never a code.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from demo.people import Isee, Person
from demo.world import World, current_world

bp = Blueprint("registers", __name__)

_BENEFIT = re.compile(r"[A-Z][1-9]\.\d{2}", re.ASCII)
_STATES = {"Da Erogare", "Erogata"}


@bp.post("/anpr/residents")
def resident() -> ResponseReturnValue:
    """Look one person up."""
    world = current_world()
    mode = world.faults.anpr_mode()
    trouble = _trouble(mode, world.secrets.anpr)
    if trouble is not None:
        return trouble
    asked = _asked("fiscal_code", "purpose", "about")
    if not all(asked.values()):
        return jsonify(problem="some fields are missing"), 400
    _note(world, "anpr", asked["purpose"], asked["about"])
    person = _person(world, asked["fiscal_code"])
    if person is None or mode == "unknown":
        return jsonify(outcome="PERSON_UNKNOWN"), 404
    return jsonify(_resident(person))


@bp.post("/inps/isee")
def isee() -> ResponseReturnValue:
    """Read the ISEE of one person's household."""
    world = current_world()
    mode = world.faults.inps_mode()
    if mode == "down":
        return jsonify(Esito="DATABASE_OFFLINE")
    trouble = _trouble(mode, world.secrets.inps)
    if trouble is not None:
        return trouble
    asked = _asked(
        "CodiceFiscale", "DataValidita", "PrestazioneDaErogare",
        "ProtocolloDomandaEnteErogatore", "StatodomandaPrestazione",
    )  # fmt: skip
    if not _is_question(asked):
        return jsonify(problem="the question is not complete"), 400
    about = asked["ProtocolloDomandaEnteErogatore"]
    _note(world, "inps", asked["PrestazioneDaErogare"], about)
    person = _person(world, asked["CodiceFiscale"])
    found = person.isee if person is not None and mode != "unknown" else None
    if person is None or found is None or asked["DataValidita"] > _last_day(found).isoformat():
        return jsonify(Esito="DATI_NON_TROVATI")
    return jsonify(_answer(person, found, has_differences=mode == "differences"))


def _trouble(mode: str, secret: str) -> ResponseReturnValue | None:
    """What is answered before the question is even read."""
    if mode == "down":
        return Response("fuori servizio", 503, mimetype="text/plain")
    if mode == "nonsense":
        return Response("<p>??</p>", 200, mimetype="text/html")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if mode == "refuse" or not secrets.compare_digest(given.encode(), secret.encode()):
        return jsonify(problem="the token is not known"), 401
    return None


def _asked(*names: str) -> dict[str, str]:
    found = request.get_json(silent=True)
    given = found if isinstance(found, dict) else {}
    return {name: str(given.get(name) or "") for name in names}


def _is_question(asked: dict[str, str]) -> bool:
    try:
        dt.date.fromisoformat(asked["DataValidita"])
    except ValueError:
        return False
    return (
        all(asked.values())
        and _BENEFIT.fullmatch(asked["PrestazioneDaErogare"]) is not None
        and asked["StatodomandaPrestazione"] in _STATES
    )


def _person(world: World, fiscal_code: str) -> Person | None:
    return next((one for one in world.people.values() if one.fiscal_code == fiscal_code), None)


def _note(world: World, register: str, purpose: str, about: str) -> None:
    words = " ".join(f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ} {register} {purpose}".split())
    world.places.folder.mkdir(parents=True, exist_ok=True)
    with (world.places.folder / "registers.log").open("a", encoding="utf-8") as ledger:
        ledger.write(f"{words} {' '.join(about.split())[:80]}\n")


def _resident(person: Person) -> dict[str, Any]:
    street, _space, number = person.address.street_address.rpartition(" ")
    return {
        "fiscal_code": person.fiscal_code,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "birth_date": person.birthdate.isoformat(),
        "birth_place": person.place_of_birth.locality,
        "address": {
            "street": street,
            "number": number,
            "postal_code": person.address.postal_code,
            "municipality": person.address.locality,
            "province": person.address.region,
        },
        "household": [one.model_dump() for one in person.household],
        "permit": person.permit.model_dump(mode="json") if person.permit else None,
    }


def _last_day(found: Isee) -> dt.date:
    """A current ISEE lasts six months, the others until the end of their year."""
    day = found.presented_on
    if found.kind == "Corrente":
        years, months = divmod(day.month + 5, 12)
        return dt.date(day.year + years, months + 1, min(day.day, 28))
    return dt.date(day.year, 12, 31)


def _answer(person: Person, found: Isee, *, has_differences: bool) -> dict[str, Any]:
    return {
        "Esito": "OK",
        "ProtocolloDSU": found.number,
        "DataPresentazione": found.presented_on.isoformat(),
        "DataValidita": _last_day(found).isoformat(),
        "TipoIndicatore": found.kind,
        "ISEE": found.isee,
        "ISE": found.ise,
        "ISR": found.isr,
        "ISP": found.isp,
        "ScalaEquivalenza": found.scale,
        "Nucleo": [{"CodiceFiscale": person.fiscal_code, "RapportoConDichiarante": "Dichiarante"}],
        "PresenzaDifformita": "SI" if has_differences else "NO",
    }
