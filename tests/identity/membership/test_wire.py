"""The federation's way out, against a real server: what the rules read is what really came, or nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal import create_app
from portal.identity.federation.asserting import Form
from portal.identity.federation.fetching import Limits, Reader, Unreachable
from portal.identity.federation.refusing import About, Cause, Refused
from portal.identity.lines import CLOSED, USUAL_SIZE, Borders
from portal.identity.membership.wire import HttpWire
from tests.identity.speaking import Speaker, speaking
from tests.support.databases import on_one_engine

KIND = "application/entity-statement+jwt"


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    """A member of the federation."""
    with speaking() as made:
        yield made


@pytest.fixture
def wire() -> HttpWire:
    """The line of tests and of the demo."""
    return HttpWire(0.5, Borders(anywhere=True))


def place(speaker: Speaker) -> str:
    return f"http://127.0.0.1:{speaker.port}/.well-known/openid-federation"


def reader(wire: HttpWire, most: int = 1000) -> Reader:
    return Reader(wire.fetch, Limits(each=most, each_seconds=0.4, loopback=True))


def test_a_statement_comes_as_it_is(speaker: Speaker, wire: HttpWire) -> None:
    speaker.says(b"head.body.sign", kind=f"{KIND}; charset=ascii")
    assert reader(wire).read(place(speaker), About.CONFIGURATION, (KIND,)) == "head.body.sign"


@pytest.mark.parametrize(
    ("status", "kind", "body", "cause"),
    [
        ("302 Found", KIND, b"", Cause.REDIRECTED),
        ("301 Moved", KIND, b"", Cause.REDIRECTED),
        ("404 Not Found", KIND, b"", Cause.STATUS),
        ("500 Oh", KIND, b"", Cause.STATUS),
        ("204 No Content", KIND, b"", Cause.STATUS),
        ("200 OK", "text/html", b"<html>", Cause.CONTENT_TYPE),
        ("200 OK", "application/json", b"{}", Cause.CONTENT_TYPE),
        ("200 OK", KIND, b"x" * 1001, Cause.TOO_LARGE),
        ("200 OK", KIND, b"\xff\xfe", Cause.FORM),
    ],
)
def test_what_is_no_statement_has_its_name(
    speaker: Speaker, wire: HttpWire, status: str, kind: str, body: bytes, cause: Cause
) -> None:
    elsewhere = f"Location: http://127.0.0.1:{speaker.port}/elsewhere"
    speaker.says(body, status, kind, elsewhere)
    with pytest.raises(Refused) as refused:
        reader(wire).read(place(speaker), About.CONFIGURATION, (KIND,))
    assert refused.value.cause is cause
    assert len(speaker.heard) == 1, "nobody is followed, nothing is asked twice"


def test_a_member_that_drips_is_unreachable(speaker: Speaker, wire: HttpWire) -> None:
    speaker.parts = [f"HTTP/1.1 200 OK\r\nContent-Type: {KIND}\r\n\r\n".encode(), b"x"]
    speaker.pause, speaker.forever = 0.05, True
    with pytest.raises(Refused) as refused:
        reader(wire, most=200_000).read(place(speaker), About.CONFIGURATION, (KIND,))
    assert refused.value.cause is Cause.UNREACHABLE


def test_a_form_is_posted_and_a_userinfo_asked_for_with_its_token(
    speaker: Speaker, wire: HttpWire
) -> None:
    speaker.says(b"{}", kind="application/json")
    address = f"http://127.0.0.1:{speaker.port}/token"
    answer = wire.post(Form(address, {"code": "c0de", "client_id": "noi"}))
    assert (answer.status, answer.kind, answer.body) == (200, "application/json", b"{}")
    wire.get(address, {"Authorization": "Bearer t0ken"})
    assert speaker.heard[0].startswith("POST /token ")
    assert "application/x-www-form-urlencoded" in speaker.heard[0]
    assert "Authorization: Bearer t0ken" in speaker.heard[1]


def test_an_endpoint_of_logins_may_not_answer_without_end(speaker: Speaker, wire: HttpWire) -> None:
    speaker.says(b"x" * (USUAL_SIZE + 5000))
    answer = wire.get(f"http://127.0.0.1:{speaker.port}/userinfo", {})
    assert len(answer.body) == USUAL_SIZE + 1


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/",
        "https://127.0.0.1:{port}/",
        "https://localhost:{port}/",
        "no address",
    ],
)
def test_production_goes_neither_without_tls_nor_into_private_networks(
    speaker: Speaker, address: str
) -> None:
    speaker.says(b"{}")
    closed, where = HttpWire(0.5, CLOSED), address.format(port=speaker.port)
    asking = (
        lambda: closed.fetch(where, seconds=0.5, most=10),
        lambda: closed.post(Form(where, {})),
        lambda: closed.get(where, {}),
    )
    for ask in asking:
        with pytest.raises(Unreachable):
            ask()
    assert not speaker.heard


@on_one_engine
@pytest.mark.parametrize("production", [True, False])
def test_an_installation_with_real_people_has_the_closed_line(
    environ: dict[str, str], speaker: Speaker, production: bool
) -> None:
    speaker.says(b"{}")
    wanted = {
        "ACCANTO_PRODUCTION": "1", "ACCANTO_DEMO": "0", "ACCANTO_PUBLIC_URL": "https://accanto.prova.invalid",
        "ACCANTO_OIDC_ISSUER": "https://login.prova.invalid", "ACCANTO_OIDC_CLIENT_ID": "accanto",
        "ACCANTO_SMTP_HOST": "mail.prova.invalid",
    }  # fmt: skip
    create_app(environ)  # makes the keys that production wants to find
    app = create_app({**environ, **(wanted if production else {})})
    wire = app.config["FEDERATION_WIRE"]
    if not production:
        assert wire.fetch(place(speaker), seconds=1, most=10).status == 200
        return
    with pytest.raises(Unreachable):
        wire.fetch(place(speaker), seconds=1, most=10)
    assert not speaker.heard
