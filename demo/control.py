"""The demo's own pages: what there is, and what is set to go wrong. Only for this machine."""

from __future__ import annotations

from ipaddress import ip_address

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from demo.faults import Faults
from demo.world import current_world

bp = Blueprint("control", __name__)

_CHOICES = {
    "provider": (
        "Chi riconosce le persone",
        {
            "": "Funziona",
            "down": "È fuori servizio",
            "nonsense": "Risponde cose senza senso",
            "wrong_signature": "Firma con una chiave sconosciuta",
            "wrong_nonce": "Risponde a un'altra richiesta",
            "wrong_issuer": "Dice di essere un altro",
            "expired": "Dà una risposta scaduta",
        },
    ),
    "register": (
        "Protocollo",
        {
            "": "Funziona",
            "down": "È fuori servizio",
            "refuse": "Rifiuta di protocollare",
            "nonsense": "Risponde cose senza senso",
            "lost_answer": "Protocolla, ma la risposta si perde",
        },
    ),
    "anpr": (
        "Anagrafe nazionale (ANPR)",
        {
            "": "Funziona",
            "down": "È fuori servizio",
            "unknown": "Non conosce la persona",
            "refuse": "Non ci lascia entrare",
            "nonsense": "Risponde cose senza senso",
        },
    ),
    "inps": (
        "INPS (ISEE)",
        {
            "": "Funziona",
            "down": "È fuori servizio",
            "unknown": "Non trova l'ISEE",
            "refuse": "Non ci lascia entrare",
            "nonsense": "Risponde cose senza senso",
            "differences": "Trova delle difformità",
        },
    ),
    "scanner": (
        "Antivirus",
        {"": "Funziona", "down": "È fuori servizio", "nonsense": "Risponde cose senza senso"},
    ),
    "mail": (
        "Posta",
        {"": "Funziona", "busy": "Chiede di riprovare più tardi", "refuse": "Rifiuta le e-mail"},
    ),
    "sms": (
        "SMS",
        {
            "": "Funziona",
            "down": "È fuori servizio",
            "refuse": "Rifiuta i messaggi",
            "lost_answer": "Manda il messaggio, ma la risposta si perde",
        },
    ),
    "app_io": (
        "App IO",
        {
            "": "Funziona",
            "down": "È fuori servizio",
            "closed": "Nessuno vuole i nostri messaggi",
            "refuse": "Rifiuta i messaggi",
            "lost_answer": "Consegna il messaggio, ma la risposta si perde",
        },
    ),
}


@bp.before_request
def only_from_here() -> None:
    """Nobody on the network may see or change this."""
    if not ip_address(request.remote_addr or "0.0.0.0").is_loopback:
        abort(403)


@bp.get("/")
def home() -> ResponseReturnValue:
    """What the invented world contains."""
    return render_template("home.html", people=current_world().people.values())


@bp.get("/demo/faults")
def faults() -> ResponseReturnValue:
    """What is set to go wrong, as a form."""
    now = current_world().faults.now.model_dump(by_alias=True)
    return render_template("faults.html", choices=_CHOICES, now=now)


@bp.get("/demo/faults.json")
def faults_as_data() -> ResponseReturnValue:
    """What is set to go wrong, for tests."""
    return jsonify(current_world().faults.now.model_dump(by_alias=True))


@bp.post("/demo/faults")
def set_faults() -> ResponseReturnValue:
    """Set everything that goes wrong, in one go; what is not named works again."""
    board = current_world().faults
    if request.is_json:
        try:
            board.set(Faults.model_validate(request.get_json(silent=True)))
        except ValidationError as error:
            return jsonify(problem=str(error)), 400
        return jsonify(board.now.model_dump(by_alias=True))
    _refuse_other_sites()
    try:
        board.set(Faults.model_validate(_from_form()))
    except ValidationError:
        abort(400)
    return redirect(url_for("control.faults"), 303)


def _from_form() -> dict[str, dict[str, str]]:
    return {
        name: {
            "mode": request.form.get(f"{name}_mode", ""),
            "delay_seconds": request.form.get(f"{name}_delay", "") or "0",
        }
        for name in _CHOICES
    }


def _refuse_other_sites() -> None:
    """A form of another site may not set faults; JSON it cannot send without asking first."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != request.host_url.rstrip("/"):
        abort(403)
