"""Whatever the other side writes: believed only where it says what it must, and never a crash."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.identity.federation import policy, signing
from portal.identity.federation.answering import read_answer, read_tokens
from portal.identity.federation.attributes import FISCAL_NUMBER, read_attributes
from portal.identity.federation.fetching import Answered
from portal.identity.federation.providers import resolve_provider
from portal.identity.federation.refusing import About, Refused
from portal.identity.federation.schemes import Scheme
from portal.identity.federation.statements import read_configuration
from tests.identity.federation import peers
from tests.identity.federation.anchored import World, pinned
from tests.identity.federation.logins import STATE, Login, provider
from tests.identity.federation.peers import PROVIDER, US, key

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
ID_CLAIMS = ["iss", "sub", "aud", "nonce", "acr", "jti", "nbf", "iat", "exp", "at_hash", "azp"]
INFO_CLAIMS = [
    "iss",
    "sub",
    "aud",
    "iat",
    "exp",
    FISCAL_NUMBER,
    "given_name",
    "birthdate",
    "address",
]
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def is_refused(act: Any, *given_to: Any, **more: Any) -> bool:
    try:
        act(*given_to, **more)
    except Refused:
        return True
    return False


@FEW
@given(name=st.sampled_from(ID_CLAIMS), value=ANYTHING)
def test_any_value_of_any_claim_of_an_id_token(name: str, value: Any) -> None:
    login = Login()
    honest = {**login.id, "at_hash": login.hash(), "azp": US}
    login.id[name] = value
    if is_refused(login.believe):
        return
    # What may be freely chosen by the provider, within its form; everything else is as asked.
    free = {"jti": str, "sub": str, "nbf": int | float, "iat": int | float, "exp": int | float}
    taken_away = value is None and name in {"azp", "at_hash"}
    assert value == honest[name] or taken_away or isinstance(value, free[name])


@FEW
@given(name=st.sampled_from(["iss", "client_id", "iat", "exp", "nbf"]), value=ANYTHING)
def test_any_value_of_any_claim_of_an_access_token(name: str, value: Any) -> None:
    login = Login()
    honest = login.access.get(name)
    login.access[name] = value
    if not is_refused(login.believe):
        assert value == honest or (name in {"iat", "exp", "nbf"} and value is not True)


@FEW
@given(name=st.sampled_from(INFO_CLAIMS), value=ANYTHING)
def test_any_value_of_any_claim_of_a_userinfo(name: str, value: Any) -> None:
    login = Login()
    login.info[name] = value
    is_refused(login.finish)


@FEW
@given(claims=st.dictionaries(st.sampled_from(ID_CLAIMS), ANYTHING))
def test_any_id_token_that_is_whole_nonsense(claims: dict[str, Any]) -> None:
    login = Login()
    login.raw["id"] = lambda: peers.signed(claims, login.signers["id"])
    assert is_refused(login.believe)


@FEW
@given(claims=st.dictionaries(st.sampled_from(["jwks", "metadata", "authority_hints", "trust_marks",
       "constraints", "metadata_policy", "metadata_policy_crit", "exp", "iat", "crit", "nbf"]),
       ANYTHING))  # fmt: skip
def test_any_statement_of_a_superior(claims: dict[str, Any]) -> None:
    world = World()
    world.says["about"].update(claims)
    world.says["provider"].update({name: claims[name] for name in claims if name != "exp"})
    is_refused(lambda: resolve_all(world))


def resolve_all(world: World) -> None:
    resolve_provider(PROVIDER, pinned(), world.reader())


@FEW
@given(metadata=st.dictionaries(st.sampled_from(["jwks", "issuer", "token_endpoint", "logo_uri",
       "organization_name", "signed_jwks_uri", "revocation_endpoint"]), ANYTHING))  # fmt: skip
def test_any_metadata_of_a_provider(metadata: dict[str, Any]) -> None:
    world = World()
    world.says["provider"]["metadata"]["openid_provider"].update(metadata)
    is_refused(lambda: resolve_all(world))


@given(
    text=st.text(max_size=200) | st.from_regex(r"[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*")
)
def test_any_text_as_a_token(text: str) -> None:
    assert is_refused(read_configuration, text, PROVIDER)
    assert is_refused(signing.verify, text, {}, About.ID_TOKEN, types=(None,))


@FEW
@given(
    header=st.dictionaries(
        st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jwk", "x"]), ANYTHING
    )
)
def test_any_header(header: dict[str, Any]) -> None:
    by = key("provider")
    rest = peers.signed({"iss": PROVIDER}, by).split(".", 1)[1]
    raw = f"{peers.encoded(header)}.{rest}"
    assert is_refused(signing.verify, raw, {str(by.kid): by}, About.ID_TOKEN, types=(None, "jwt"))


@given(found=ANYTHING)
def test_any_set_of_keys(found: Any) -> None:
    assert is_refused(signing.read_keys, found, About.METADATA)
    assert is_refused(signing.read_keys, {"keys": [found, {"kty": "RSA", "kid": "1", "n": found}]},
                      About.METADATA)  # fmt: skip


@given(rules=st.dictionaries(st.sampled_from([*policy.OPERATORS, "odd"]), ANYTHING), value=ANYTHING)
def test_any_policy(rules: dict[str, Any], value: Any) -> None:
    is_refused(lambda: policy.apply(policy.merge([{"a": rules}, {"a": rules}]), {"a": value}))


@given(claims=st.dictionaries(st.sampled_from(INFO_CLAIMS), ANYTHING))
def test_any_attributes(claims: dict[str, Any]) -> None:
    is_refused(read_attributes, claims)


@given(answer=st.dictionaries(st.sampled_from(["code", "error", "iss", "error_description"]), st.text()),
       scheme=st.sampled_from(Scheme))  # fmt: skip
def test_any_answer_of_the_browser_without_its_state(
    answer: dict[str, str], scheme: Scheme
) -> None:
    assert is_refused(read_answer, answer, state=STATE, provider=provider(), scheme=scheme)


@given(found=ANYTHING | st.dictionaries(
    st.sampled_from(["id_token", "access_token", "token_type", "expires_in"]), ANYTHING))  # fmt: skip
def test_any_reply_of_the_token_endpoint(found: Any) -> None:
    is_refused(read_tokens, Answered(200, "application/json", json.dumps(found).encode()))


@given(body=st.binary(max_size=300) | st.from_regex(rb"[A-Za-z0-9_-]*(\.[A-Za-z0-9_-]*){4}"))
def test_any_body_of_a_userinfo(body: bytes) -> None:
    login = Login()
    login.answers["userinfo"] = Answered(200, "application/jwt", body)
    assert is_refused(login.finish)


@FEW
@given(inside=st.text(max_size=100))
def test_anything_sealed_for_us(inside: str) -> None:
    login = Login()
    login.answers["userinfo"] = Answered(200, "application/jwt", login.sealed(inside).encode())
    assert is_refused(login.finish)
