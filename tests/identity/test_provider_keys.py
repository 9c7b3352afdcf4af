"""Keys of a plain provider: read once, again when one is new, and not as often as somebody likes."""

from __future__ import annotations

import pytest

from portal.identity import described
from portal.identity.login import ProviderUnavailable
from portal.identity.provider import LoginInvalid, OpenIDProvider
from tests.identity.scripted import CODE, NONCE, SUBJECT, Script, new_key
from tests.identity.test_back_channel import said
from tests.identity.test_provider import RETURN, provider_of


@pytest.fixture
def provider(script: Script) -> OpenIDProvider:
    """Somebody signed in there already."""
    made = provider_of(script)
    finish(made)
    return made


def finish(provider: OpenIDProvider) -> str:
    """Come back from the provider; who did."""
    return provider.finish({"code": CODE}, RETURN, NONCE, "v" * 64).subject


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Some time goes by in this process."""
    now = described.time.monotonic()
    monkeypatch.setattr(described.time, "monotonic", lambda: now + seconds)


def test_keys_are_read_once_and_again_when_one_is_new(
    script: Script, provider: OpenIDProvider
) -> None:
    finish(provider)
    assert script.asked.count("jwks") == 1
    script.key = new_key("second")
    assert finish(provider) == SUBJECT
    assert script.asked.count("jwks") == 2


def test_a_key_that_is_new_again_waits_a_minute(
    script: Script, provider: OpenIDProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    script.key = new_key("second")
    finish(provider)
    script.key = new_key("third")
    with pytest.raises(LoginInvalid):
        finish(provider)
    assert script.asked.count("jwks") == 2
    later(monkeypatch, 61)
    assert finish(provider) == SUBJECT
    assert script.asked.count("jwks") == 3


def test_forged_tokens_do_not_make_us_ask_again_and_again(
    script: Script, provider: OpenIDProvider
) -> None:
    """Anybody may post a logout token: it must not set us on the provider."""
    for number in range(20):
        with pytest.raises(LoginInvalid):
            provider.read_logout(said(script, key=new_key(f"forged-{number}")))
    assert script.asked.count("jwks") == 2
    assert finish(provider) == SUBJECT


def test_a_wrong_signature_under_a_known_name_asks_nobody(
    script: Script, provider: OpenIDProvider
) -> None:
    for _time in range(5):
        with pytest.raises(LoginInvalid):
            provider.read_logout(said(script, key=new_key("first")))
    for text in ("", "a.b.c", "x" * 50_000):
        with pytest.raises(LoginInvalid):
            provider.read_logout(text)
    assert script.asked.count("jwks") == 1


def test_a_key_that_was_taken_away_opens_nothing_after_an_hour(
    script: Script, provider: OpenIDProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, script.key = script.key, new_key("second")
    script.signed_with = old
    assert finish(provider) == SUBJECT, "nobody told us yet"
    later(monkeypatch, 3601)
    with pytest.raises(LoginInvalid):
        finish(provider)


def test_while_the_provider_is_away_a_new_key_is_no_login(
    script: Script, provider: OpenIDProvider
) -> None:
    script.key = new_key("second")
    script.broken["jwks"] = 503
    with pytest.raises(ProviderUnavailable):
        finish(provider)
