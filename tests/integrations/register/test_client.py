"""The register's client against a server of our own that says what the test tells it to."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import date

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from portal.integrations.register.client import HttpRegister
from portal.integrations.register.types import (
    Entry,
    RegisterFailed,
    RegisterNonsense,
    RegisterRefused,
    RegisterUnavailable,
    Registration,
)

ENTRY = Entry(
    body="comune-prova",
    subject="Istanza AC-7K4-92M – Aiuto a casa",
    received_on=date(2026, 11, 23),
    sender="Anna Prova",
    digest="ab" * 32,
    idempotency_key="case-17",
)
GOOD = {"number": "0001234/2026", "registered_on": "2026-11-24"}


class Script:
    """What the server does next, and what it was asked."""

    def __init__(self) -> None:
        self.answer = Response(json.dumps(GOOD), 201)
        self.waits = 0.0
        self.asked: list[Request] = []
        self.bodies: list[dict[str, str]] = []
        self.port = 0

    def __call__(self, environ, start_response):
        request = Request(environ)
        self.asked.append(request)
        self.bodies.append(json.loads(request.get_data()))
        time.sleep(self.waits)
        return self.answer(environ, start_response)


@pytest.fixture
def server():
    script = Script()
    running = make_server("127.0.0.1", 0, script, threaded=True)
    script.port = running.server_port
    thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield script
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def register(server):
    return HttpRegister(f"http://127.0.0.1:{server.port}/protocollo/", "a-token", timeout=1.5)


@pytest.mark.parametrize("status", [200, 201])
def test_a_good_answer_is_a_registration(server, register, status):
    server.answer = Response(json.dumps(GOOD), status)
    assert register.register(ENTRY) == Registration("0001234/2026", date(2026, 11, 24))


def test_the_entry_is_sent_whole_and_with_the_token(server, register, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password other")
    monkeypatch.setenv("NETRC", str(netrc))
    register.register(ENTRY)
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/protocollo/registrations")
    assert asked.headers["Authorization"] == "Bearer a-token"
    assert server.bodies == [
        {
            "body": "comune-prova",
            "subject": "Istanza AC-7K4-92M – Aiuto a casa",
            "received_on": "2026-11-23",
            "sender": "Anna Prova",
            "digest": "ab" * 32,
            "idempotency_key": "case-17",
        }
    ]


@pytest.mark.parametrize("status", [400, 409, 422])
def test_a_refusal_says_why_and_is_not_repeated(server, register, status):
    server.answer = Response(json.dumps({"reason": "Ufficio\n sconosciuto"}), status)
    with pytest.raises(RegisterRefused) as caught:
        register.register(ENTRY)
    assert caught.value.reason == "Ufficio sconosciuto"
    assert not caught.value.may_retry


@pytest.mark.parametrize("body", ["", "<html>", "[]", '{"reason": 7}', "null"])
def test_a_refusal_without_a_reason_names_its_status(server, register, body):
    server.answer = Response(body, 422)
    with pytest.raises(RegisterRefused, match="HTTP 422"):
        register.register(ENTRY)


@pytest.mark.parametrize("status", [401, 403, 404, 408, 429, 500, 502, 503])
def test_trouble_of_the_register_itself_may_be_tried_again(server, register, status):
    server.answer = Response("<h1>Errore</h1>", status)
    with pytest.raises(RegisterUnavailable, match=f"HTTP {status}") as caught:
        register.register(ENTRY)
    assert caught.value.may_retry
    assert caught.value.after is None


@pytest.mark.parametrize(("said", "after"), [("120", 120), ("soon", None), ("-1", None)])
def test_the_register_may_say_when_to_come_back(server, register, said, after):
    server.answer = Response("", 503, {"Retry-After": said})
    with pytest.raises(RegisterUnavailable) as caught:
        register.register(ENTRY)
    assert caught.value.after == after


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>tutto bene</html>",
        "[" * 50_000,
        "[]",
        '"0001234/2026"',
        "{}",
        json.dumps({"number": "0001234/2026"}),
        json.dumps({**GOOD, "number": 1234}),
        json.dumps({**GOOD, "number": "1234/2026"}),
        json.dumps({**GOOD, "number": "0001234/1999"}),
        json.dumps({**GOOD, "number": "0001234/2026\n"}),
        json.dumps({**GOOD, "number": "x0001234/2026"}),
        json.dumps({**GOOD, "number": "\u0660001234/2026"}),
        json.dumps({**GOOD, "number": "0001234/2025"}),
        json.dumps({**GOOD, "registered_on": "24/11/2026"}),
        json.dumps({**GOOD, "registered_on": None}),
        json.dumps({**GOOD, "more": "x" * 70_000}),
        b"\xff\xfe\x00",
    ],
)
def test_an_answer_that_is_no_registration_is_never_believed(server, register, body):
    server.answer = Response(body, 200)
    with pytest.raises(RegisterNonsense) as caught:
        register.register(ENTRY)
    assert caught.value.may_retry


def test_the_token_is_not_carried_elsewhere(server, register):
    server.answer = Response("", 307, {"Location": f"http://127.0.0.1:{server.port}/altrove"})
    with pytest.raises(RegisterNonsense, match="307"):
        register.register(ENTRY)
    assert len(server.asked) == 1


def test_a_register_that_does_not_answer_in_time_is_unavailable(server, register):
    server.waits = 2.5
    with pytest.raises(RegisterUnavailable, match="ReadTimeout"):
        register.register(ENTRY)


def test_an_answer_that_drips_is_given_up(server, register):
    def drops() -> Iterator[bytes]:
        for _ in range(50):
            time.sleep(0.1)
            yield b" "

    server.answer = Response(drops(), 200, {"Content-Length": "50"})
    began = time.monotonic()
    with pytest.raises(RegisterUnavailable, match="too long"):
        register.register(ENTRY)
    assert time.monotonic() - began < 3


def test_a_register_that_is_not_there_is_unavailable(server, register):
    gone = HttpRegister("http://127.0.0.1:9", "a-token", timeout=1.5)
    with pytest.raises(RegisterUnavailable, match="ConnectionError"):
        gone.register(ENTRY)


def test_no_failure_repeats_who_sent_it_or_the_token(server, register):
    for status, body in [(422, "{}"), (500, ""), (200, "Anna Prova a-token")]:
        server.answer = Response(body, status)
        with pytest.raises(RegisterFailed) as caught:
            register.register(ENTRY)
        assert "Anna" not in str(caught.value)
        assert "a-token" not in str(caught.value)
    assert "Anna" not in repr(ENTRY)
