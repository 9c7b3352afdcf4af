"""The person says who they are: a code from their own area, an answer on their phone to a desk."""

from __future__ import annotations

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from portal.assisted import queries
from portal.assisted.knowing import recognitions
from portal.assisted.models import Recognition
from portal.assisted.views import bp
from portal.identity.queries import profile_of
from portal.platform.access import citizen, public, signed_in
from portal.platform.actor import Actor, current_actor
from portal.platform.codes import printed
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.pages import render
from portal.platform.paper.qr import qr_svg
from portal.platform.security import by_person, limiter


def _alone() -> Actor:
    """The person themselves; nobody says it for another."""
    actor = current_actor()
    if actor.acting_for is not None:
        raise Forbidden
    return actor


def way_of(actor: Actor) -> str:
    """By which kind of way in the person at the keyboard came: SPID, CIE or another."""
    proof = actor.authentication
    issuer = proof.provider if proof else ""
    ways = (one for one in current_app.config["PROVIDERS"] if one.provider.issuer == issuer)
    found = next(ways, None)
    return found.kind.value if found is not None else "oidc"


@bp.get("/area-personale/codice-sportello")
@citizen
def my_code() -> ResponseReturnValue:
    """The code to show at a desk, as long as it works; and what became of it."""
    row = recognitions.shown_by(_alone())
    if row is None or (row.taken_at is None and not recognitions.is_open(row)):
        return render("assisted/my_code.html", code="", row=None, desk_name="")
    code = recognitions.code_of(current_app.config["KEYRING"], row)
    return render(
        "assisted/my_code.html",
        row=row,
        code=printed(code),
        qr=qr_svg(printed(code), _("QR code for the desk")),
        desk_name=queries.desk_name(row.desk) if row.desk else "",
    )


@bp.post("/area-personale/codice-sportello")
@citizen
@limiter.limit("20 per hour", key_func=by_person)
def make_code() -> ResponseReturnValue:
    """A fresh code; the one before stops working."""
    actor = _alone()
    with writing():
        recognitions.show_code(current_app.config["KEYRING"], actor, way_of(actor))
    return redirect(url_for("assisted.my_code"))


def _asked(token: str) -> Recognition:
    row = recognitions.by_token(token)
    if row.operator_id is not None and row.operator_id == current_actor().person_id:
        raise NotThere
    return row


@bp.get("/riconosciti/<token>")
@public
@limiter.limit("60 per minute")
def asked_who(token: str) -> ResponseReturnValue:
    """What the desk asks; who is not signed in on this phone does it first."""
    row, actor = _asked(token), current_actor()
    if actor.acting_for is not None:
        raise Forbidden
    is_mine = actor.person_id is not None and row.person_id == actor.person_id
    if row.answered_at is not None and not is_mine:
        raise NotThere
    keyring = current_app.config["KEYRING"]
    return render(
        "assisted/asked_who.html",
        token=token,
        desk_name=queries.desk_name(row.desk or ""),
        operator=profile_of(keyring, row.operator_id or 0).name,
        is_answered=row.answered_at is not None,
        compare=recognitions.to_compare(keyring, row),
    )


@bp.post("/riconosciti/<token>")
@signed_in
@limiter.limit("30 per minute", key_func=by_person)
def say_who(token: str) -> ResponseReturnValue:
    """It is me: the desk may open a visit for whoever is signed in on this phone."""
    actor, row = _alone(), _asked(token)
    with writing():
        recognitions.say(actor, row.id, way_of(actor))
    return redirect(url_for("assisted.asked_who", token=token))
