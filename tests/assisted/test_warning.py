"""Mandates that end are spoken of in time, and given again only by the person, never once taken back."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from portal.assisted.models import Mandate
from portal.assisted.warning import (
    remind_of_signatures,
    suspend_of_the_lost,
    warn_before_the_end,
)
from portal.cases.models import Case, Outcome, Register, RegisterAnswer
from portal.notifications.models import Notification
from portal.platform import clock
from portal.platform.database import db, writing
from tests.assisted.conftest import DESK, SAME_BODY, Desk
from tests.assisted.test_beside import begin
from tests.assisted.test_revoking import lasting
from tests.support.page import PageClient

HOME_CARE = "assistenza-domiciliare"


def rounds(desk: Desk) -> list[str]:
    """Every round once; what was told by them."""
    with desk.app.app_context():
        before = db.session.scalar(select(func.max(Notification.id))) or 0
        for round_ in (warn_before_the_end, remind_of_signatures, suspend_of_the_lost):
            with writing() as session:
                round_(session)
        query = select(Notification.event).where(Notification.id > before)
        return list(db.session.scalars(query.order_by(Notification.id)))


def shorten(desk: Desk, **changes: object) -> None:
    """Change the only mandate as time would."""
    with desk.app.app_context(), writing():
        row = db.session.get_one(Mandate, desk.mandate().id)
        for name, value in changes.items():
            setattr(row, name, value)


def test_who_gave_it_is_told_once_thirty_days_before_the_end(desk: Desk, olga: PageClient) -> None:
    """B22: the person by letter, the desk on its board; nobody is named there."""
    lasting(desk, olga, HOME_CARE)
    desk.end(olga)
    given = clock.now() - timedelta(days=300)
    shorten(desk, until=clock.today() + timedelta(days=20), recorded_at=given)
    assert rounds(desk) == ["mandate_ends_soon"]
    assert rounds(desk) == []
    page = olga.get("/en/sportello")
    assert "Mandates that end soon" in page.text
    assert desk.giulia.family_name not in page.html


def test_one_given_for_a_month_is_not_warned_of(desk: Desk, olga: PageClient) -> None:
    """B22: that is no news."""
    lasting(desk, olga, HOME_CARE)
    assert rounds(desk) == []


def test_it_is_given_again_only_with_the_person_here(desk: Desk, olga: PageClient) -> None:
    """B24: they are identified anew, hear the text of today and sign again."""
    number = lasting(desk, olga, HOME_CARE)
    desk.end(olga)
    shorten(desk, until=clock.today() - timedelta(days=3))
    olga.get(f"/en/sportello/visita/delega?renews={number}", status=403)
    desk.identify(olga, desk.giulia)
    olga.get("/en/sportello/visita/pagina")
    page = olga.click("Give it again")
    assert "gives again" in page.text
    chosen = page.soup.select("[name=services][checked]")
    assert [one["value"] for one in chosen] == [HOME_CARE]
    olga.submit("form", {"lasts": "30", "agreed": "yes"})
    new = max(desk.rows(select(Mandate)), key=lambda row: row.id)
    assert (new.renews, new.signed_at, new.id > number) == (number, None, True)


def test_what_was_taken_back_is_never_given_again(desk: Desk, olga: PageClient) -> None:
    """X14: not by a button, and not by the address of one."""
    number = lasting(desk, olga, HOME_CARE)
    shorten(desk, until=clock.today() + timedelta(days=3))
    olga.get(f"/en/sportello/visita/delega?renews={number}")
    shorten(desk, revoked_at=clock.now())
    said = {"services": [HOME_CARE], "lasts": "30", "agreed": "yes"}
    olga.submit("form", said, status=404)
    olga.get(f"/en/sportello/visita/delega?renews={number}", status=404)
    assert "Give it again" not in olga.get("/en/sportello/visita/pagina").text
    assert len(desk.rows(select(Mandate))) == 1


def test_after_a_year_it_is_chosen_anew(desk: Desk, olga: PageClient) -> None:
    """B23: and another body never renews it."""
    number = lasting(desk, olga, HOME_CARE)
    path = f"/en/sportello/visita/delega?renews={number}"
    shorten(desk, until=clock.today() - timedelta(days=366))
    olga.get(path, status=404)
    shorten(desk, until=clock.today() - timedelta(days=365))
    olga.get(path)
    desk.end(olga)
    same = desk.operator(SAME_BODY, name="Otto")
    desk.identify(same, desk.giulia)
    same.get(path)


def test_who_recorded_an_unsigned_one_is_reminded_after_a_day(desk: Desk, olga: PageClient) -> None:
    """N21: once, and who gave it is left in peace."""
    desk.identify(olga, desk.giulia)
    desk.allow(olga, lasts="30")
    assert rounds(desk) == []
    shorten(desk, recorded_at=clock.now() - timedelta(days=1, minutes=1))
    assert rounds(desk) == ["mandate_unsigned"]
    assert rounds(desk) == []


def answer(desk: Desk, case_id: int, outcome: Outcome, days: int) -> None:
    """What the civic register said about the person of a case."""
    with desk.app.app_context(), writing() as session:
        session.add(
            RegisterAnswer(
                case_id=case_id,
                register=Register.ANPR,
                outcome=outcome,
                sealed=None,
                asked_at=clock.after(days=days),
            )
        )


def test_nobody_acts_for_a_person_the_register_lost(desk: Desk, olga: PageClient) -> None:
    """N31: who died or left; whom it never knew is not touched."""
    lasting(desk, olga)
    begin(olga)
    (case,) = desk.rows(select(Case))
    answer(desk, case.id, Outcome.NOTHING, 1)
    assert rounds(desk) == []
    with desk.app.app_context(), writing() as session:
        session.get_one(RegisterAnswer, 1).outcome = Outcome.ANSWERED
        other = Case(
            **{
                column.key: getattr(session.get_one(Case, case.id), column.key)
                for column in Case.__table__.columns
                if column.key not in {"id", "reference", "draft_key", "version"}
            }
        )
        other.reference = "AC0000000001"
        session.add(other)
        session.flush()
        number = other.id
    answer(desk, number, Outcome.NOTHING, 2)
    assert "mandate_lost" in rounds(desk)
    assert desk.mandate().suspended_at is not None
    assert olga.raw.get(f"/en/servizi/{HOME_CARE}/richiedi").status_code != 200
    assert DESK in desk.written("mandates")
