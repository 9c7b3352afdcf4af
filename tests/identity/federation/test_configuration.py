"""What we publish of ourselves, decoded and read row by row."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.identity.federation import rotation
from portal.identity.federation.addresses import is_address, with_query
from portal.identity.federation.configuration import (
    Configuration,
    Party,
    all_public_keys,
    sign_configuration,
)
from portal.identity.federation.keys import Keys, Purpose
from portal.identity.federation.refusing import About, Cause, Refused
from portal.identity.federation.signing import look_into
from portal.identity.federation.statements import CONTENT_TYPE, read_configuration
from portal.platform import clock
from tests.identity.federation.peers import US, our_keys, our_party, ours

NOW = datetime(2026, 11, 2, 9, 30, 15, 400, tzinfo=UTC)


def published(party: Party | None = None, **more: Any) -> dict[str, Any]:
    raw = sign_configuration(party or our_party(), our_keys(), **more).raw
    return dict(read_configuration(raw, (party or our_party()).identifier).claims)


def test_it_is_an_entity_statement_signed_by_the_federation_key() -> None:
    header = look_into(sign_configuration(our_party(), our_keys()).raw, About.OURSELVES).header
    kid = ours(Purpose.FEDERATION).kid
    assert header == {"typ": "entity-statement+jwt", "alg": "RS256", "kid": kid}
    assert CONTENT_TYPE == "application/entity-statement+jwt"


def test_every_claim_of_the_rules_is_there() -> None:
    with clock.freeze(NOW):
        found = published()
    assert set(found) == {"iss", "sub", "iat", "exp", "jwks", "metadata", "authority_hints"}
    assert found["iss"] == found["sub"] == US
    assert found["exp"] - found["iat"] == 48 * 3600
    assert found["authority_hints"] == list(our_party().superiors)
    assert [key["kid"] for key in found["jwks"]["keys"]] == [ours(Purpose.FEDERATION).kid]


def test_what_we_say_as_a_member() -> None:
    party = our_party()
    assert published()["metadata"]["federation_entity"] == {
        "organization_name": party.name,
        "homepage_uri": party.homepage,
        "policy_uri": party.privacy,
        "logo_uri": party.logo,
        "contacts": list(party.contacts),
        "federation_resolve_endpoint": party.resolves_at,
    }


def test_what_we_say_as_a_relying_party() -> None:
    found = published()["metadata"]["openid_relying_party"]
    keys = found.pop("jwks")["keys"]
    assert found == {
        "client_id": US,
        "client_name": "Comune di Prova",
        "organization_name": "Comune di Prova",
        "client_registration_types": ["automatic"],
        "redirect_uris": ["https://accanto.prova.invalid/accedi/ritorno"],
        "response_types": ["code"],
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "private_key_jwt",
        "id_token_signed_response_alg": "RS256",
        "userinfo_signed_response_alg": "RS256",
        "userinfo_encrypted_response_alg": "RSA-OAEP",
        "userinfo_encrypted_response_enc": "A256CBC-HS512",
    }
    wanted = [ours(Purpose.SIGNATURE).public, ours(Purpose.ENCRYPTION).public]
    assert keys == wanted


def test_an_encrypted_id_token_is_not_asked_for_as_spid_does_not_allow_it() -> None:
    assert not [
        name for name in published()["metadata"]["openid_relying_party"] if "id_token_enc" in name
    ]


def test_no_private_half_is_published() -> None:
    raw = sign_configuration(our_party(), our_keys()).raw
    text = str(look_into(raw, About.OURSELVES).claims)
    for purpose in Purpose:
        for name in ("d", "p", "q", "dp", "dq", "qi"):
            assert str(ours(purpose).private[name]) not in text
    assert not re.search(r"'(d|p|q|dp|dq|qi|x5c|x5t)':", text)


def test_marks_are_absent_while_being_registered_and_then_stand_as_they_were_written() -> None:
    assert "trust_marks" not in published()
    marks = [{"id": "https://a.invalid/m", "trust_mark": "a.b.c"}, {"trust_mark_type": "x", "z": 1}]
    assert published(marks=marks)["trust_marks"] == marks


def test_each_tenant_is_itself_also_below_an_aggregator() -> None:
    other = replace(
        our_party(),
        identifier="https://sa.prova.invalid/c_x/",
        superiors=("https://sa.prova.invalid",),
        redirects=("https://sa.prova.invalid/c_x/ritorno",),
    )
    found = published(other)
    assert found["sub"] == "https://sa.prova.invalid/c_x/"
    assert found["authority_hints"] == ["https://sa.prova.invalid"]
    assert found["metadata"]["openid_relying_party"]["client_id"] == found["sub"]


def test_a_new_key_of_logins_stands_first() -> None:
    keys = rotation.publish(our_keys(), ours(Purpose.SIGNATURE, 2))
    raw = sign_configuration(our_party(), keys).raw
    shown = read_configuration(raw, US).metadata["openid_relying_party"]["jwks"]["keys"]
    assert [key["kid"] for key in shown[:2]] == [
        ours(Purpose.SIGNATURE, 2).kid,
        ours(Purpose.SIGNATURE).kid,
    ]


def test_the_list_of_all_keys_is_named_only_where_it_is_served() -> None:
    assert "jwks_uri" not in published()["metadata"]["openid_relying_party"]
    address = "https://accanto.prova.invalid/jwks.json"
    found = published(replace(our_party(), keys_address=address))
    assert found["metadata"]["openid_relying_party"]["jwks_uri"] == address
    shown = [key["kid"] for key in all_public_keys(our_keys())["keys"]]
    assert shown == [ours(purpose).kid for purpose in Purpose]


def test_it_is_signed_anew_long_before_its_end() -> None:
    with clock.freeze(NOW):
        made = sign_configuration(our_party(), our_keys())
        assert not made.is_due
    with clock.freeze(NOW + timedelta(hours=24)):
        assert made.is_due
        assert clock.now() < made.expires_at


def test_a_kept_one_is_served_until_its_end_and_only_ours() -> None:
    with clock.freeze(NOW):
        made = sign_configuration(our_party(), our_keys())
        assert Configuration.kept(made.raw, US) == made
        with pytest.raises(Refused, match=r"ourselves\.issuer"):
            Configuration.kept(made.raw, "https://other.invalid")
    with (
        clock.freeze(NOW + timedelta(hours=49)),
        pytest.raises(Refused, match=r"ourselves\.expired"),
    ):
        Configuration.kept(made.raw, US)


def test_without_a_key_nothing_is_signed() -> None:
    with pytest.raises(Refused, match=r"keys\.not_there"):
        sign_configuration(our_party(), Keys())


@pytest.mark.parametrize(
    ("wrong", "cause"),
    [
        ({"identifier": "http://accanto.prova.invalid"}, Cause.ADDRESS),
        ({"identifier": "https://accanto.prova.invalid/#x"}, Cause.ADDRESS),
        ({"redirects": ("ftp://accanto.prova.invalid",)}, Cause.ADDRESS),
        ({"redirects": ()}, Cause.MISSING),
        ({"contacts": ()}, Cause.MISSING),
        ({"superiors": ()}, Cause.MISSING),
        ({"superiors": (US,)}, Cause.LOOP),
        ({"name": " "}, Cause.MISSING),
        ({"keys_address": "jwks.json"}, Cause.ADDRESS),
    ],
)
def test_what_a_superior_would_refuse_is_refused_here(wrong: dict[str, Any], cause: Cause) -> None:
    with pytest.raises(Refused) as caught:
        replace(our_party(), **wrong)
    assert (caught.value.about, caught.value.cause) == (About.OURSELVES, cause)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("https://a.invalid/x?y=1", True),
        ("http://127.0.0.1:9100", True),
        ("http://a.invalid", False),
        ("https://", False),
        ("https://u:p@a.invalid", False),
        ("https://a.invalid/ x", False),
        ("https://[", False),
        ("javascript:alert(1)", False),
        ("ftp://127.0.0.1", False),
        ("https://localhost/x", True),
        ("https://è.prova.invalid", False),
        ("https://a.invalid/\x00", False),
    ],
)
def test_addresses(text: str, good: bool) -> None:
    assert is_address(text) is good


def test_this_machine_will_do_only_where_it_is_allowed() -> None:
    assert not is_address("http://127.0.0.1:9100", loopback=False)
    assert not is_address("https://localhost/x", loopback=False)
    assert not is_address(None)


def test_a_question_keeps_what_an_address_asks_already() -> None:
    assert with_query("https://a.invalid/f?x=1", {"sub": "https://b.invalid/"}) == (
        "https://a.invalid/f?x=1&sub=https%3A%2F%2Fb.invalid%2F"
    )
