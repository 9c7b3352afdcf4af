"""What was typed when the session ended is kept a quarter of an hour, for its person and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from portal.platform import clock, kept
from portal.platform.csrf import FIELD
from portal.platform.database import db, writing
from portal.platform.kept import KeptForm
from tests.support.page import SAME_ORIGIN, PageClient
from tests.support.people import ANNA, CARLA, open_session, sign_in

PAGE = "/area-personale/profilo/contatti"
TYPED = {"email": "tardi@prova.invalid", "phone": "", FIELD: "old"}


def post_late(client: PageClient, minutes: int = 31, **facts: str) -> str:
    """Post after the session ended; where the browser is sent."""
    with clock.freeze(clock.after(minutes=minutes)):
        answer = client.raw.post(f"/en{PAGE}", data={**TYPED, **facts}, headers=SAME_ORIGIN)
    assert answer.status_code == 302
    return answer.headers["Location"]


def found(app: Flask, person_id: int, path: str = PAGE, minutes: int = 32) -> dict[str, str] | None:
    """What this person meets on this page."""
    with app.test_request_context(path), clock.freeze(clock.after(minutes=minutes)):
        form = kept.kept_form(person_id)
        return None if form is None else form.to_dict()


def how_many(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(KeptForm)) or 0


def test_it_is_kept_and_the_way_back_keeps_the_language(client: PageClient) -> None:
    person_id = sign_in(client, ANNA)
    assert post_late(client) == f"/en/accedi?da=/en{PAGE}&scaduta=1"
    assert found(client.app, person_id) == {"email": "tardi@prova.invalid", "phone": ""}


def test_nobody_else_meets_it_nor_the_same_person_elsewhere(client: PageClient) -> None:
    person_id = sign_in(client, ANNA)
    other = sign_in(PageClient(client.app), CARLA)
    post_late(client)
    assert found(client.app, other) is None
    assert found(client.app, person_id, "/pratiche/AC1") is None


def test_after_a_quarter_of_an_hour_it_is_gone_and_then_erased(client: PageClient) -> None:
    person_id = sign_in(client, ANNA)
    post_late(client)
    assert found(client.app, person_id, minutes=47) is None
    with client.app.app_context(), clock.freeze(clock.after(minutes=47)), writing() as session:
        kept.purge_kept_forms(session)
    assert how_many(client.app) == 0


def test_an_old_cookie_does_not_fill_the_table(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_MOST_KEPT", 3)
    other = PageClient(client.app)
    sign_in(other, CARLA)
    post_late(other)
    person_id = sign_in(client, ANNA)
    for number in range(5):
        post_late(client, email=f"{number}@prova.invalid")
    assert how_many(client.app) == 4, "three of hers and the other person's"
    assert (found(client.app, person_id) or {})["email"] == "4@prova.invalid"


def test_whoever_reads_the_table_learns_nothing(client: PageClient) -> None:
    sign_in(client, ANNA)
    post_late(client)
    with client.app.app_context():
        rows = repr(db.session.execute(text("SELECT * FROM kept_forms")).all())
    assert "tardi" not in rows


def test_once_the_step_is_saved_it_is_forgotten(client: PageClient) -> None:
    person_id = sign_in(client, ANNA)
    post_late(client)
    with client.app.app_context(), writing() as session:
        kept.forget_kept_forms(session, person_id, PAGE)
    assert how_many(client.app) == 0


def test_in_a_visit_it_is_dropped(client: PageClient) -> None:
    person_id = sign_in(client, ANNA)
    open_session(client, person_id, visit=3)
    post_late(client)
    assert how_many(client.app) == 0


def test_a_guests_words_are_dropped(client: PageClient) -> None:
    open_session(client, None, guest="hash")
    post_late(client)
    assert how_many(client.app) == 0


def test_after_signing_out_nothing_is_kept(client: PageClient) -> None:
    sign_in(client, ANNA)
    client.get(PAGE)
    client.submit("/esci", follow=False, status=302)
    post_late(client, minutes=1)
    assert how_many(client.app) == 0


def test_it_is_kept_also_at_the_end_of_the_longest_session(client: PageClient) -> None:
    person_id = sign_in(client, ANNA)
    nine_hours = 9 * 60
    with clock.freeze(clock.after(minutes=nine_hours - 5)):
        told = client.app.test_cli_runner().invoke(args=["worker", "--once"])
    assert told.exit_code == 0
    post_late(client, minutes=nine_hours)
    assert found(client.app, person_id, minutes=nine_hours + 1) is not None


@pytest.mark.parametrize("size", [100_000, 300_000])
def test_a_very_long_post_is_not_kept(client: PageClient, size: int) -> None:
    sign_in(client, ANNA)
    post_late(client, email="x" * size)
    assert how_many(client.app) == (1 if size < 200_000 else 0)


def test_the_newest_words_are_given_back(client: PageClient) -> None:
    person_id = sign_in(client, ANNA)
    start = clock.now()
    for minute, word in ((31, "first"), (33, "second")):
        with clock.freeze(start + timedelta(minutes=minute)):
            client.raw.post(PAGE, data={"email": word}, headers=SAME_ORIGIN)
    given = found(client.app, person_id, minutes=34)
    assert given == {"email": "second"}


@pytest.mark.parametrize("path", ["/niente", "/pratiche/" + "A" * 400])
def test_what_was_posted_to_no_page_of_ours_is_not_kept(client: PageClient, path: str) -> None:
    sign_in(client, ANNA)
    with clock.freeze(clock.after(minutes=31)):
        answer = client.raw.post(path, data=TYPED, headers=SAME_ORIGIN)
    assert answer.status_code in {302, 404}
    assert how_many(client.app) == 0
