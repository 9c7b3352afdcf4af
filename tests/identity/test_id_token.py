"""An ID token of a plain provider: one that holds, at the edges of its times too, and a fault at a time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from portal.identity.federation.believing import access_hash
from portal.identity.provider import LoginInvalid
from portal.platform import clock
from tests.identity.federation import peers
from tests.identity.scripted import ACCESS, CLIENT_ID, NONCE, SUBJECT, Script, new_key, unsigned
from tests.identity.test_provider import SECRET, finish

LONG_AGO = int(time.time()) - 7200
WRONG: dict[str, Callable[[Script], object]] = {
    "another issuer": lambda s: s.claims.update(iss="https://elsewhere.prova.invalid"),
    "a slash more": lambda s: s.claims.update(iss=s.issuer + "/"),
    "no issuer": lambda s: s.claims.update(iss=None),
    "another audience": lambda s: s.claims.update(aud="somebody-else"),
    "no audience": lambda s: s.claims.update(aud=None),
    "an audience that begins like us": lambda s: s.claims.update(aud=CLIENT_ID + "2"),
    "another's, though azp names us": lambda s: s.claims.update(aud="x", azp=CLIENT_ID),
    "several audiences, not for us": lambda s: s.claims.update(aud=[CLIENT_ID, "x"], azp="x"),
    "several audiences, for nobody": lambda s: s.claims.update(aud=[CLIENT_ID, "x"]),
    "an audience that is no word": lambda s: s.claims.update(aud=7),
    "for us, given to somebody else": lambda s: s.claims.update(azp="somebody-else"),
    "given to a list": lambda s: s.claims.update(azp=[CLIENT_ID]),
    "another nonce": lambda s: s.claims.update(nonce="of-another-login"),
    "a nonce in other letters": lambda s: s.claims.update(nonce="però"),
    "no nonce": lambda s: s.claims.update(nonce=None),
    "expired": lambda s: s.claims.update(iat=LONG_AGO, exp=LONG_AGO + 300),
    "no end": lambda s: s.claims.update(exp=None),
    "an end that is no number": lambda s: s.claims.update(exp="tomorrow"),
    "an end without end": lambda s: s.claims.update(exp=float("inf")),
    "no beginning": lambda s: s.claims.update(iat=None),
    "issued tomorrow": lambda s: s.claims.update(iat=int(time.time()) + 86400),
    "not yet": lambda s: s.claims.update(nbf=int(time.time()) + 86400),
    "no subject": lambda s: s.claims.update(sub=None),
    "an empty subject": lambda s: s.claims.update(sub=""),
    "of another access token": lambda s: s.claims.update(at_hash=access_hash("ES256", "another")),
    "half of its hash": lambda s: s.claims.update(at_hash=access_hash("ES256", ACCESS)[:10]),
    "a hash in other letters": lambda s: s.claims.update(at_hash="però"),
    "a hash that is no word": lambda s: s.claims.update(at_hash=7),
    "signed by somebody else": lambda s: setattr(s, "signed_with", new_key("first")),
    "signed with an unknown key": lambda s: setattr(s, "signed_with", new_key("unknown")),
    "not signed": lambda s: setattr(s, "token", unsigned({"sub": SUBJECT, "nonce": NONCE})),
    "the right one, not signed": lambda s: setattr(s, "token", unsigned(s.said())),
    "signed with our secret": lambda s: setattr(s, "token", sealed(s, OctKey.import_key(SECRET))),
    "signed with the public key as a secret": lambda s: setattr(
        s, "token", peers.confused(s.said(), s.key)
    ),
    "by an algorithm we do not take": lambda s: setattr(s, "token", by_other_algorithm(s)),
    "its signature cut off": lambda s: setattr(s, "token", s.id_token().rpartition(".")[0] + "."),
    "another's body under its signature": lambda s: setattr(s, "token", swapped(s)),
    "no token": lambda s: setattr(s, "token", ""),
    "no token at all": lambda s: setattr(s, "token", "three.words.here"),
    "the data of somebody else": lambda s: s.about.update(sub="subject-of-carla"),
    "data of nobody": lambda s: s.about.update(sub=None),
}


def sealed(script: Script, key: OctKey) -> str:
    """The right claims under a secret that two know."""
    return jwt.encode({"alg": "HS256", "kid": "first"}, script.said(), key)


def by_other_algorithm(script: Script) -> str:
    key = RSAKey.generate_key(2048, {"kid": "first"})
    return jwt.encode({"alg": "RS512", "kid": "first"}, script.said(), key, algorithms=["RS512"])


def swapped(script: Script) -> str:
    head, _body, signature = script.id_token().split(".")
    other = unsigned({**script.said(), "sub": "somebody-else"}).split(".")[1]
    return f"{head}.{other}.{signature}"


@pytest.mark.parametrize("what", WRONG)
def test_an_answer_that_does_not_fit_lets_nobody_in(script: Script, what: str) -> None:
    WRONG[what](script)
    with pytest.raises(LoginInvalid):
        finish(script)


RIGHT: dict[str, dict[str, object]] = {
    "alone in a list": {"aud": [CLIENT_ID]},
    "among several, for us": {"aud": [CLIENT_ID, "x"], "azp": CLIENT_ID},
    "for us, and it says so": {"azp": CLIENT_ID},
    "with its access token": {"at_hash": access_hash("ES256", ACCESS)},
}


@pytest.mark.parametrize("what", RIGHT)
def test_what_the_standard_leaves_open_comes_in(script: Script, what: str) -> None:
    script.claims |= RIGHT[what]
    assert finish(script).subject == SUBJECT


@pytest.mark.parametrize(
    ("times", "holds"),
    [
        ({"iat": 55, "exp": 300}, True),
        ({"iat": 65, "exp": 300}, False),
        ({"iat": -300, "exp": -55}, True),
        ({"iat": -300, "exp": -65}, False),
        ({"iat": 0, "exp": 300, "nbf": 55}, True),
        ({"iat": 0, "exp": 300, "nbf": 65}, False),
    ],
    ids=str,
)
def test_a_minute_is_left_for_other_peoples_clocks(
    script: Script, times: dict[str, int], holds: bool
) -> None:
    with clock.freeze(clock.now()):
        now = int(clock.now().timestamp())
        script.claims |= {name: now + seconds for name, seconds in times.items()}
        if holds:
            assert finish(script).subject == SUBJECT
        else:
            with pytest.raises(LoginInvalid):
                finish(script)
