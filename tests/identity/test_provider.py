"""The provider is believed only when everything it says fits; what does not fit has its own name."""

from __future__ import annotations

import io
import json
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from portal.identity import described
from portal.identity.federation.schemes import LEVELS
from portal.identity.lines import Borders, Line
from portal.identity.provider import (
    Identified,
    LoginInvalid,
    LoginRefused,
    OpenIDProvider,
    ProviderUnavailable,
    Rules,
)
from portal.identity.tokens import has_second_factor
from tests.identity.scripted import (
    CLIENT_ID,
    CODE,
    NONCE,
    SUBJECT,
    Script,
)

RETURN = "http://localhost/accedi/ritorno"
PLACES = (
    "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint",
)  # fmt: skip
SECRET = "secret-of-the-client-long-enough-for-hmac"


USUAL = Rules()
#: Where lines of a provider on this machine may lead.
FREE = Borders(anywhere=True)


def provider_of(
    script: Script, timeout: int = 2, rules: Rules = USUAL, borders: Borders = FREE
) -> OpenIDProvider:
    """The portal's side of the conversation."""
    return OpenIDProvider(script.issuer, CLIENT_ID, SECRET, timeout, rules, borders)


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


@pytest.mark.parametrize(
    "place",
    [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        "end_session_endpoint",
    ],
)
def test_in_production_no_place_of_a_provider_is_without_tls(
    monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """The secret of the client and the person's data go there."""
    issuer = "https://login.prova.invalid"
    said = {name: f"{issuer}/{name}" for name in PLACES} | {"issuer": issuer}
    said[place] = said[place].replace("https:", "http:")
    asked: list[str] = []

    def answer(_line: Line, _method: str, address: str, *_: object) -> requests.Response:
        asked.append(address)
        reply = requests.Response()
        reply.status_code, reply.raw = 200, io.BytesIO(json.dumps(said).encode())
        return reply

    monkeypatch.setattr(described, "ask", answer)
    with pytest.raises(ProviderUnavailable, match="description"):
        OpenIDProvider(issuer, CLIENT_ID, SECRET, 1).begin(RETURN, "it")
    assert len(asked) == 1


def test_an_answer_without_end_is_cut(script: Script) -> None:
    script.description["more"] = "x" * 300_000
    with pytest.raises(ProviderUnavailable):
        provider_of(script).begin(RETURN, "it")


def test_no_provider_at_all_is_unavailable() -> None:
    with pytest.raises(ProviderUnavailable):
        OpenIDProvider("", CLIENT_ID, SECRET, 1).begin(RETURN, "it")
    assert OpenIDProvider("", CLIENT_ID, SECRET, 1).sign_out_url("/") is None


def test_leaving_waits_for_nobody(script: Script) -> None:
    provider = provider_of(script)
    provider.begin(RETURN, "it")
    script.broken["openid-configuration"] = 500
    address = provider.sign_out_url("http://localhost/")
    assert address is not None
    assert address.startswith(f"{script.issuer}/logout?")
    assert parse_qs(urlsplit(address).query)["post_logout_redirect_uri"] == ["http://localhost/"]


CIE = "https://www.spid.gov.it/SpidL3"


@pytest.mark.parametrize(
    ("acr", "level", "second_factor"),
    [
        ("https://www.spid.gov.it/SpidL1", 1, False),
        ("https://www.spid.gov.it/SpidL2", 2, True),
        (CIE, 3, True),
        ("urn:casa:forte", 2, True),
        ("urn:casa:forte ", 1, False),
        ("https://www.spid.gov.it/SpidL4", 1, False),
        ("https://www.spid.gov.it/SPIDL3", 1, False),
        ("https://evil.prova.invalid/SpidL3", 1, False),
        ("CieL3", 1, False),
        ("L3", 1, False),
        ([CIE], 1, False),
        ({CIE: 3}, 1, False),
        (3, 1, False),
        (None, 1, False),
    ],
)
def test_the_level_is_that_of_a_whole_class_of_login_and_of_no_lookalike(
    script: Script, acr: object, level: int, second_factor: bool
) -> None:
    script.claims["acr"] = acr
    who = finish(script, Rules(levels={**LEVELS, "urn:casa:forte": 2}))
    assert (who.level, who.second_factor) == (level, second_factor)


def test_a_second_factor_is_believed_only_when_it_is_named() -> None:
    assert has_second_factor({"amr": ["pwd", "otp"]})
    assert not has_second_factor({"amr": ["pwd"]})
    assert not has_second_factor({"amr": "otp"})
    assert not has_second_factor({})


def test_a_level_that_is_not_trusted_counts_for_nothing(script: Script) -> None:
    assert finish(script, Rules(trusts_level=False, level=1)).level == 1


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


def test_a_token_of_another_type_is_refused(script: Script) -> None:
    script.token_type = "mac"
    with pytest.raises(LoginInvalid, match="token_type"):
        finish(script)
