"""Signing in: the ways in, out to a provider and back, each thing checked before a session opens."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.identity import actions, errands
from portal.identity.actions import Attempt
from portal.identity.directory import Audience, Directory, Kind, UnknownProvider, WayIn
from portal.identity.login import (
    ProviderUnavailable,
)  # fmt: skip
from portal.identity.staff import landing_of
from portal.identity.views import bp
from portal.identity.views.asking import confirms, is_enough, is_settled, wanted_level
from portal.platform import clock, logs
from portal.platform.access import public
from portal.platform.actor import current_actor
from portal.platform.addresses import is_ours
from portal.platform.database import writing
from portal.platform.errors import Situation
from portal.platform.i18n import current_language
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.pages import render
from portal.platform.security import limiter
from portal.platform.settings import Settings

_COOKIE = "accanto_login_"
#: What may have gone wrong, as the address of the login page says it.
_PROBLEMS = {"no", "silenzio", "errore", "scaduto", "livello", "fattore"}


class SomebodyBeside(Situation):
    """A person at a desk never gets a session in the browser of an operator."""

    status = 403
    title = _l("End the visit first")
    words = _l("A visit is open in this browser. Nobody signs in here until it has ended.")


def refuse_beside(*, proves_anew: bool) -> None:
    """Beside a person nobody signs in but the operator, who proves anew that it is still them.

    Raises:
        SomebodyBeside: see there.
    """
    if current_actor().visit is not None and not proves_anew:
        raise SomebodyBeside


def directory() -> Directory:
    """The providers of this installation."""
    found: Directory = current_app.config["PROVIDERS"]
    return found


def _way(name: str) -> WayIn:
    """The provider a button names; one that is stopped or gone is none."""
    try:
        found = directory().get(name)
    except UnknownProvider:
        abort(404)
    if found.outage:
        abort(404)
    return found


def callback_uri() -> str:
    """Where every provider leads back to."""
    # One address for every language: providers compare it letter by letter.
    settings: Settings = current_app.config["SETTINGS"]
    return settings.public_url.rstrip("/") + "/accedi/ritorno"


def _back(address: str | None) -> str:
    """Where to go after the login: only an address of ours, never another site's."""
    return address if address and is_ours(address) and len(address) <= 500 else ""


def start() -> str:
    """Where the person at the keyboard begins, in the language of this address."""
    return f"{request.script_root}{landing_of(current_actor())}"


def cookie_name(state: str) -> str:
    """The cookie that binds a login on its way to this browser."""
    return _COOKIE + hashlib.sha256(state.encode()).hexdigest()[:12]


@bp.get("/accedi")
@public
def sign_in() -> ResponseReturnValue:
    """The ways to sign in, and what to do for somebody who has none."""
    back = _back(request.args.get("da"))
    level = wanted_level()
    if current_actor().is_signed_in and is_settled(level):
        return redirect(back or start())
    problem = request.args.get("problema", "")
    ways = directory()
    others = ways.shuffled(Kind.OIDC)
    return render(
        "identity/sign_in.html",
        back=back,
        spid=ways.shuffled(Kind.SPID),
        cie=ways.shuffled(Kind.CIE),
        others=[way for way in others if way.audience is not Audience.STAFF],
        for_staff=[way for way in others if way.audience is Audience.STAFF],
        level=level,
        is_higher=current_actor().is_signed_in and not is_enough(level),
        is_expired="scaduta" in request.args,
        confirms=confirms() and current_actor().is_signed_in,
        problem=problem if problem in _PROBLEMS else "",
    )


@bp.get("/accedi/entra")
@public
@limiter.limit("60 per minute")
def begin() -> ResponseReturnValue:
    """Send the browser to the provider; the state is bound to this browser by a cookie of its own."""
    refuse_beside(proves_anew=confirms())
    back, level, language = _back(request.args.get("da")), wanted_level(), current_language().code
    errand = _errand(request.args.get("per", ""))
    way = _way(request.args.get("con", ""))
    try:
        # Who must prove more than they did is asked anew: the provider may remember them as they came.
        again = level > 1 or confirms() or bool(errand)
        begun = way.provider.begin(callback_uri(), language, level=level, again=again)
    except ProviderUnavailable:
        logs.event("login.provider_unavailable", provider=way.id)
        return redirect(url_for("identity.sign_in", da=back, problema="silenzio"))
    moment = int(clock.now().timestamp())
    attempt = Attempt(
        begun.nonce, begun.verifier, back, language, way.id, level, confirms(), moment, errand
    )
    with writing():
        browser = actions.remember_attempt(current_app.config["KEYRING"], begun.state, attempt)
    answer = redirect(begun.url)
    answer.set_cookie(
        cookie_name(begun.state), browser, max_age=900, httponly=True, samesite="Lax",
        secure=current_app.config["SETTINGS"].is_https, path=urlsplit(callback_uri()).path,
    )  # fmt: skip
    return answer


def _errand(text: str) -> str:
    """For what a login only answers who somebody is, if whoever is here may ask for it."""
    if text:
        errand, number = errands.get(text)
        errand.check(number)
    return text
