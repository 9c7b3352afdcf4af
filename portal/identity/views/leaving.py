"""Ending a session: here, everywhere, and at the provider where it says how."""

from __future__ import annotations

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.identity.directory import Directory
from portal.identity.views import bp
from portal.platform.access import public, signed_in
from portal.platform.actor import current_actor
from portal.platform.csrf import way_out
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice
from portal.platform.sessions import (
    LoginSession,
    current_session,
    end_session,
    end_session_named,
    end_sessions_of,
)


@bp.post("/esci")
@public
@way_out
def sign_out() -> ResponseReturnValue:
    """End the session here, and the provider's where it says how."""
    home = current_app.config["SETTINGS"].public_url.rstrip("/") + "/"
    row = current_session()
    with writing() as session:
        end_session(session)
    answer = redirect(_end_at_provider(row, home) or request.script_root + "/")
    return wiped(answer)  # type: ignore[arg-type]


def _end_at_provider(row: LoginSession | None, home: str) -> str | None:
    """Where the provider that vouched for this session ends its own."""
    directory: Directory = current_app.config["PROVIDERS"]
    way = directory.by_issuer(row.facts.get("provider", "")) if row else None
    return way.provider.sign_out_url(home) if way else None


def wiped(answer: Response) -> Response:
    """The browser forgets what it kept of our pages; whoever sits down next finds nothing."""
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.post("/area-personale/esci-da")
@signed_in
def sign_out_one() -> ResponseReturnValue:
    """End one session of the person in another browser: a phone that was lost, a desk left open."""
    person_id = current_actor().person_id
    if person_id is None or current_actor().visit is not None:
        raise NotThere
    with writing() as session:
        end_session_named(session, person_id, request.form.get("session", ""))
    notice(_("That device is signed out."))
    return redirect(url_for("identity.profile"))


@bp.post("/area-personale/esci-ovunque")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of the person, this one included."""
    person_id = current_actor().person_id
    if person_id is None:
        raise NotThere
    with writing() as session:
        end_sessions_of(session, person_id)
        end_session(session)
    notice(_("You are signed out on every device."))
    return wiped(redirect(url_for("identity.sign_in")))  # type: ignore[arg-type]
