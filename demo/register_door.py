"""The door of the protocol register: checks the token, registers, misbehaves as set."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from demo.register import Entry, KeyReused
from demo.world import World, current_world

bp = Blueprint("register", __name__, url_prefix="/register")


@bp.post("/registrations")
def add() -> ResponseReturnValue:
    """Register one entry."""
    world = current_world()
    mode = world.faults.register_mode()
    if mode == "down":
        return Response("fuori servizio", 503, mimetype="text/plain")
    if mode == "nonsense":
        return Response("<p>??</p>", 201, mimetype="text/html")
    if not _is_allowed(world):
        return jsonify(problem="the token is not known"), 401
    try:
        entry = Entry.model_validate(request.get_json(silent=True))
    except ValidationError as error:
        fields = sorted({".".join(map(str, one["loc"])) or "(all)" for one in error.errors()})
        return jsonify(problem="some fields are wrong", fields=fields), 400
    if mode == "refuse":
        return jsonify(problem="refused", reason="Oggetto non ammesso (guasto di prova)"), 422
    try:
        done = world.register.add(entry)
    except KeyReused:
        return jsonify(problem="the idempotency key was used with other content"), 409
    if mode == "lost_answer":
        return Response("tempo scaduto", 504, mimetype="text/plain")
    return jsonify(number=done.number, registered_on=f"{done.registered_on}"), 201


def _is_allowed(world: World) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return secrets.compare_digest(given.encode(), world.secrets.register.encode())
