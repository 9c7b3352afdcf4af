"""The provider is believed only when everything it says fits; what does not fit has its own name."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from portal.identity.provider import (
    Identified,
    LoginInvalid,
    LoginRefused,
    OpenIDProvider,
    ProviderUnavailable,
    Rules,
)
from portal.identity.tokens import has_second_factor, level_of
from tests.identity.scripted import (
    CLIENT_ID,
    CODE,
    FISCAL_NUMBER,
    NONCE,
    SUBJECT,
    Script,
    new_key,
    unsigned,
)

RETURN = "http://localhost/accedi/ritorno"
SECRET = "secret-of-the-client-long-enough-for-hmac"


USUAL = Rules()


def provider_of(script: Script, timeout: int = 2, rules: Rules = USUAL) -> OpenIDProvider:
    """The portal's side of the conversation."""
    return OpenIDProvider(script.issuer, CLIENT_ID, SECRET, timeout, rules)


def finish(script: Script, rules: Rules = USUAL, **answer: str) -> Identified:
    """Come back from the provider."""
    provider = provider_of(script, rules=rules)
    return provider.finish({"code": CODE, **answer}, RETURN, NONCE, "v" * 64)


def test_who_the_provider_names_is_identified(script: Script) -> None:
    who = finish(script)
    assert (who.issuer, who.subject, who.level) == (script.issuer, SUBJECT, 2)
    assert who.claims["given_name"] == "Anna"


def test_the_browser_is_sent_with_state_nonce_and_challenge(script: Script) -> None:
    begun = provider_of(script).begin(RETURN, "en")
    sent = {name: values[0] for name, values in parse_qs(urlsplit(begun.url).query).items()}
    assert begun.url.startswith(f"{script.issuer}/authorize?")
    assert sent["state"] == begun.state
    assert sent["nonce"] == begun.nonce
    assert sent["code_challenge_method"] == "S256"
    assert begun.verifier not in begun.url
    assert sent["redirect_uri"] == RETURN
    assert sent["ui_locales"] == "en"


def test_two_logins_share_nothing(script: Script) -> None:
    provider = provider_of(script)
    first, second = provider.begin(RETURN, "it"), provider.begin(RETURN, "it")
    assert len({first.state, second.state, first.nonce, second.nonce}) == 4
    assert first.verifier != second.verifier


LONG_AGO = int(time.time()) - 7200
WRONG: dict[str, Callable[[Script], object]] = {
    "another issuer": lambda s: s.claims.update(iss="https://elsewhere.prova.invalid"),
    "another audience": lambda s: s.claims.update(aud="somebody-else"),
    "several audiences, not for us": lambda s: s.claims.update(aud=[CLIENT_ID, "x"], azp="x"),
    "several audiences, for nobody": lambda s: s.claims.update(aud=[CLIENT_ID, "x"]),
    "an audience that is no word": lambda s: s.claims.update(aud=7),
    "another nonce": lambda s: s.claims.update(nonce="of-another-login"),
    "a nonce in other letters": lambda s: s.claims.update(nonce="però"),
    "no nonce": lambda s: s.claims.update(nonce=None),
    "expired": lambda s: s.claims.update(iat=LONG_AGO, exp=LONG_AGO + 300),
    "no end": lambda s: s.claims.update(exp=None),
    "an end that is no number": lambda s: s.claims.update(exp="tomorrow"),
    "no beginning": lambda s: s.claims.update(iat=None),
    "issued tomorrow": lambda s: s.claims.update(iat=int(time.time()) + 86400),
    "no subject": lambda s: s.claims.update(sub=None),
    "an empty subject": lambda s: s.claims.update(sub=""),
    "signed by somebody else": lambda s: setattr(s, "signed_with", new_key("first")),
    "signed with an unknown key": lambda s: setattr(s, "signed_with", new_key("unknown")),
    "not signed": lambda s: setattr(s, "token", unsigned({"sub": SUBJECT, "nonce": NONCE})),
    "signed with our secret": lambda s: setattr(
        s, "token", jwt.encode({"alg": "HS256"}, {"sub": SUBJECT}, OctKey.import_key(SECRET))
    ),
    "no token": lambda s: setattr(s, "token", ""),
    "no token at all": lambda s: setattr(s, "token", "three.words.here"),
    "the data of somebody else": lambda s: s.about.update(sub="subject-of-carla"),
    "data of nobody": lambda s: s.about.update(sub=None),
}


@pytest.mark.parametrize("what", WRONG)
def test_an_answer_that_does_not_fit_lets_nobody_in(script: Script, what: str) -> None:
    WRONG[what](script)
    with pytest.raises(LoginInvalid):
        finish(script)


def test_a_code_that_is_not_ours_lets_nobody_in(script: Script) -> None:
    with pytest.raises(LoginInvalid):
        finish(script, code="stolen")
    with pytest.raises(LoginInvalid):
        finish(script, code="")


def test_an_answer_of_another_issuer_is_refused_before_its_code_is_used(script: Script) -> None:
    with pytest.raises(LoginInvalid):
        finish(script, iss="https://elsewhere.prova.invalid")
    assert "token" not in script.asked


def test_a_provider_that_names_itself_must_always_do_so(script: Script) -> None:
    script.description["authorization_response_iss_parameter_supported"] = True
    with pytest.raises(LoginInvalid):
        finish(script)
    assert finish(script, iss=script.issuer).subject == SUBJECT


def test_a_person_who_says_no_is_refused_with_a_word_of_the_standard(script: Script) -> None:
    with pytest.raises(LoginRefused, match=r"^access_denied$"):
        finish(script, error="access_denied")
    with pytest.raises(LoginRefused, match=r"^other$"):
        finish(script, error="Anna Provetti nata a Ventimiglia")


def test_a_provider_in_trouble_is_not_a_person_refused(script: Script) -> None:
    with pytest.raises(ProviderUnavailable):
        finish(script, error="temporarily_unavailable")


@pytest.mark.parametrize("place", ["openid-configuration", "jwks", "token", "userinfo"])
@pytest.mark.parametrize("breakage", [500, 302, "nonsense", "list", 2.5])
def test_a_provider_that_does_not_answer_well_is_unavailable(
    script: Script, place: str, breakage: int | str | float
) -> None:
    script.broken[place] = breakage
    with pytest.raises(ProviderUnavailable):
        provider_of(script, timeout=1).finish({"code": CODE}, RETURN, NONCE, "v" * 64)


def test_a_description_of_somebody_else_is_not_believed(script: Script) -> None:
    script.description["issuer"] = "https://elsewhere.prova.invalid"
    with pytest.raises(ProviderUnavailable):
        provider_of(script).begin(RETURN, "it")


@pytest.mark.parametrize("place", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_a_description_without_its_places_is_not_enough(script: Script, place: str) -> None:
    script.description[place] = None
    with pytest.raises(ProviderUnavailable):
        provider_of(script).begin(RETURN, "it")


def test_no_provider_at_all_is_unavailable() -> None:
    with pytest.raises(ProviderUnavailable):
        OpenIDProvider("", CLIENT_ID, SECRET, 1).begin(RETURN, "it")
    assert OpenIDProvider("", CLIENT_ID, SECRET, 1).sign_out_url("/") is None


def test_keys_are_read_once_and_again_when_they_change(script: Script) -> None:
    provider = provider_of(script)
    for _login in range(2):
        provider.finish({"code": CODE}, RETURN, NONCE, "v" * 64)
    assert script.asked.count("jwks") == 1
    script.key = new_key("second")
    assert provider.finish({"code": CODE}, RETURN, NONCE, "v" * 64).subject == SUBJECT
    assert script.asked.count("jwks") == 2


def test_leaving_waits_for_nobody(script: Script) -> None:
    provider = provider_of(script)
    provider.begin(RETURN, "it")
    script.broken["openid-configuration"] = 500
    address = provider.sign_out_url("http://localhost/")
    assert address is not None
    assert address.startswith(f"{script.issuer}/logout?")
    assert parse_qs(urlsplit(address).query)["post_logout_redirect_uri"] == ["http://localhost/"]


@pytest.mark.parametrize(
    ("acr", "level"),
    [
        ("https://www.spid.gov.it/SpidL1", 1),
        ("https://www.spid.gov.it/SpidL2", 2),
        ("CieL3", 3),
        ("urn:something:else", 1),
        ("", 1),
    ],
)
def test_the_level_is_read_from_the_class_of_the_login(acr: str, level: int) -> None:
    assert level_of(acr) == level


def test_a_second_factor_is_believed_only_when_it_is_named() -> None:
    assert has_second_factor({"amr": ["pwd", "otp"]})
    assert not has_second_factor({"amr": ["pwd"]})
    assert not has_second_factor({"amr": "otp"})
    assert not has_second_factor({})


def test_a_level_that_is_not_trusted_counts_for_nothing(script: Script) -> None:
    assert finish(script, Rules(trusts_level=False, level=1)).level == 1


def test_the_fiscal_code_is_read_from_the_claim_the_installation_names(script: Script) -> None:
    script.about["codice_fiscale"] = "RSSMRA80A01H501U"
    script.about[FISCAL_NUMBER] = "TINIT-VRDLGI80A01H501Z"
    said = finish(script, Rules(fiscal_code=("codice_fiscale",))).claims[FISCAL_NUMBER]
    assert said == "RSSMRA80A01H501U"
    assert FISCAL_NUMBER not in finish(script, Rules(fiscal_code=("fiscalNumber",))).claims


@pytest.mark.parametrize(
    ("rules", "sent"),
    [
        (USUAL, None),
        (Rules(asks_for_spid_levels=True), "https://www.spid.gov.it/SpidL3"),
    ],
)
def test_a_level_is_asked_for_in_the_words_of_spid_only_where_they_are_known(
    script: Script, rules: Rules, sent: str | None
) -> None:
    begun = provider_of(script, rules=rules).begin(RETURN, "it", level=3, again=True)
    asked = parse_qs(urlsplit(begun.url).query)
    assert asked.get("acr_values", [None])[0] == sent
    assert asked["prompt"] == ["login"]


def test_the_language_is_sent_only_where_the_provider_takes_it(script: Script) -> None:
    begun = provider_of(script, rules=Rules(sends_language=False)).begin(RETURN, "it")
    assert "ui_locales" not in begun.url


def test_a_signed_userinfo_is_read_and_says_whose_it_is(script: Script) -> None:
    script.signed_userinfo = {}
    assert finish(script).claims["given_name"] == "Anna"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://altro.prova.invalid"},
        {"aud": "another"},
        {"iss": None},
        {"aud": None},
        {"exp": 1},
        {"sub": "somebody-else"},
    ],
)
def test_a_signed_userinfo_that_does_not_fit_is_refused(
    script: Script, changes: dict[str, object]
) -> None:
    script.signed_userinfo = changes
    with pytest.raises(LoginInvalid):
        finish(script)


def test_where_rules_are_not_strict_a_signed_userinfo_may_be_silent_about_itself(
    script: Script,
) -> None:
    script.signed_userinfo = {"iss": None, "aud": None}
    assert finish(script, Rules(strict_userinfo=False)).claims["given_name"] == "Anna"


def test_a_userinfo_signed_with_another_key_is_refused(script: Script) -> None:
    script.token = script.id_token()
    script.signed_userinfo, script.signed_with = {}, new_key("first")
    with pytest.raises(LoginInvalid):
        finish(script)


def test_a_token_of_another_type_is_refused(script: Script) -> None:
    script.token_type = "mac"
    with pytest.raises(LoginInvalid, match="token_type"):
        finish(script)
