"""App IO's client against a scripted server: profile first, then the message, each trouble by its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from portal.integrations.appio import (
    AppIoFailed,
    AppIoNotOpen,
    AppIoRefused,
    AppIoUnavailable,
    AppIoUnsure,
    AppMessage,
    HttpAppIo,
)
from portal.integrations.appio.fake import FakeAppIo
from tests.integrations.by_path import Script, serving

MESSAGE = AppMessage(
    "PRVNNA70A41L741N", "Pratica AC 1: c’è una novità", "Testo. " * 20, date(2026, 12, 23)
)


@pytest.fixture
def server() -> Iterator[Script]:
    with serving() as script:
        script.say("/api/v1/profiles", 200, {"sender_allowed": True})
        script.say("/api/v1/messages", 201, {"id": "01HZX3QW8E7T6Y5R4P3N2M1K0J"})
        yield script


@pytest.fixture
def app_io(server: Script) -> HttpAppIo:
    return HttpAppIo(f"{server.url}/api/v1", "a-key", timeout=1.5)


def test_the_profile_is_asked_before_the_message_leaves(server: Script, app_io: HttpAppIo) -> None:
    assert app_io.send(MESSAGE) == "01HZX3QW8E7T6Y5R4P3N2M1K0J"
    (profile, headers, asked), (message, also, said) = server.asked
    assert (profile, message) == ("/api/v1/profiles", "/api/v1/messages")
    assert headers["Ocp-Apim-Subscription-Key"] == also["Ocp-Apim-Subscription-Key"] == "a-key"
    assert asked == {"fiscal_code": MESSAGE.fiscal_code}
    assert said == {
        "fiscal_code": MESSAGE.fiscal_code,
        "content": {
            "subject": MESSAGE.subject,
            "markdown": MESSAGE.markdown,
            # The last second of the day in Rome, which in December is an hour ahead.
            "due_date": "2026-12-23T22:59:59.000Z",
        },
    }


@pytest.mark.parametrize(
    ("status", "body"),
    [(404, ""), (200, {"sender_allowed": False}), (200, {"sender_allowed": "yes"}), (200, "<p>")],
)
def test_who_does_not_want_to_hear_from_us_gets_nothing(
    server: Script, app_io: HttpAppIo, status: int, body: object
) -> None:
    server.say("/api/v1/profiles", status, body)
    with pytest.raises(AppIoNotOpen):
        app_io.send(MESSAGE)
    assert len(server.asked) == 1


@pytest.mark.parametrize("path", ["/api/v1/profiles", "/api/v1/messages"])
@pytest.mark.parametrize("status", [302, 401, 403, 429, 500, 503])
def test_troubles_that_pass_say_when_to_come_back(
    server: Script, app_io: HttpAppIo, path: str, status: int
) -> None:
    server.say(path, status, "", Retry_After="30")
    with pytest.raises(AppIoUnavailable, match=f"HTTP {status}") as caught:
        app_io.send(MESSAGE)
    assert caught.value.after == 30
    assert caught.value.may_retry


@pytest.mark.parametrize("path", ["/api/v1/profiles", "/api/v1/messages"])
def test_a_message_that_is_refused_is_not_tried_again(
    server: Script, app_io: HttpAppIo, path: str
) -> None:
    server.say(path, 400, {"detail": MESSAGE.fiscal_code})
    with pytest.raises(AppIoRefused) as caught:
        app_io.send(MESSAGE)
    assert MESSAGE.fiscal_code not in str(caught.value)


def test_a_message_without_an_answer_may_have_arrived(server: Script, app_io: HttpAppIo) -> None:
    server.waits["/api/v1/messages"] = 2.5
    with pytest.raises(AppIoUnsure) as caught:
        app_io.send(MESSAGE)
    assert not caught.value.may_retry


@pytest.mark.parametrize("status", [502, 504])
def test_a_message_that_a_door_in_between_lost_may_have_arrived(
    server: Script, app_io: HttpAppIo, status: int
) -> None:
    server.say("/api/v1/messages", status, "")
    with pytest.raises(AppIoUnsure) as caught:
        app_io.send(MESSAGE)
    assert not caught.value.may_retry


def test_a_profile_without_an_answer_is_asked_again(server: Script, app_io: HttpAppIo) -> None:
    server.waits["/api/v1/profiles"] = 2.5
    with pytest.raises(AppIoUnavailable):
        app_io.send(MESSAGE)
    with pytest.raises(AppIoUnavailable):
        HttpAppIo("http://127.0.0.1:9", "a-key", timeout=1.5).send(MESSAGE)


@pytest.mark.parametrize("body", ["", "<p>", {"id": 7}, {"id": "a b"}])
def test_what_was_created_is_not_written_twice_for_want_of_a_number(
    server: Script, app_io: HttpAppIo, body: object
) -> None:
    server.say("/api/v1/messages", 201, body)
    assert app_io.send(MESSAGE) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        replace(MESSAGE, subject="x" * 9),
        replace(MESSAGE, subject="x" * 121),
        replace(MESSAGE, markdown="x" * 79),
        replace(MESSAGE, markdown="x" * 10_001),
    ],
)
def test_what_the_platform_would_not_take_never_leaves(
    server: Script, app_io: HttpAppIo, wrong: AppMessage
) -> None:
    fake = FakeAppIo()
    fake.open_to.add(MESSAGE.fiscal_code)
    for taker in (app_io, fake):
        with pytest.raises(AppIoRefused):
            taker.send(wrong)
    assert server.asked == []


def test_a_message_shows_nothing_of_the_person() -> None:
    assert MESSAGE.fiscal_code not in repr(MESSAGE)
    assert "novità" not in repr(MESSAGE)


def test_the_fake_knows_who_uses_the_app_and_can_fail() -> None:
    fake = FakeAppIo()
    with pytest.raises(AppIoNotOpen):
        fake.send(MESSAGE)
    fake.open_to.add(MESSAGE.fiscal_code)
    assert fake.send(MESSAGE).startswith("FAKE")
    fake.fails_with = AppIoUnavailable("busy", 5)
    with pytest.raises(AppIoFailed):
        fake.send(MESSAGE)
    assert fake.messages == [MESSAGE]
