"""What can be wrong with a login, a fault at a time, each with the cause it is refused for."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from portal.identity.federation.attributes import FISCAL_NUMBER
from portal.identity.federation.schemes import Scheme
from tests.identity.federation import peers
from tests.identity.federation.anchored import CORE
from tests.identity.federation.logins import (
    Fault,
    Login,
    replied,
)
from tests.identity.federation.peers import PROVIDER, US, key

EVIL = "https://evil.invalid"
BOTH = [Scheme.SPID, Scheme.CIE]


def says(name: str, **claims: Any) -> Fault:
    return lambda login: getattr(login, name).update(claims)


def lacks(name: str, claim: str) -> Fault:
    return lambda login: getattr(login, name).pop(claim)


def heads(name: str, **header: Any) -> Fault:
    return lambda login: login.headers.setdefault(name, {}).update(header)


def signs(name: str, by: str) -> Fault:
    return lambda login: login.signers.update({name: key(by)})


def replies(name: str, *found: Any) -> Fault:
    return lambda login: login.answers.update({name: replied(*found)})


def late(name: str, **seconds: int) -> Fault:
    """Times beside the present moment."""
    return lambda login: getattr(login, name).update(
        {claim: peers.now() + delay for claim, delay in seconds.items()}
    )


def tampers(name: str) -> Fault:
    def change(login: Login) -> None:
        raw = peers.tampered(login.token(name))
        login.raw[name] = lambda: raw

    return change


def odd(name: str) -> Fault:
    """Decoders pass over such letters: the same token would have many spellings."""

    def change(login: Login) -> None:
        raw = login.token(name)
        login.raw[name] = lambda: f"{raw[:-9]}\x00{raw[-9:]}"

    return change


def unsigned(name: str) -> Fault:
    return lambda login: login.raw.update({name: lambda: peers.unsigned(getattr(login, name))})


def confused(name: str) -> Fault:
    return lambda login: login.raw.update(
        {name: lambda: peers.confused(getattr(login, name), key(CORE))}
    )


def swaps(one: str, other: str) -> Fault:
    """One token stands where another belongs."""

    def change(login: Login) -> None:
        raw = login.token(other)
        login.raw[one] = lambda: raw

    return change


def seals(**header: Any) -> Fault:
    return lambda login: login.sealing.update(header)


def sends(make: Callable[[Login], str]) -> Fault:
    return lambda login: login.answers.update(
        {"userinfo": replied(make(login), 200, "application/jwt")}
    )


def any_token(name: str, word: str) -> list[tuple[str, Fault, str]]:
    """The faults that each of the three tokens can have."""
    return [
        ("alg none", unsigned(name), f"{word}.algorithm"),
        ("shared secret", confused(name), f"{word}.algorithm"),
        ("tampered", tampers(name), f"{word}.signature"),
        ("a key of nobody", signs(name, "x"), f"{word}.key"),
        ("the federation key", signs(name, "provider"), f"{word}.key"),
        ("another key under this name", lambda login: (
            signs(name, "x")(login), heads(name, kid=key(CORE).kid)(login)), f"{word}.signature"),
        ("no kid", heads(name, kid=None), f"{word}.key"),
        ("another type", heads(name, typ="entity-statement+jwt"), f"{word}.type"),
        ("letters of no token in it", odd(name), f"{word}.form"),
        ("an end that no calendar has", says(name, exp=2**39), f"{word}.expired"),
        ("not a token", lambda login: login.raw.update({name: lambda: "hello"}), f"{word}.form"),
        ("iss", says(name, iss=EVIL), f"{word}.issuer"),
        ("a slash more", says(name, iss=PROVIDER + "/"), f"{word}.issuer"),
        ("no iss", lacks(name, "iss"), f"{word}.issuer"),
        ("exp", late(name, exp=-61, iat=-300), f"{word}.expired"),
        ("no exp", lacks(name, "exp"), f"{word}.expired"),
        ("exp as words", says(name, exp="tomorrow"), f"{word}.expired"),
        ("iat", late(name, iat=61, exp=600), f"{word}.issued_at"),
        ("no iat", lacks(name, "iat"), f"{word}.issued_at"),
        ("nbf", late(name, nbf=61), f"{word}.not_before"),
    ]  # fmt: skip


ANSWERS: list[tuple[str, Fault, str]] = [
    ("state", says("answer", state="6" * 64), "answer.state"),
    ("no state", lacks("answer", "state"), "answer.state"),
    ("empty state", says("answer", state=""), "answer.state"),
    ("odd state", says("answer", state="é"), "answer.state"),
    ("half a character", says("answer", state="\ud800"), "answer.state"),
    ("iss", says("answer", iss=EVIL), "answer.issuer"),
    ("no iss, though it announces one", lacks("answer", "iss"), "answer.issuer"),
    ("no code", lacks("answer", "code"), "answer.code"),
    ("a code without end", says("answer", code="c" * 5000), "answer.code"),
    ("an error with another state", says("answer", error="access_denied", state="x"), "answer.state"),
    ("an error of another issuer", says("answer", error="access_denied", iss=EVIL), "answer.issuer"),
    *((f"error {word}", says("answer", error=word), "answer.refused") for word in (
        "access_denied", "unauthorized_client", "invalid_request", "invalid_scope", "consent_required",
        "unsupported_response_type", "login_required", "invalid_request_object", "invalid_client",
        "registration_not_supported", "request_uri_not_supported", "rejected_by_user", "<script>")),
    *((f"error {word}", says("answer", error=word), "answer.provider_trouble") for word in (
        "server_error", "temporarily_unavailable")),
    ("tokens: sent elsewhere", replies("tokens", "", 302), "tokens.redirected"),
    ("tokens: refused without a word", replies("tokens", "", 403, "text/html"), "tokens.refused"),
    ("tokens: refused with a page", replies("tokens", "<html>", 400, "text/html"), "tokens.refused"),
    ("tokens: trouble", replies("tokens", "", 502), "tokens.provider_trouble"),
    ("tokens: created", replies("tokens", "{}", 201), "tokens.refused"),
    ("tokens: a page", replies("tokens", "{}", 200, "text/html"), "tokens.content_type"),
    ("tokens: a list", replies("tokens", "[]"), "tokens.form"),
    ("tokens: not text", replies("tokens", b"\xff"), "tokens.form"),
    ("tokens: a name twice", replies("tokens", '{"id_token": "a", "id_token": "b"}'), "tokens.form"),
    ("token_type mac", says("reply", token_type="mac"), "tokens.token_type"),
    ("no token_type", says("reply", token_type=None), "tokens.token_type"),
    ("no expires_in", says("reply", expires_in=None), "tokens.expired"),
    ("expires_in in words", says("reply", expires_in="600"), "tokens.expired"),
    ("expires_in without end", says("reply", expires_in=10**12), "tokens.expired"),
    ("expires_in true", says("reply", expires_in=True), "tokens.expired"),
    ("expired when it comes", says("reply", expires_in=0), "tokens.expired"),
    ("a number as id_token", says("reply", id_token=7), "tokens.missing"),
    ("no id_token", says("reply", id_token=None), "tokens.missing"),
    ("no access_token", says("reply", access_token=""), "tokens.missing"),
]  # fmt: skip
TOKENS: list[tuple[str, Fault, str]] = [
    *((f"id: {what}", *rest) for what, *rest in any_token("id", "id_token")),
    *((f"access: {what}", *rest) for what, *rest in any_token("access", "access_token")),
    ("id: the access token again", swaps("id", "access"), "id_token.type"),
    ("access: the id token again", swaps("access", "id"), "access_token.type"),
    ("access: for another client", says("access", client_id=EVIL), "access_token.client"),
    ("access: for no client", lacks("access", "client_id"), "access_token.client"),
    ("access: no type", heads("access", typ=None), "access_token.type"),
    ("id: sealed", lambda login: login.raw.update(id=lambda: login.sealed("x")), "id_token.form"),
    ("id: aud", says("id", aud=EVIL), "id_token.audience"),
    ("id: aud of two", says("id", aud=[US, EVIL]), "id_token.audience"),
    ("id: aud twice", says("id", aud=[US, US]), "id_token.audience"),
    ("id: no aud", lacks("id", "aud"), "id_token.audience"),
    ("id: another's, though azp names us", says("id", aud=[EVIL], azp=US), "id_token.audience"),
    ("id: azp", says("id", azp=EVIL), "id_token.client"),
    ("id: no sub", lacks("id", "sub"), "id_token.subject"),
    ("id: empty sub", says("id", sub=""), "id_token.subject"),
    ("id: a number as sub", says("id", sub=7), "id_token.subject"),
    ("id: nonce", says("id", nonce="8" * 64), "id_token.nonce"),
    ("id: no nonce", lacks("id", "nonce"), "id_token.nonce"),
    ("id: odd nonce", says("id", nonce="é"), "id_token.nonce"),
    ("id: of this morning", late("id", iat=-1000, exp=600), "id_token.issued_at"),
    ("id: at_hash", says("id", at_hash="AAAA"), "id_token.access_hash"),
    ("id: no at_hash", says("id", at_hash=None), "id_token.access_hash"),
    ("id: at_hash of another algorithm", lambda login: (
        says("id", at_hash=login.hash())(login), heads("id", alg="RS512")(login)), "id_token.access_hash"),
    ("id: a lower level", says("id", acr="https://www.spid.gov.it/SpidL1"), "id_token.level"),
    ("id: no level", lacks("id", "acr"), "id_token.level"),
    ("id: a level of nobody", says("id", acr=f"{EVIL}/SpidL3"), "id_token.level"),
    ("id: a level without end", says("id", acr="https://www.spid.gov.it/SpidL9"), "id_token.level"),
    ("id: levels in a list", says("id", acr=["https://www.spid.gov.it/SpidL2"]), "id_token.level"),
    ("id: no jti", lacks("id", "jti"), "id_token.identifier"),
    ("id: an empty jti", says("id", jti=""), "id_token.identifier"),
    ("id: a jti without end", says("id", jti="j" * 256), "id_token.identifier"),
    ("id: a sub without end", says("id", sub="s" * 256), "id_token.subject"),
    ("id: jti used before", lambda login: login.used.add((PROVIDER, "id-1")), "id_token.replayed"),
]  # fmt: skip
USERINFO: list[tuple[str, Fault, str]] = [
    *((what, *rest) for what, *rest in any_token("info", "userinfo")),
    ("sent elsewhere", replies("userinfo", "", 307), "userinfo.redirected"),
    ("refused", replies("userinfo", "", 401), "userinfo.refused"),
    ("trouble", replies("userinfo", "", 500), "userinfo.provider_trouble"),
    ("plain JSON", lambda login: replies("userinfo", json.dumps(login.info))(login),
     "userinfo.content_type"),
    ("plain JSON under a wrong name", sends(lambda login: json.dumps(login.info)), "userinfo.encryption"),
    ("only signed", sends(lambda login: login.token("info")), "userinfo.encryption"),
    ("sealed, not signed", sends(lambda login: login.sealed(json.dumps(login.info))), "userinfo.form"),
    ("sealed twice", sends(lambda login: login.sealed(login.sealed())), "userinfo.form"),
    ("too large", sends(lambda login: "a" * 100_001), "userinfo.too_large"),
    ("not ascii", sends(lambda login: "é...."), "userinfo.encryption"),
    ("header in pieces", sends(lambda login: "x" + login.sealed()), "userinfo.form"),
    ("letter of another key", lambda login: setattr(login, "sealed_for", key("x")), "userinfo.encryption"),
    ("for a key of nobody", seals(kid="other"), "userinfo.key"),
    ("for no key", seals(kid=None), "userinfo.key"),
    ("another content encryption", seals(enc="A256GCM"), "userinfo.algorithm"),
    ("compressed", seals(zip="DEF"), "userinfo.critical"),
    ("not said to be a token", seals(cty=None), "userinfo.type"),
    ("said to be something else", seals(cty="text"), "userinfo.type"),
    ("changed on its way", sends(lambda login: login.sealed()[:-6] + "AAAAAA"), "userinfo.encryption"),
    ("sub", says("info", sub="somebody else"), "userinfo.subject"),
    ("no sub", lacks("info", "sub"), "userinfo.subject"),
    ("aud", says("info", aud=EVIL), "userinfo.audience"),
    ("no aud", lacks("info", "aud"), "userinfo.audience"),
    ("no fiscal code", lacks("info", FISCAL_NUMBER), "attributes.missing"),
    ("a fiscal code that cannot be", says("info", **{FISCAL_NUMBER: "TINIT-VRDGLI80A41H501X"}),
     "attributes.fiscal_code"),
]  # fmt: skip
ALL = [("answer", *one) for one in ANSWERS] + [
    *(("token", *one) for one in TOKENS),
    *(("userinfo", *one) for one in USERINFO),
]
