"""The OpenID provider of the demo, as people meet it: description, choice of a person, signing out."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from flask import Blueprint, Response, g, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from demo.asking import RequestRefused, RequestUntrusted, answer_url, read_request
from demo.logins import SESSION_SECONDS, Asked, SignedIn
from demo.places import CLIENT_ID
from demo.signing import ALGORITHM, HintInvalid
from demo.world import World, current_world

bp = Blueprint("provider", __name__)

SESSION_COOKIE = "demo_op_session"
BROWSER_COOKIE = "demo_op_browser"
_OTHER_ISSUER = "https://altro.prova.invalid"
_GROUPS = (
    ("Cittadini", ("citizen", "parent", "guardian")),
    ("Chi lavora nei servizi", ("operator", "officer", "editor", "administrator")),
)

View = Callable[[], ResponseReturnValue]


def door(name: str) -> Callable[[View], View]:
    """A door of the provider, where a fault may be set; lying ones are left to the view."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded() -> ResponseReturnValue:
            g.fault = current_world().faults.provider_at(name)
            if g.fault == "down":
                return Response("fuori servizio", 503, mimetype="text/plain")
            if g.fault == "nonsense":
                return Response("<p>??</p>", 200, mimetype="text/html")
            return view()

        return guarded

    return decorate


@bp.get("/.well-known/openid-configuration")
@door("discovery")
def describe() -> ResponseReturnValue:
    """What this provider can do (OpenID Connect Discovery 1.0)."""
    issuer = current_world().places.outside
    return jsonify(
        issuer=issuer,
        authorization_endpoint=f"{issuer}/authorize",
        token_endpoint=f"{issuer}/token",
        userinfo_endpoint=f"{issuer}/userinfo",
        jwks_uri=f"{issuer}/jwks",
        end_session_endpoint=f"{issuer}/logout",
        response_types_supported=["code"],
        response_modes_supported=["query"],
        grant_types_supported=["authorization_code"],
        subject_types_supported=["public"],
        id_token_signing_alg_values_supported=[ALGORITHM],
        token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post"],
        code_challenge_methods_supported=["S256"],
        scopes_supported=["openid", "profile", "email", "phone", "address"],
        acr_values_supported=sorted({p.acr for p in current_world().people.values()}),
        claims_parameter_supported=False,
        request_parameter_supported=False,
        request_uri_parameter_supported=False,
        authorization_response_iss_parameter_supported=True,
        ui_locales_supported=["it"],
    )


@bp.get("/jwks")
@door("jwks")
def keys() -> ResponseReturnValue:
    """The public key."""
    return jsonify(current_world().signer.published())


@bp.route("/authorize", methods=["GET", "POST"])
@door("authorize")
def authorize() -> ResponseReturnValue:
    """Check the request, then let the person choose who to be."""
    world = current_world()
    try:
        asked = read_request(request.values, world.places)
    except RequestUntrusted:
        return _say("Questa richiesta non viene dal portale", _NOT_OURS, 400)
    except RequestRefused as refused:
        words = {"error": refused.error, "error_description": refused.description}
        return _back(refused.asked, **words)
    known = _usable_session(world, asked)
    if "none" in asked.prompt:
        if known is None:
            return _back(asked, error="login_required")
        return _with_code(world, asked, known)
    return _choice_page(world, asked, known)


@bp.post("/authorize/choose")
@door("authorize")
def choose() -> ResponseReturnValue:
    """The person said who they are, or that they do not want to."""
    world = current_world()
    browser = request.cookies.get(BROWSER_COOKIE, "")
    asked = world.logins.take(request.form.get("request", ""), browser)
    if asked is None:
        return _say("È passato troppo tempo", _TOO_LATE, 400)
    if request.form.get("answer") == "no":
        return _back(asked, error="access_denied", error_description="the person said no")
    if request.form.get("answer") == "continue":
        known = _usable_session(world, asked)
        if known is None:
            return _choice_page(world, asked, None)
        return _with_code(world, asked, known)
    person = world.people.get(request.form.get("person", ""))
    if person is None:
        return _choice_page(world, asked, _usable_session(world, asked))
    secret, known = world.logins.open_session(person.id)
    answer = _with_code(world, asked, known)
    _set_cookie(answer, SESSION_COOKIE, secret, SESSION_SECONDS)
    return answer


@bp.route("/logout", methods=["GET", "POST"])
@door("logout")
def log_out() -> ResponseReturnValue:
    """End this provider's session when the portal asks (RP-Initiated Logout 1.0), else after a question."""
    world = current_world()
    client_id, hint = request.values.get("client_id", ""), request.values.get("id_token_hint", "")
    address = request.values.get("post_logout_redirect_uri", "")
    secret = request.cookies.get(SESSION_COOKIE, "")
    try:
        hinted = world.signer.read_hint(hint, world.places.outside, CLIENT_ID) if hint else {}
    except HintInvalid:
        return _say("Questa richiesta non viene dal portale", _NOT_OURS, 400)
    is_ours = client_id == CLIENT_ID or (bool(hinted) and not client_id)
    if (client_id and not is_ours) or (
        address and not (is_ours and address in world.places.logout_uris)
    ):
        return _say("Questa richiesta non viene dal portale", _NOT_OURS, 400)
    known = world.logins.session(secret)
    is_other = bool(hinted and known and world.people[known.person].subject != hinted.get("sub"))
    if request.method == "GET" and (not is_ours or is_other):
        return render_template("logout.html", asked=request.args)
    world.logins.end_session(secret)
    state = request.values.get("state", "")
    onward = f"{address}?{urlencode({'state': state})}" if state else address
    answer = redirect(onward, 303) if address else make_response(_say("Sei uscito", _OUT, 200))
    answer.delete_cookie(SESSION_COOKIE)
    return answer


_NOT_OURS = "L'indirizzo è incompleto o cambiato. Torna al portale e ricomincia da lì."
_TOO_LATE = "La pagina è scaduta, o è di un altro browser. Torna al portale e premi «Accedi»."
_OUT = "L'accesso di prova è chiuso in questo browser."


def _say(title: str, words: str, status: int) -> tuple[str, int]:
    return render_template("message.html", title=title, words=words), status


def _usable_session(world: World, asked: Asked) -> SignedIn | None:
    known = world.logins.session(request.cookies.get(SESSION_COOKIE, ""))
    if known is None or "login" in asked.prompt or known.person not in world.people:
        return None
    is_old = asked.max_age is not None and world.logins.now() - known.at > asked.max_age
    return None if is_old else known


def _choice_page(world: World, asked: Asked, known: SignedIn | None) -> Response:
    browser = request.cookies.get(BROWSER_COOKIE) or secrets.token_urlsafe(16)
    people = world.people.values()
    page = render_template(
        "login.html",
        request_name=world.logins.remember(asked, browser),
        groups=[(title, [p for p in people if p.kind in kinds]) for title, kinds in _GROUPS],
        known=world.people[known.person] if known else None,
    )
    answer = make_response(page)
    _set_cookie(answer, BROWSER_COOKIE, browser, SESSION_SECONDS)
    return answer


def _with_code(world: World, asked: Asked, known: SignedIn) -> Response:
    return _back(asked, code=world.logins.new_code(asked, known.person, known.at))


def _back(asked: Asked, **words: str) -> Response:
    is_lying = g.fault == "wrong_answer_issuer"
    issuer = _OTHER_ISSUER if is_lying else current_world().places.outside
    return redirect(answer_url(asked, issuer, **words), 303)  # type: ignore[return-value]


def _set_cookie(answer: Response, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax")
