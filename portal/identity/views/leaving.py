"""Ending a session: here, everywhere, and at the provider where it says how."""

from __future__ import annotations

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.identity import actions, tokens
from portal.identity.directory import Directory
from portal.identity.login import ProviderUnavailable
from portal.identity.membership import givingback
from portal.identity.tokens import LoginInvalid
from portal.identity.views import bp
from portal.platform import logs
from portal.platform.access import public, signed_in
from portal.platform.actor import current_actor
from portal.platform.csrf import machine, way_out
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice
from portal.platform.security import limiter
from portal.platform.sessions import (
    LoginSession,
    current_session,
    end_session,
    end_session_named,
    end_sessions_of,
)

_NOT_KEPT = {"Cache-Control": "no-store"}


@bp.post("/esci")
@public
@way_out
def sign_out() -> ResponseReturnValue:
    """End the session here, and the provider's where it says how."""
    row = current_session()
    with writing() as session:
        end_session(session)
        if row is not None:
            givingback.leave(row.id_hash)
    answer = redirect(_end_at_provider(row, _home()) or request.script_root + "/")
    return wiped(answer)  # type: ignore[arg-type]


def _home() -> str:
    """Where a provider sends back to: the one address it was told."""
    return str(current_app.config["SETTINGS"].public_url.rstrip("/")) + "/"


def _end_at_provider(row: LoginSession | None, home: str) -> str | None:
    """Where the provider that vouched for this session ends its own."""
    return _directory().sign_out_url(row.facts.get("provider", ""), home) if row else None


@bp.post("/accedi/uscita")
@public
@machine
@limiter.limit("120 per minute")
def provider_signs_out() -> ResponseReturnValue:
    """A provider says that somebody left it: their sessions here end too (Back-Channel Logout 1.0)."""
    raw = request.form.get("logout_token", "")
    way = _directory().by_issuer(tokens.issuer_said(raw))
    try:
        if way is None:
            raise LoginInvalid("issuer")
        left = way.provider.read_logout(raw)
    except (LoginInvalid, ProviderUnavailable) as problem:
        logs.event("logout.not_believed", reason=str(problem))
        return {"error": "invalid_request"}, 400, _NOT_KEPT
    with writing() as session:
        actions.sign_out_by_provider(current_app.config["KEYRING"], session, left)
    return "", 200, _NOT_KEPT


def _directory() -> Directory:
    found: Directory = current_app.config["PROVIDERS"]
    return found


def wiped(answer: Response) -> Response:
    """The browser forgets what it kept of our pages; whoever sits down next finds nothing."""
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.post("/area-personale/esci-da")
@signed_in
def sign_out_one() -> ResponseReturnValue:
    """End one session of the person in another browser: a phone that was lost, a desk left open."""
    person_id = current_actor().person_id
    if person_id is None or current_actor().acting_for is not None:
        raise NotThere
    with writing() as session:
        end_session_named(session, person_id, request.form.get("session", ""))
    notice(_("That device is signed out."))
    return redirect(url_for("identity.profile"))


@bp.post("/area-personale/esci-ovunque")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of the person, this one included, and the provider's own in this browser; tokens of
    the federations go back by themselves, as of every session that ended."""
    person_id = current_actor().person_id
    if person_id is None:
        raise NotThere
    row = current_session()
    with writing() as session:
        end_sessions_of(session, person_id)
        end_session(session)
    notice(_("You are signed out on every device."))
    answer = redirect(_end_at_provider(row, _home()) or url_for("identity.sign_in"))
    return wiped(answer)  # type: ignore[arg-type]
