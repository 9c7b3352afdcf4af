"""The doors of identity: sign in, come back, sign out, what we know of you."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from portal.identity import actions, arrivals, queries
from portal.identity.actions import Attempt, AttemptUnknown, PersonUnclear
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
from portal.identity.words import facts_of
from portal.platform import clock, logs
from portal.platform.access import public, signed_in
from portal.platform.actor import Actor, Authentication, current_actor
from portal.platform.csrf import way_out
from portal.platform.database import writing
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import current_language, url_in
from portal.platform.i18n import gettext as _
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.kept import forget_kept_forms, kept_form
from portal.platform.pages import notice, render
from portal.platform.security import limiter
from portal.platform.sessions import (
    current_session,
    end_session,
    end_sessions_of,
    open_session,
    sessions_of,
)  # fmt: skip
from portal.platform.settings import Settings

bp = Blueprint("identity", __name__)

_COOKIE = "accanto_login_"


class SomebodyBeside(Situation):
    """A person at a desk never gets a session in the browser of an operator."""

    status = 403
    title = _l("End the visit first")
    words = _l("A visit is open in this browser. Nobody signs in here until it has ended.")


def _refuse_beside() -> None:
    if current_actor().visit is not None:
        raise SomebodyBeside


def _provider() -> OpenIDProvider:
    found: OpenIDProvider = current_app.config["PROVIDER"]
    return found


def _callback_uri() -> str:
    # One address for every language: providers compare it letter by letter.
    settings: Settings = current_app.config["SETTINGS"]
    return settings.public_url.rstrip("/") + "/accedi/ritorno"


def _back(address: str | None) -> str:
    """Where to go after the login: only an address of ours, never another site's."""
    address = address or ""
    # Browsers drop tabs and line ends, and read "\" as "/": "/\t/elsewhere" would be another site.
    ours = address.startswith("/") and not re.search(r"^//|[\x00-\x1f\x7f\\]", address)
    return address if ours and len(address) <= 500 else ""


def _start() -> str:
    """Where the person at the keyboard begins, in the language of this address."""
    return f"{request.script_root}{landing_of(current_actor())}"


def _cookie_name(state: str) -> str:
    return _COOKIE + hashlib.sha256(state.encode()).hexdigest()[:12]


@bp.get("/accedi")
@public
def sign_in() -> ResponseReturnValue:
    """The ways to sign in, and what to do for somebody who has none."""
    back = _back(request.args.get("da"))
    if current_actor().is_signed_in and "scaduta" not in request.args:
        return redirect(back or _start())
    problem = request.args.get("problema", "")
    return render(
        "identity/sign_in.html",
        back=back,
        provider_name=current_app.config["SETTINGS"].oidc_name,
        is_expired="scaduta" in request.args,
        problem=problem if problem in {"no", "silenzio", "errore", "scaduto"} else "",
    )


@bp.get("/accedi/entra")
@public
@limiter.limit("60 per minute")
def begin() -> ResponseReturnValue:
    """Send the browser to the provider; the state is bound to this browser by a cookie of its own."""
    _refuse_beside()
    back = _back(request.args.get("da"))
    try:
        begun = _provider().begin(_callback_uri(), current_language().code)
    except ProviderUnavailable:
        logs.event("login.provider_unavailable")
        return redirect(url_for("identity.sign_in", da=back, problema="silenzio"))
    with writing():
        browser = actions.remember_attempt(
            current_app.config["KEYRING"], begun, back, current_language().code
        )
    answer = redirect(begun.url)
    answer.set_cookie(
        _cookie_name(begun.state), browser, max_age=900, httponly=True, samesite="Lax",
        secure=current_app.config["SETTINGS"].is_https, path=urlsplit(_callback_uri()).path,
    )  # fmt: skip
    return answer


@bp.get("/accedi/ritorno")
@public
@limiter.limit("60 per minute")
def callback() -> ResponseReturnValue:
    """Back from the provider: use up the state, check everything, then open the session."""
    _refuse_beside()
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
        return _explain(problem, attempt)
    return _enter(who, attempt, state)


def _arrive_late() -> Response:
    """A double callback of somebody who is already in goes on; anybody else begins again."""
    if current_actor().is_signed_in:
        return redirect(_start())  # type: ignore[return-value]
    return redirect(url_for("identity.sign_in", problema="scaduto"))  # type: ignore[return-value]


def _explain(problem: Exception, attempt: Attempt) -> Response:
    words = {LoginRefused: "no", ProviderUnavailable: "silenzio"}
    logs.event("login.failed", reason=str(problem), kind=type(problem).__name__)
    word = words.get(type(problem), "errore")
    query = urlencode({"da": attempt.back, "problema": word})
    return redirect(url_in(attempt.language, f"/accedi?{query}"))  # type: ignore[return-value]


def _enter(who: Identified, attempt: Attempt, state: str) -> Response:
    try:
        try:
            _open(who, attempt.back)
        except IntegrityError:
            # Two first logins of one person at once: the other was quicker, now they are known.
            _open(who, attempt.back)
    except PersonUnclear as problem:
        return _explain(problem, attempt)
    answer = redirect(attempt.back or url_in(attempt.language, landing_of(current_actor())))
    answer.delete_cookie(_cookie_name(state), path=urlsplit(_callback_uri()).path)
    return answer  # type: ignore[return-value]


def _open(who: Identified, back: str) -> None:
    proof = Authentication("oidc", who.issuer, who.level, clock.now(), who.second_factor)
    guest, facts = current_actor().guest, session_facts(proof)
    with writing() as session:
        person = actions.sign_in(current_app.config["KEYRING"], who)
        if guest is not None:
            arrivals.announce(Actor(person_id=person.id, authentication=proof), guest, back)
            facts["was_guest"] = guest
        open_session(session, person.id, facts)


@bp.post("/esci")
@public
@way_out
def sign_out() -> ResponseReturnValue:
    """End the session here, and the provider's where it says how."""
    home = current_app.config["SETTINGS"].public_url.rstrip("/") + "/"
    was_open = current_session() is not None
    with writing() as session:
        end_session(session)
    answer = redirect(
        (_provider().sign_out_url(home) if was_open else None) or request.script_root + "/"
    )
    return _wiped(answer)  # type: ignore[arg-type]


def _wiped(answer: Response) -> Response:
    """The browser forgets what it kept of our pages; whoever sits down next finds nothing."""
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.route("/area-personale/profilo", methods=["GET", "POST"])
@signed_in
def profile() -> ResponseReturnValue:
    """What we know of the person, with the source of each datum; contacts can be changed.

    In a visit it is closed: on that page an operator's data would stand beside a citizen's.
    """
    actor = current_actor()
    if actor.visit is not None or actor.person_id is None:
        raise NotThere
    known = queries.get_profile(current_app.config["KEYRING"], actor)
    typed = None if request.method == "POST" else kept_form(actor.person_id)
    contacts = {"email": known.email, "phone": known.phone}
    form = ContactForm(typed, data=contacts) if typed else ContactForm(data=contacts)
    if request.method == "POST" and form.validate():
        _save_contacts(form, actor.person_id)
        notice(_("Your contacts are saved."))
        return redirect(url_for("identity.profile"))
    return render(
        "identity/profile.html",
        facts=facts_of(known),
        form=form,
        sessions=sessions_of(actor.person_id),
        this_session=current_session(),
        status=422 if form.errors else 200,
    )


def _save_contacts(form: ContactForm, person_id: int) -> None:
    facts = {"email": form.email.data or "", "phone": form.phone.data or ""}
    with writing() as session:
        actions.change_contacts(current_app.config["KEYRING"], current_actor(), facts)
        forget_kept_forms(session, person_id, request.path)


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
    return _wiped(redirect(url_for("identity.sign_in")))  # type: ignore[arg-type]
