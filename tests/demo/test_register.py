"""The protocol register numbers each entry once, and fails as it is told to."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from demo.faults import Faults
from demo.register import Entry, KeyReused, Register
from demo.world import World
from tests.demo.browsing import Browser

DAY = dt.date(2026, 11, 23)


def entry(key: str = "pratica-1", body: str = "comune-prova", **changes: str) -> Entry:
    words = {
        "body": body,
        "subject": "Domanda di assistenza domiciliare",
        "received_on": "2026-11-23",
        "sender": "Giulia Modellini",
        "digest": "a" * 64,
        "idempotency_key": key,
        **changes,
    }
    return Entry.model_validate(words)


def post(browser: Browser, body: object, token: str | None = None) -> tuple[int, object]:
    secret = browser.world.secrets.register if token is None else token
    reply = browser.http.post(
        "/register/registrations", json=body, headers={"Authorization": f"Bearer {secret}"}
    )
    return reply.status_code, reply.json if reply.is_json else reply.text


def test_numbers_run_per_body_and_year(tmp_path: Path) -> None:
    register = Register(tmp_path / "register.sqlite3")
    numbers = [
        register.add(entry("chiave-1"), DAY).number,
        register.add(entry("chiave-2"), DAY).number,
        register.add(entry("chiave-1", body="asl-prova"), DAY).number,
        register.add(entry("chiave-3"), dt.date(2027, 1, 1)).number,
    ]
    assert numbers == ["0000001/2026", "0000002/2026", "0000001/2026", "0000001/2027"]


def test_the_same_key_keeps_its_number_and_day_also_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "register.sqlite3"
    first = Register(file).add(entry(), DAY)
    assert Register(file).add(entry(), dt.date(2027, 1, 2)) == first
    assert first.registered_on == DAY


def test_the_same_key_with_other_content_is_refused(tmp_path: Path) -> None:
    register = Register(tmp_path / "register.sqlite3")
    register.add(entry(), DAY)
    with pytest.raises(KeyReused):
        register.add(entry(digest="b" * 64), DAY)


def test_many_at_once_get_numbers_without_holes(tmp_path: Path) -> None:
    register = Register(tmp_path / "register.sqlite3")
    with ThreadPoolExecutor(8) as pool:
        given = pool.map(lambda n: register.add(entry(f"chiave-{n % 20}"), DAY).number, range(40))
    assert sorted(set(given)) == [f"{n:07d}/2026" for n in range(1, 21)]


def test_the_door_answers_201_with_number_and_day(browser: Browser) -> None:
    body = entry().model_dump(mode="json")
    first = post(browser, body)
    assert first[0] == 201
    assert isinstance(first[1], dict)
    assert set(first[1]) == {"number", "registered_on"}
    assert post(browser, body) == first
    assert post(browser, {**body, "digest": "b" * 64})[0] == 409


@pytest.mark.parametrize("token", ["", "sbagliato"])
def test_the_door_wants_its_token(browser: Browser, token: str) -> None:
    assert post(browser, entry().model_dump(mode="json"), token)[0] == 401


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("digest", "corto"),
        ("received_on", "ieri"),
        ("body", ""),
        ("idempotency_key", None),
        ("extra", "x"),
    ],
)
def test_a_wrong_field_is_named(browser: Browser, field: str, value: str | None) -> None:
    status, reply = post(browser, {**entry().model_dump(mode="json"), field: value})
    assert status == 400
    assert isinstance(reply, dict)
    assert reply["fields"] == [field]


def test_what_is_not_an_object_is_refused(browser: Browser) -> None:
    assert post(browser, ["niente"])[0] == 400


@pytest.mark.parametrize(
    ("mode", "status"), [("down", 503), ("refuse", 422), ("nonsense", 201), ("lost_answer", 504)]
)
def test_it_fails_as_told_and_recovers(
    browser: Browser, world: World, mode: str, status: int
) -> None:
    world.faults.set(Faults.model_validate({"register": {"mode": mode}}))
    body = entry().model_dump(mode="json")
    assert post(browser, body)[0] == status
    world.faults.set(Faults())
    recovered, reply = post(browser, body)
    assert recovered == 201
    assert isinstance(reply, dict)
    assert reply["number"].startswith("0000001/")
