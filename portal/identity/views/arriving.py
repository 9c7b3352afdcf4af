"""Coming back from a provider: each thing checked, then a session, or only the answer who somebody is."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from portal.identity import actions, arrivals, errands
from portal.identity.actions import Attempt, AttemptUnknown, PersonUnclear
from portal.identity.actor import provider_session, session_facts
from portal.identity.devices import device_of
from portal.identity.directory import UnknownProvider
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
from portal.identity.views.entering import (
    callback_uri,
    cookie_name,
    directory,
    refuse_beside,
    start,
)
from portal.platform import clock, logs
from portal.platform.access import public
from portal.platform.actor import Actor, Authentication, current_actor
from portal.platform.database import db, writing
from portal.platform.i18n import force_locale, url_in
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice
from portal.platform.security import limiter
from portal.platform.sessions import LoginSession, current_session, open_session

#: Seconds by which a provider's clock may be behind ours.
_SKEW = 60


class NoSecondFactor(Exception):
    """The provider did not say that more than a password was used."""


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
                keyring, state, request.cookies.get(cookie_name(state), "")
            )
    except AttemptUnknown:
        refuse_beside(proves_anew=False)
        return _arrive_late()
    refuse_beside(proves_anew=attempt.confirms)
    try:
        who = _finish(attempt)
        _check_proof(who, attempt)
    except (
        LoginRefused, LoginInvalid, LevelTooLow, NoSecondFactor, ProviderUnavailable,
    ) as problem:  # fmt: skip
        return _explain(problem, attempt)
    return _answer(who, attempt, state) if attempt.errand else _enter(who, attempt, state)


def _finish(attempt: Attempt) -> Identified:
    """What the provider says; one that is gone since the login began (its chain ended, or its federation
    took it away) is as good as silent."""
    if any(len(values) > 1 for _name, values in request.args.lists()):
        raise LoginInvalid("said_twice")  # RFC 6749, 3.1
    try:
        provider = directory().get(attempt.provider).provider
    except UnknownProvider:
        raise ProviderUnavailable("gone") from None
    return provider.finish(request.args, callback_uri(), attempt.nonce, attempt.verifier)


def _check_proof(who: Identified, attempt: Attempt) -> None:
    """Whether the login is as sure as it was asked to be, and new where it was asked to be new."""
    if who.level < attempt.level:
        raise LevelTooLow(f"{who.level}")
    if not attempt.confirms and not attempt.errand:
        return
    if attempt.confirms and not who.second_factor:
        raise NoSecondFactor("none_named")
    proved_at = who.claims.get("auth_time")
    if isinstance(proved_at, int) and proved_at < attempt.begun - _SKEW:
        raise LoginInvalid("not_anew")


def _arrive_late() -> Response:
    """A double callback of somebody who is already in goes on; anybody else begins again."""
    if current_actor().is_signed_in:
        return redirect(start())  # type: ignore[return-value]
    return redirect(url_for("identity.sign_in", problema="scaduto"))  # type: ignore[return-value]


def _explain(problem: Exception, attempt: Attempt) -> Response:
    words = {
        LoginRefused: "no", ProviderUnavailable: "silenzio", LevelTooLow: "livello",
        NoSecondFactor: "fattore",
    }  # fmt: skip
    reason, kind = str(problem), type(problem).__name__
    logs.event("login.failed", reason=reason, kind=kind, provider=attempt.provider)
    if attempt.errand:
        return _explain_errand(attempt)
    word = words.get(type(problem), "errore")
    wanted = {"livello": attempt.level} if attempt.level else {}
    wanted |= {"conferma": 1} if attempt.confirms else {}
    query = urlencode({"da": attempt.back, "problema": word, **wanted})
    return redirect(url_in(attempt.language, f"/accedi?{query}"))  # type: ignore[return-value]


def _explain_errand(attempt: Attempt) -> Response:
    errand, number = errands.get(attempt.errand)
    with force_locale(attempt.language):
        notice(_("Nobody signed in. Try again, or go on in another way."), "warning")
    return redirect(url_in(attempt.language, errand.back(number)))  # type: ignore[return-value]


def _answer(who: Identified, attempt: Attempt, state: str) -> Response:
    """Say who came back to who asked. Whoever it is gets no session here, and the provider forgets them:
    the next person at this screen must not be taken for them."""
    errand, number = errands.get(attempt.errand)
    way = directory().get(attempt.provider)
    try:
        errand.answer(number, who, way)
    except PersonUnclear as problem:
        return _explain(problem, attempt)
    if who.access is not None:
        with writing():
            _give_back_at_once(who, state)
    home = current_app.config["SETTINGS"].public_url.rstrip("/")
    there = directory().sign_out_url(who.issuer, home + errand.after)
    answer = redirect(there or url_in(attempt.language, errand.back(number)))
    answer.delete_cookie(cookie_name(state), path=urlsplit(callback_uri()).path)
    return answer  # type: ignore[return-value]


def _give_back_at_once(who: Identified, state: str) -> None:
    """A token of a federation belongs to no session here: it goes back by a job."""
    if who.access is not None:
        membership, keyring = current_app.config["MEMBERSHIP"], current_app.config["KEYRING"]
        name = hashlib.sha256(state.encode()).hexdigest()
        givingback.keep(keyring, membership.member, name, who.issuer, who.access)
        db.session.flush()
        givingback.leave(name)


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
    answer.delete_cookie(cookie_name(state), path=urlsplit(callback_uri()).path)
    return answer  # type: ignore[return-value]


def _open(who: Identified, back: str) -> None:
    proof = Authentication("oidc", who.issuer, who.level, clock.now(), who.second_factor)
    before, facts = current_actor(), session_facts(proof)
    guest = before.guest
    facts["device"] = device_of(request.user_agent.string).value
    facts |= provider_session(current_app.config["KEYRING"], who.issuer, who.session)
    with writing() as session:
        person = actions.sign_in(current_app.config["KEYRING"], who)
        refuse_beside(proves_anew=person.id == before.person_id)
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
