"""The doors of the text gateway and of App IO: check the key, keep the message, misbehave as set.

``POST /sms/messages`` with a bearer token and id, to, from and text answers 201; the same id is the same
message. ``POST /io/profiles`` with a fiscal code answers whether the person may be written to, 404 when
they do not use the app; ``POST /io/messages`` answers 201 with the number of the message, each time anew.
"""

from __future__ import annotations

import re
import secrets
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from demo.phones import PhoneMessage
from demo.world import World, current_world

bp = Blueprint("phones", __name__)

_KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)
_NUMBER = re.compile(r"\+\d{5,15}", re.ASCII)
_LONGEST_SMS = 160


@bp.post("/sms/messages")
def take_text() -> ResponseReturnValue:
    """Take one text message."""
    world = current_world()
    mode = world.faults.sms_mode()
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    trouble = _trouble(mode, given, world.secrets.sms)
    if trouble is not None:
        return trouble
    said = _said()
    key, to, words = (str(said.get(name) or "") for name in ("id", "to", "text"))
    is_whole = _KEY.fullmatch(key) and _NUMBER.fullmatch(to) and 0 < len(words) <= _LONGEST_SMS
    if mode == "refuse" or not is_whole:
        return jsonify(problem="the number or the text is refused"), 422
    world.phones.keep("sms", key, PhoneMessage(to, "", words))
    if mode == "lost_answer":
        return Response("tempo scaduto", 504, mimetype="text/plain")
    return jsonify(id=key), 201


@bp.post("/io/profiles")
def profile() -> ResponseReturnValue:
    """Whether a person uses the app and wants to hear from us in it."""
    world = current_world()
    mode = world.faults.app_io_mode()
    trouble = _trouble(mode, _io_key(), world.secrets.io)
    if trouble is not None:
        return trouble
    if not _uses_app(world, str(_said().get("fiscal_code") or "")):
        return jsonify(title="not found"), 404
    return jsonify(sender_allowed=mode != "closed")


@bp.post("/io/messages")
def take_message() -> ResponseReturnValue:
    """Take one message of the app. It knows no key: what is told twice arrives twice."""
    world = current_world()
    mode = world.faults.app_io_mode()
    trouble = _trouble(mode, _io_key(), world.secrets.io)
    if trouble is not None:
        return trouble
    said = _said()
    to, content = str(said.get("fiscal_code") or ""), said.get("content")
    if not _uses_app(world, to) or mode == "closed":
        return jsonify(title="not found"), 404
    message = _message(to, content if isinstance(content, dict) else {})
    if mode == "refuse" or message is None:
        return jsonify(title="the message is refused"), 400
    number = secrets.token_hex(16)
    world.phones.keep("io", number, message)
    if mode == "lost_answer":
        return Response("tempo scaduto", 504, mimetype="text/plain")
    return jsonify(id=number), 201


def _trouble(mode: str, given: str, secret: str) -> ResponseReturnValue | None:
    """What is answered before the message is even read."""
    if mode == "down":
        return Response("fuori servizio", 503, mimetype="text/plain")
    if not secrets.compare_digest(given.encode(), secret.encode()):
        return jsonify(problem="the key is not known"), 401
    return None


def _io_key() -> str:
    return request.headers.get("Ocp-Apim-Subscription-Key", "")


def _said() -> dict[str, Any]:
    found = request.get_json(silent=True)
    return found if isinstance(found, dict) else {}


def _uses_app(world: World, fiscal_code: str) -> bool:
    return any(one.uses_io and one.fiscal_code == fiscal_code for one in world.people.values())


def _message(to: str, content: dict[str, Any]) -> PhoneMessage | None:
    """The message, if subject and text have the length that the platform takes."""
    subject, words = str(content.get("subject") or ""), str(content.get("markdown") or "")
    if not (10 <= len(subject) <= 120 and 80 <= len(words) <= 10_000):
        return None
    return PhoneMessage(to, subject, words, str(content.get("due_date") or ""))
