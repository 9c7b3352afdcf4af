"""The gateway's client against a scripted server: texts travel whole, troubles have their names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.integrations.sms import HttpSms, SmsFailed, SmsRefused, SmsUnavailable, Text
from portal.integrations.sms.fake import FakeSms
from tests.integrations.by_path import Script, serving

TEXT = Text("+390000000101", "Accanto: c'è una novità.", "notification:abc:sms")


@pytest.fixture
def server() -> Iterator[Script]:
    with serving() as script:
        script.say("/v1/messages", 202, {"id": "x"})
        yield script


@pytest.fixture
def gateway(server: Script) -> HttpSms:
    return HttpSms(f"{server.url}/v1/", "a-token", "Accanto", timeout=1.5)


def test_a_text_travels_whole_with_token_and_key(server: Script, gateway: HttpSms) -> None:
    gateway.send(TEXT)
    gateway.send(TEXT)
    (_, headers, said), (_, again, _) = server.asked
    assert headers["Authorization"] == "Bearer a-token"
    assert headers["Idempotency-Key"] == again["Idempotency-Key"] == said["id"]
    assert (said["to"], said["from"], said["text"]) == (TEXT.to, "Accanto", TEXT.words)
    assert "abc" not in said["id"]


@pytest.mark.parametrize("status", [400, 409, 422])
def test_a_number_that_is_refused_is_not_tried_again(
    server: Script, gateway: HttpSms, status: int
) -> None:
    server.say("/v1/messages", status)
    with pytest.raises(SmsRefused, match=f"HTTP {status}"):
        gateway.send(TEXT)


@pytest.mark.parametrize("status", [301, 401, 403, 404, 429, 500, 503])
def test_trouble_of_the_gateway_may_be_tried_again(
    server: Script, gateway: HttpSms, status: int
) -> None:
    server.say("/v1/messages", status, "", Retry_After="90", Location="http://altrove.invalid")
    with pytest.raises(SmsUnavailable, match=f"HTTP {status}") as caught:
        gateway.send(TEXT)
    assert caught.value.after == 90


def test_a_gateway_that_is_slow_or_gone_is_unavailable(server: Script, gateway: HttpSms) -> None:
    server.waits["/v1/messages"] = 2.5
    with pytest.raises(SmsUnavailable, match="ReadTimeout"):
        gateway.send(TEXT)
    with pytest.raises(SmsUnavailable, match="ConnectionError"):
        HttpSms("http://127.0.0.1:9", "a-token", "Accanto", timeout=1.5).send(TEXT)


@pytest.mark.parametrize(
    "wrong",
    [
        Text("+390000000101", "x" * 161, "k"),
        Text("+390000000101", "c’è", "k"),
        Text("390000000101", "va bene", "k"),
        Text("+39٠٠٠", "va bene", "k"),
    ],
)
def test_what_is_no_text_never_leaves(server: Script, gateway: HttpSms, wrong: Text) -> None:
    for taker in (gateway, FakeSms()):
        with pytest.raises(SmsRefused):
            taker.send(wrong)
    assert server.asked == []


def test_no_failure_repeats_number_or_token(server: Script, gateway: HttpSms) -> None:
    server.say("/v1/messages", 500, f"{TEXT.to} a-token")
    with pytest.raises(SmsFailed) as caught:
        gateway.send(TEXT)
    assert TEXT.to not in f"{caught.value}{TEXT!r}"
    assert "a-token" not in str(caught.value)


def test_the_fake_keeps_a_key_once_and_can_fail() -> None:
    fake = FakeSms()
    fake.loses_answers = SmsUnavailable("lost")
    with pytest.raises(SmsUnavailable):
        fake.send(TEXT)
    fake.loses_answers = None
    fake.send(TEXT)
    assert fake.texts == [TEXT]
    fake.fails_with = SmsRefused("no")
    with pytest.raises(SmsRefused):
        fake.send(Text(TEXT.to, "altro", "other"))
    assert fake.texts == [TEXT]
