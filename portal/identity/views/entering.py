"""Signing in: the ways in, out to a provider and back, each thing checked before a session opens."""

from __future__ import annotations

import hashlib
import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Response, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from portal.identity import actions, arrivals
from portal.identity.actions import Attempt, AttemptUnknown, PersonUnclear
from portal.identity.actor import provider_session, session_facts
from portal.identity.devices import device_of
from portal.identity.directory import Audience, Directory, Kind, UnknownProvider, WayIn
from portal.identity.login import (
    Identified,
    LevelTooLow,
    LoginRefused,
    ProviderUnavailable,
)  # fmt: skip
from portal.identity.membership import givingback
from portal.identity.staff import landing_of
from portal.identity.tokens import LoginInvalid
from portal.identity.views import bp
from portal.identity.views.asking import confirms, is_enough, is_settled, wanted_level
from portal.platform import clock, logs
from portal.platform.access import public
from portal.platform.actor import Actor, Authentication, current_actor
from portal.platform.database import writing
from portal.platform.errors import Situation
from portal.platform.i18n import current_language, url_in
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.pages import render
from portal.platform.security import limiter
from portal.platform.sessions import (
    LoginSession,
    current_session,
    open_session,
)
from portal.platform.settings import Settings

_COOKIE = "accanto_login_"
#: What may have gone wrong, as the address of the login page says it.
_PROBLEMS = {"no", "silenzio", "errore", "scaduto", "livello", "fattore"}
#: Seconds by which a provider's clock may be behind ours.
_SKEW = 60


class NoSecondFactor(Exception):
    """The provider did not say that more than a password was used."""


class SomebodyBeside(Situation):
    """A person at a desk never gets a session in the browser of an operator."""

    status = 403
    title = _l("End the visit first")
    words = _l("A visit is open in this browser. Nobody signs in here until it has ended.")


def _refuse_beside(*, proves_anew: bool) -> None:
    """Beside a person nobody signs in but the operator, who proves anew that it is still them."""
    if current_actor().visit is not None and not proves_anew:
        raise SomebodyBeside


def _directory() -> Directory:
    found: Directory = current_app.config["PROVIDERS"]
    return found


def _way(name: str) -> WayIn:
    """The provider a button names; one that is stopped or gone is none."""
    try:
        found = _directory().get(name)
    except UnknownProvider:
        abort(404)
    if found.outage:
        abort(404)
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
    level = wanted_level()
    if current_actor().is_signed_in and is_settled(level):
        return redirect(back or _start())
    problem = request.args.get("problema", "")
    ways = _directory()
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
    _refuse_beside(proves_anew=confirms())
    back, level, language = _back(request.args.get("da")), wanted_level(), current_language().code
    way = _way(request.args.get("con", ""))
    try:
        # Who must prove more than they did is asked anew: the provider may remember them as they came.
        again = level > 1 or confirms()
        begun = way.provider.begin(_callback_uri(), language, level=level, again=again)
    except ProviderUnavailable:
        logs.event("login.provider_unavailable", provider=way.id)
        return redirect(url_for("identity.sign_in", da=back, problema="silenzio"))
    moment = int(clock.now().timestamp())
    attempt = Attempt(
        begun.nonce, begun.verifier, back, language, way.id, level, confirms(), moment
    )
    with writing():
        browser = actions.remember_attempt(current_app.config["KEYRING"], begun.state, attempt)
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
    state = request.args.get("state", "")
    keyring = current_app.config["KEYRING"]
    try:
        with writing():
            attempt = actions.use_attempt(
                keyring, state, request.cookies.get(_cookie_name(state), "")
            )
    except AttemptUnknown:
        _refuse_beside(proves_anew=False)
        return _arrive_late()
    _refuse_beside(proves_anew=attempt.confirms)
    try:
        who = _finish(attempt)
        _check_proof(who, attempt)
    except (
        LoginRefused, LoginInvalid, LevelTooLow, NoSecondFactor, ProviderUnavailable,
    ) as problem:  # fmt: skip
        return _explain(problem, attempt)
    return _enter(who, attempt, state)


def _finish(attempt: Attempt) -> Identified:
    """What the provider says; one that is gone since the login began (its chain ended, or its federation
    took it away) is as good as silent."""
    if any(len(values) > 1 for _name, values in request.args.lists()):
        raise LoginInvalid("said_twice")  # RFC 6749, 3.1
    try:
        provider = _directory().get(attempt.provider).provider
    except UnknownProvider:
        raise ProviderUnavailable("gone") from None
    return provider.finish(request.args, _callback_uri(), attempt.nonce, attempt.verifier)


def _check_proof(who: Identified, attempt: Attempt) -> None:
    """Whether the login is as sure as it was asked to be, and new where it was asked to be new."""
    if who.level < attempt.level:
        raise LevelTooLow(f"{who.level}")
    if not attempt.confirms:
        return
    if not who.second_factor:
        raise NoSecondFactor("none_named")
    proved_at = who.claims.get("auth_time")
    if isinstance(proved_at, int) and proved_at < attempt.begun - _SKEW:
        raise LoginInvalid("not_anew")


def _arrive_late() -> Response:
    """A double callback of somebody who is already in goes on; anybody else begins again."""
    if current_actor().is_signed_in:
        return redirect(_start())  # type: ignore[return-value]
    return redirect(url_for("identity.sign_in", problema="scaduto"))  # type: ignore[return-value]


def _explain(problem: Exception, attempt: Attempt) -> Response:
    words = {
        LoginRefused: "no", ProviderUnavailable: "silenzio", LevelTooLow: "livello",
        NoSecondFactor: "fattore",
    }  # fmt: skip
    reason, kind = str(problem), type(problem).__name__
    logs.event("login.failed", reason=reason, kind=kind, provider=attempt.provider)
    word = words.get(type(problem), "errore")
    wanted = {"livello": attempt.level} if attempt.level else {}
    wanted |= {"conferma": 1} if attempt.confirms else {}
    query = urlencode({"da": attempt.back, "problema": word, **wanted})
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
    before, facts = current_actor(), session_facts(proof)
    guest = before.guest
    facts["device"] = device_of(request.user_agent.string).value
    facts |= provider_session(current_app.config["KEYRING"], who.issuer, who.session)
    with writing() as session:
        person = actions.sign_in(current_app.config["KEYRING"], who)
        _refuse_beside(proves_anew=person.id == before.person_id)
        if guest is not None:
            arrivals.announce(Actor(person_id=person.id, authentication=proof), guest, back)
            facts["was_guest"] = guest
        facts |= _same_place(person.id)
        _keep_access(open_session(session, person.id, facts), who)


def _keep_access(row: LoginSession, who: Identified) -> None:
    """A token of a federation is kept with its session, to be given back when that ends."""
    if who.access is not None:
        membership, keyring = current_app.config["MEMBERSHIP"], current_app.config["KEYRING"]
        givingback.keep(keyring, membership.member, row.id_hash, who.issuer, who.access)


def _same_place(person_id: int) -> dict[str, Any]:
    """Who only proves anew who they are stays at the desk they chose, and beside the person there."""
    row = current_session()
    if row is None or row.person_id != person_id:
        return {}
    return {name: row.facts[name] for name in ("desk", "visit") if name in row.facts}
