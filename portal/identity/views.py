"""The doors of identity: sign in, come back, sign out, what we know of you."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from portal.identity import actions, queries
from portal.identity.actions import AttemptUnknown
from portal.identity.actor import session_facts
from portal.identity.forms import ContactForm
from portal.identity.provider import (
    Identified,
    LoginInvalid,
    LoginRefused,
    OpenIDProvider,
    ProviderUnavailable,
)  # fmt: skip
from portal.identity.staff import landing_of
from portal.platform import clock, logs
from portal.platform.access import public, signed_in
from portal.platform.actor import Authentication, current_actor
from portal.platform.database import writing
from portal.platform.i18n import current_language
from portal.platform.pages import notice, render
from portal.platform.security import limiter
from portal.platform.sessions import (
    current_session,
    end_session,
    end_sessions_of,
    open_session,
    sessions_of,
)  # fmt: skip

bp = Blueprint("identity", __name__)

_COOKIE = "accanto_login_"


def _provider() -> OpenIDProvider:
    found: OpenIDProvider = current_app.config["PROVIDER"]
    return found


def _callback_uri() -> str:
    # One address for every language: providers compare it letter by letter.
    return current_app.config["SETTINGS"].public_url.rstrip("/") + "/accedi/ritorno"


def _back(address: str | None) -> str:
    """Where to go after the login: only an address of ours, never another site's."""
    address = address or ""
    parts = urlsplit(address)
    ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if ours and not parts.netloc and len(address) <= 500 else ""


def _cookie_name(state: str) -> str:
    return _COOKIE + hashlib.sha256(state.encode()).hexdigest()[:12]


@bp.get("/accedi")
@public
def sign_in() -> ResponseReturnValue:
    """The ways to sign in, and what to do for somebody who has none."""
    back = _back(request.args.get("da"))
    if current_actor().is_signed_in and "scaduta" not in request.args:
        return redirect(back or landing_of(current_actor()))
    problem = request.args.get("problema", "")
    return render(
        "identity/sign_in.html",
        back=back,
        is_expired="scaduta" in request.args,
        problem=problem if problem in {"no", "silenzio", "errore", "scaduto"} else "",
    )


@bp.get("/accedi/entra")
@public
@limiter.limit("60 per minute")
def begin() -> ResponseReturnValue:
    """Send the browser to the provider; the state is bound to this browser by a cookie of its own."""
    back = _back(request.args.get("da"))
    try:
        begun = _provider().begin(_callback_uri(), current_language().code)
    except ProviderUnavailable:
        logs.event("login.provider_unavailable")
        return redirect(url_for("identity.sign_in", da=back, problema="silenzio"))
    with writing():
        browser = actions.remember_attempt(current_app.config["KEYRING"], begun, back)
    answer = redirect(begun.url)
    answer.set_cookie(
        _cookie_name(begun.state), browser, max_age=900, httponly=True, samesite="Lax",
        secure=current_app.config["SETTINGS"].is_https, path="/accedi",
    )  # fmt: skip
    return answer


@bp.get("/accedi/ritorno")
@public
@limiter.limit("60 per minute")
def callback() -> ResponseReturnValue:
    """Back from the provider: use up the state, check everything, then open the session."""
    state = request.args.get("state", "")
    keyring = current_app.config["KEYRING"]
    try:
        with writing():
            attempt = actions.use_attempt(
                keyring, state, request.cookies.get(_cookie_name(state), "")
            )
    except AttemptUnknown:
        return _arrive_late()
    answer = {name: value for name, value in request.args.items() if name != "state"}
    try:
        who = _provider().finish(answer, _callback_uri(), attempt.nonce, attempt.verifier)
    except (LoginRefused, LoginInvalid, ProviderUnavailable) as problem:
        return _explain(problem, attempt.back)
    return _enter(who, attempt.back, state)


def _arrive_late() -> Response:
    """A double callback of somebody who is already in goes on; anybody else begins again."""
    if current_actor().is_signed_in:
        return redirect(landing_of(current_actor()))  # type: ignore[return-value]
    return redirect(url_for("identity.sign_in", problema="scaduto"))  # type: ignore[return-value]


def _explain(problem: Exception, back: str) -> Response:
    words = {LoginRefused: "no", ProviderUnavailable: "silenzio"}
    logs.event("login.failed", reason=str(problem), kind=type(problem).__name__)
    word = words.get(type(problem), "errore")
    return redirect(url_for("identity.sign_in", da=back, problema=word))  # type: ignore[return-value]


def _enter(who: Identified, back: str, state: str) -> Response:
    proof = Authentication("oidc", who.issuer, who.level, clock.now(), who.second_factor)
    with writing() as session:
        person = actions.sign_in(current_app.config["KEYRING"], who)
        open_session(session, person.id, session_facts(proof))
    answer = redirect(back or landing_of(current_actor()))
    answer.delete_cookie(_cookie_name(state), path="/accedi")
    return answer  # type: ignore[return-value]


@bp.post("/esci")
@public
def sign_out() -> ResponseReturnValue:
    """End the session here, and the provider's where it says how."""
    home = current_app.config["SETTINGS"].public_url.rstrip("/") + "/"
    was_open = current_session() is not None
    with writing() as session:
        end_session(session)
    answer = redirect((_provider().sign_out_url(home) if was_open else None) or "/")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.route("/area-personale/profilo", methods=["GET", "POST"])
@signed_in
def profile() -> ResponseReturnValue:
    """What we know of the person, with the source of each datum; contacts can be changed."""
    actor = current_actor()
    keyring = current_app.config["KEYRING"]
    known = queries.get_profile(keyring, actor)
    form = ContactForm(data={"email": known.email, "phone": known.phone})
    if request.method == "POST":
        form = ContactForm()
        if form.validate():
            _save_contacts(form)
            notice(_("Your contacts are saved."))
            return redirect(url_for("identity.profile"))
    return render(
        "identity/profile.html",
        profile=known,
        form=form,
        sessions=sessions_of(actor.person_id or 0),
        this_session=current_session(),
        status=422 if form.errors else 200,
    )


def _save_contacts(form: ContactForm) -> None:
    facts = {"email": form.email.data or "", "phone": form.phone.data or ""}
    with writing():
        actions.change_contacts(current_app.config["KEYRING"], current_actor(), facts)


@bp.post("/area-personale/esci-ovunque")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of the person, this one included."""
    person_id = current_actor().person_id
    if person_id is None:
        raise BadRequest
    with writing() as session:
        end_sessions_of(session, person_id)
        end_session(session)
    notice(_("You are signed out on every device."))
    return redirect(url_for("identity.sign_in"))
