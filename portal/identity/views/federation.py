"""What other members of the federations ask of us: machines, without session and without cookies.

The addresses are fixed by the rules (our_configuration, federation_endpoint), so they are not Italian.
"""

from __future__ import annotations

from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from portal.identity.federation import resolving
from portal.identity.federation.keys import Purpose
from portal.identity.federation.refusing import Refused
from portal.identity.federation.resolving import Reply
from portal.identity.federation.statements import CONTENT_TYPE
from portal.identity.membership import keyset, providing, publishing
from portal.identity.membership.publishing import Showcase
from portal.identity.membership.settings import Membership
from portal.identity.views import bp
from portal.platform.access import public
from portal.platform.database import db
from portal.platform.security import limiter


def _membership() -> Membership:
    """Our membership; where there is none these addresses are not there."""
    found: Membership | None = current_app.config["MEMBERSHIP"]
    if found is None:
        abort(404)
    return found


def _configuration() -> str:
    _membership()
    showcase: Showcase = current_app.config["SHOWCASE"]
    found = showcase.read()
    if found is None:
        abort(404)
    return found


@bp.get("/.well-known/openid-federation")
@public
def our_configuration() -> ResponseReturnValue:
    """Who we are, signed; from memory or a file where the database is away."""
    return Response(_configuration(), content_type=CONTENT_TYPE)


@bp.get("/.well-known/jwks.json")
@public
def public_keys() -> ResponseReturnValue:
    """Every public key of ours: the checker of AgID asks for it. No chain is built on it."""
    return publishing.public_keys(_configuration())


@bp.get("/resolve")
@public
@limiter.limit("120 per minute")
def resolve() -> ResponseReturnValue:
    """What we already know of a member. Nothing is ever looked up for whoever asks."""
    membership = _membership()
    try:
        reply = _resolved(membership)
    except SQLAlchemyError:
        db.session.rollback()
        reply = resolving.refusal(503, "temporarily_unavailable", "try again later")
    return Response(reply.body, reply.status, content_type=reply.content_type)


def _resolved(membership: Membership) -> Reply:
    keys = keyset.load_keys(current_app.config["KEYRING"], membership.member)
    try:
        key = keys.active(Purpose.FEDERATION).key
    except Refused:
        return resolving.refusal(503, "temporarily_unavailable", "we are not ready yet")
    return resolving.answer(
        request.args,
        membership.member,
        key,
        lambda subject, anchor: providing.known_chain(membership, subject, anchor),
    )


@bp.get("/accedi/logo/<name>")
@public
def logo(name: str) -> ResponseReturnValue:
    """The logo of a provider, from here: no browser asks a stranger for it before anybody signs in."""
    found = providing.find_logo(_membership(), name)
    if found is None:
        abort(404)
    answer = Response(found[1], content_type=found[0])
    # A drawing may hold scripts; opened by itself it can do nothing.
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer
