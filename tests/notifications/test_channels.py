"""Each telling takes its ways one after the other, arrives once, and says where it ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from portal.identity.actions import change_contacts
from portal.integrations.appio import AppIoUnavailable, AppIoUnsure
from portal.integrations.appio.fake import FakeAppIo
from portal.integrations.mail import MailRefused, MailUnavailable
from portal.integrations.mail.fake import FakeMail
from portal.integrations.sms import SmsRefused, SmsUnavailable
from portal.integrations.sms.fake import FakeSms
from portal.notifications import delivery, proxies, queries
from portal.notifications.actions.choosing import choose
from portal.notifications.channels import Channel, Choices, Delicate, Whom
from portal.notifications.models import DeliveryStatus, Notification, NotificationStatus
from portal.notifications.quiet import QuietHours
from portal.platform import clock, jobs
from portal.platform.acting import Act
from portal.platform.database import db, writing
from tests.notifications.test_telling import VALUES, told
from tests.support.people import ANNA, CARLA, actor, known


@pytest.fixture
def anna(app: Flask) -> Iterator[int]:
    person_id = known(app, ANNA)
    with app.app_context():
        yield person_id


def wants(app: Flask, person_id: int, **chosen: object) -> None:
    """The person chose how to be reached."""
    with writing():
        choose(actor(person_id), Choices(**chosen))  # type: ignore[arg-type]


def told_anna(
    app: Flask, person_id: int, event: str = "case_taken", **more: object
) -> Notification:
    return told(app, event, person_id=person_id, address=None, **more)


def outcome(row: Notification) -> tuple[NotificationStatus, dict[str, str]]:
    """How it stands with the telling and each of its ways."""
    db.session.expire_all()
    fresh = db.session.get_one(Notification, row.id)
    ways = {
        str(one): f"{way.status}{f' {way.trouble}' if way.trouble else ''}"
        for one, way in queries.ways_of(fresh).items()
    }
    return fresh.status, ways


def test_what_arrives_by_the_first_way_takes_no_other(
    app: Flask, anna: int, mail: FakeMail, texts: FakeSms, app_io: FakeAppIo
) -> None:
    app_io.open_to.add(ANNA.fiscal_code)
    row = told_anna(app, anna)
    jobs.drain()
    assert outcome(row) == (NotificationStatus.SENT, {"email": "sent"})
    assert (len(mail.letters), texts.texts, app_io.messages) == (1, [], [])


def test_a_way_that_fails_opens_the_next_until_paper(
    app: Flask, anna: int, mail: FakeMail, texts: FakeSms
) -> None:
    mail.fails_with, texts.fails_with = MailRefused("SMTP 550"), SmsRefused("HTTP 400")
    row = told_anna(app, anna)
    jobs.drain()
    assert outcome(row) == (
        NotificationStatus.ON_PAPER,
        {
            "email": "failed mail_refused",
            "app_io": "failed app_not_open",
            "sms": "failed sms_refused",
            "letter": "waiting",
        },
    )
    assert jobs.count_by_status() == {"done": 3}, (
        "Nobody must look: the office has a letter to post."
    )


def test_when_the_last_way_fails_the_office_is_told(app: Flask, anna: int, mail: FakeMail) -> None:
    wants(app, anna, refused=frozenset({Channel.APP, Channel.SMS, Channel.LETTER}))
    mail.fails_with = MailRefused("SMTP 550")
    row = told_anna(app, anna)
    jobs.drain()
    assert outcome(row) == (NotificationStatus.FAILED, {"email": "failed mail_refused"})
    assert [found.id for found in queries.not_reached(7)] == [row.id]
    assert jobs.count_by_status() == {"given_up": 1}


def test_the_way_the_person_prefers_comes_first(
    app: Flask, anna: int, mail: FakeMail, texts: FakeSms
) -> None:
    wants(app, anna, first=Channel.SMS)
    told_anna(app, anna)
    jobs.drain()
    assert mail.letters == []
    (text,) = texts.texts
    assert text.words == (
        "Accanto. Pratica AC 483 927 156 7: c'è una novità. Leggi tutto nella tua area personale."
    )


def test_the_app_gets_the_words_a_link_and_the_persons_own_day(
    app: Flask, anna: int, app_io: FakeAppIo
) -> None:
    app_io.open_to.add(ANNA.fiscal_code)
    wants(app, anna, first=Channel.APP)
    told_anna(app, anna, "case_asks", values={**VALUES, "asks_until": "2026-12-10"})
    jobs.drain()
    (message,) = app_io.messages
    assert str(message.due_on) == "2026-12-10"
    assert "http://localhost/pratiche/AC4839271567" in message.markdown


def test_a_gateway_with_a_bad_day_is_asked_again_when_it_said_so(
    app: Flask, anna: int, texts: FakeSms
) -> None:
    wants(app, anna, first=Channel.SMS)
    texts.fails_with = SmsUnavailable("HTTP 429", after=600)
    row = told_anna(app, anna)
    now = clock.now()
    jobs.drain()
    texts.fails_with = None
    with clock.freeze(now + timedelta(minutes=9)):
        assert jobs.drain() == 0
    with clock.freeze(now + timedelta(minutes=11)):
        jobs.drain()
    assert outcome(row)[1] == {"sms": "sent"}


def test_a_text_whose_answer_was_lost_arrives_once(app: Flask, anna: int, texts: FakeSms) -> None:
    wants(app, anna, first=Channel.SMS)
    texts.loses_answers = SmsUnavailable("ReadTimeout")
    told_anna(app, anna)
    jobs.drain()
    texts.loses_answers = None
    with clock.freeze(clock.after(minutes=1)):
        jobs.drain()
    assert len(texts.texts) == 1


def test_a_message_to_the_app_that_may_have_arrived_is_not_written_again(
    app: Flask, anna: int, app_io: FakeAppIo, mail: FakeMail
) -> None:
    app_io.open_to.add(ANNA.fiscal_code)
    wants(app, anna, first=Channel.APP)
    app_io.fails_with = AppIoUnsure("ReadTimeout")
    row = told_anna(app, anna)
    jobs.drain()
    assert outcome(row)[1] == {"app_io": "failed app_unsure", "email": "sent"}
    assert len(mail.letters) == 1


def test_a_worker_that_dies_while_the_app_takes_it_leaves_that_way(
    app: Flask, anna: int, app_io: FakeAppIo, monkeypatch: pytest.MonkeyPatch
) -> None:
    app_io.open_to.add(ANNA.fiscal_code)
    wants(app, anna, first=Channel.APP)
    row = told_anna(app, anna)

    def dies(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("portal.notifications.actions.sending.has_arrived", dies)
        with pytest.raises(SystemExit):
            delivery.deliver({"notification_id": row.id, "channel": "app_io"})
    db.session.rollback()
    jobs.drain()
    assert len(app_io.messages) == 1
    assert outcome(row)[1]["app_io"] == "failed app_unsure"


def test_an_app_that_was_down_is_asked_again(app: Flask, anna: int, app_io: FakeAppIo) -> None:
    app_io.open_to.add(ANNA.fiscal_code)
    wants(app, anna, first=Channel.APP)
    app_io.fails_with = AppIoUnavailable("HTTP 503")
    row = told_anna(app, anna)
    jobs.drain()
    app_io.fails_with = None
    with clock.freeze(clock.after(minutes=1)):
        jobs.drain()
    assert outcome(row)[1] == {"app_io": "sent"}


def test_a_server_that_never_comes_back_gives_way_to_the_next(
    app: Flask, anna: int, mail: FakeMail, texts: FakeSms
) -> None:
    mail.fails_with = MailUnavailable("down")
    row = told_anna(app, anna)
    moment = clock.now()
    for delay in (*jobs.DELAYS, jobs.DELAYS[-1]):
        with clock.freeze(moment):
            jobs.drain()
        moment += delay + delay
    with clock.freeze(moment):
        jobs.drain()
    assert outcome(row)[1]["sms"] == "sent"
    mail.fails_with = None
    with clock.freeze(moment), writing() as session:
        jobs.retry(session, 1)
    with clock.freeze(moment):
        jobs.drain()
    assert mail.letters == [], "What arrived by another way is not told again."


def test_without_gateway_and_app_their_ways_are_passed_over(
    app: Flask, anna: int, mail: FakeMail
) -> None:
    app.config["SMS"] = app.config["APP_IO"] = None
    mail.fails_with = MailRefused("SMTP 550")
    row = told_anna(app, anna)
    jobs.drain()
    assert outcome(row)[0] is NotificationStatus.ON_PAPER


def test_a_house_phone_gets_no_text(app: Flask, anna: int) -> None:
    with writing():
        change_contacts(app.config["KEYRING"], actor(anna), {"phone": "+390184000000"})
    row = told_anna(app, anna)
    assert Channel.SMS not in queries.possible_ways(app.config["KEYRING"], row)


def test_only_the_office_of_a_case_posts_letters(app: Flask, anna: int) -> None:
    row = told_anna(app, anna, case_id=None)
    assert Channel.LETTER not in queries.possible_ways(app.config["KEYRING"], row)


def test_the_language_the_person_chose_is_that_of_the_message(
    app: Flask, anna: int, mail: FakeMail
) -> None:
    wants(app, anna, language="en")
    told_anna(app, anna, language="it")
    jobs.drain()
    assert mail.letters[0].language == "en"


@pytest.fixture
def carla_acts_for_anna(
    app: Flask, anna: int, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[int, int]]:
    carla = known(app, CARLA)
    acts = proxies.Proxy(carla, frozenset(), True, frozenset({Act.READ}))
    monkeypatch.setattr(proxies, "_sources", [lambda one: [acts] if one == anna else []])
    with app.app_context():
        yield anna, carla


@pytest.mark.parametrize(
    ("whom", "reached"),
    [
        (Whom.ME, [ANNA.email]),
        (Whom.PROXY, [CARLA.email]),
        (Whom.BOTH, [ANNA.email, CARLA.email]),
    ],
)
def test_whoever_the_person_chose_is_told_and_each_once(
    app: Flask, carla_acts_for_anna: tuple[int, int], mail: FakeMail, whom: Whom, reached: list[str]
) -> None:
    anna, _ = carla_acts_for_anna
    wants(app, anna, whom=whom)
    told_anna(app, anna)
    jobs.drain()
    assert [letter.to for letter in mail.letters] == reached
    assert queries.count_messages(actor(anna)) == 1, "In the own area it stands always."


def test_where_nobody_acts_for_the_person_they_are_told_themselves(
    app: Flask, anna: int, mail: FakeMail
) -> None:
    wants(app, anna, whom=Whom.PROXY)
    told_anna(app, anna)
    jobs.drain()
    assert [letter.to for letter in mail.letters] == [ANNA.email]


def test_a_delicate_matter_is_never_told_to_who_acts_for_the_person(
    app: Flask, carla_acts_for_anna: tuple[int, int], mail: FakeMail
) -> None:
    anna, _ = carla_acts_for_anna
    wants(app, anna, whom=Whom.BOTH)
    told_anna(app, anna, is_discreet=True)
    jobs.drain()
    assert [letter.to for letter in mail.letters] == [ANNA.email]


def test_a_delicate_matter_may_stay_in_the_personal_area(
    app: Flask, anna: int, mail: FakeMail
) -> None:
    wants(app, anna, delicate=Delicate.NOTHING)
    row = told_anna(app, anna, is_discreet=True)
    assert outcome(row) == (NotificationStatus.AREA, {})
    assert queries.not_reached(7) == [], "Nobody calls: it was asked for."


def test_a_delicate_e_mail_that_is_refused_goes_nowhere_else(
    app: Flask, anna: int, mail: FakeMail, texts: FakeSms
) -> None:
    mail.fails_with = MailRefused("SMTP 550")
    row = told_anna(app, anna, is_discreet=True)
    jobs.drain()
    assert outcome(row) == (NotificationStatus.FAILED, {"email": "failed mail_refused"})
    assert texts.texts == []


def test_what_is_told_once_is_not_told_again(app: Flask, anna: int) -> None:
    told_anna(app, anna, once="reminder:1")
    told_anna(app, anna, once="reminder:1")
    told_anna(app, anna, once="reminder:2")
    assert queries.count_messages(actor(anna)) == 2


NIGHT = clock.datetime.fromisoformat("2026-11-27T22:00:00+00:00")
MORNING = clock.datetime.fromisoformat("2026-11-28T07:00:01+00:00")


@pytest.mark.parametrize(
    ("event", "values", "leaves"),
    [
        ("case_taken", {}, False),
        ("case_sent", {}, True),
        ("case_asks", {"asks_until": "2026-11-28"}, True),
        ("case_asks", {"asks_until": "2026-12-28"}, False),
        ("office_new_case", {}, True),
    ],
)
def test_at_night_only_what_is_urgent_or_expected_leaves(
    app: Flask, mail: FakeMail, event: str, values: dict[str, str], leaves: bool
) -> None:
    app.config["QUIET_HOURS"] = QuietHours.read("21-8")
    with app.app_context():
        with clock.freeze(NIGHT):
            told(app, event, values={**VALUES, **values})
            jobs.drain()
        assert len(mail.letters) == leaves
        with clock.freeze(MORNING):
            jobs.drain()
        assert len(mail.letters) == 1
        assert DeliveryStatus.SENT in {
            way.status for way in queries.ways_of(queries.told_about(7)[0]).values()
        }
