"""A visit opens beside one citizen, holds one citizen, and ends with nothing left."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select, update

from portal.assisted.actions.ending import end_forgotten_visits
from portal.assisted.models import EndedHow, IdentifiedBy, Visit
from portal.identity.models import ProviderIdentity, StaffGrant
from portal.identity.queries import profile_of
from portal.platform import clock
from portal.platform.audit import AuditEntry
from portal.platform.database import db, writing
from portal.platform.sessions import APART, COOKIE, LoginSession
from tests.assisted.conftest import DESK, OTHER_BODY, SAME_BODY, Desk, Someone
from tests.support.page import PageClient
from tests.support.queries import assert_frugal, statements
from tests.support.visiting import look_for, that_fits

PERSONAL = ("Modellini", "MDLGLI33P68F027C")


def test_an_operator_begins_at_the_desk_and_opens_a_visit(desk: Desk, olga: PageClient) -> None:
    assert olga.get("/en/sportello").h1 == "Desk"
    olga.click("Open a visit")
    page = desk.identify(olga, desk.giulia)
    assert page.url == "/en/sportello/visita/delega"
    (visit,) = desk.rows(select(Visit))
    assert (visit.subject_id, visit.desk, visit.ended_at) == (desk.giulia.id, DESK, None)
    assert visit.identified_by is IdentifiedBy.DOCUMENT


def test_a_document_that_was_seen_is_never_a_login(desk: Desk, olga: PageClient) -> None:
    """X12: nothing looks as if the citizen had signed in."""
    desk.identify(olga, desk.luca)
    (visit,) = desk.rows(select(Visit))
    assert not desk.rows(select(LoginSession).where(LoginSession.person_id == visit.subject_id))
    assert not desk.rows(select(ProviderIdentity))
    about = desk.rows(select(AuditEntry).where(AuditEntry.subject_id == visit.subject_id))
    assert [entry.event for entry in about] == ["visit.opened", "visit.identified"]
    assert {entry.person_id for entry in about} == {visit.operator_id}
    assert {(entry.visit_id, entry.desk) for entry in about} == {(visit.id, DESK)}
    assert {entry.purpose for entry in about} == {None, "document"}
    with desk.app.app_context():
        sources = profile_of(desk.app.config["KEYRING"], visit.subject_id).sources
    assert set(sources.values()) == {"document"}


def test_what_a_provider_vouched_for_is_not_overwritten(desk: Desk, olga: PageClient) -> None:
    page = look_for(olga, "")
    paper = desk.giulia.on_paper(family_name="MODELLINI")
    page = olga.submit("form", that_fits(page, paper))
    olga.submit("form", {"match": page.soup.find_all(attrs={"name": "match"})[0]["value"]})
    assert len(desk.rows(select(Visit))) == 1
    with desk.app.app_context():
        known = profile_of(desk.app.config["KEYRING"], desk.giulia.id)
    assert (known.given_name, known.family_name) == ("Giulia", "Modellini")


def test_nobody_opens_a_visit_for_themselves(desk: Desk) -> None:
    own = Someone(0, "Olga", "Sportellini", "1980-01-01", "SPRLGO80A41F027W")
    olga = desk.operator(DESK)
    page = look_for(olga, "")
    olga.submit("form", that_fits(page, own.on_paper()), status=403)
    assert not desk.rows(select(Visit))


def test_one_citizen_at_a_time(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    assert olga.get("/en/sportello/visita").url.endswith("/pagina")
    token = olga.page.one(".ac-acting [name=csrf_token]")["value"] if olga.page else ""
    for path in ("/en/sportello/visita", "/en/sportello/visita/cerca"):
        olga.post(path, {**desk.luca.on_paper(), "csrf_token": token}, status=409)
    assert len(desk.rows(select(Visit))) == 1


def test_a_second_browser_says_that_a_visit_is_open_and_ends_it(desk: Desk) -> None:
    olga = desk.operator(DESK)
    desk.identify(olga, desk.giulia)
    (visit,) = desk.rows(select(Visit))
    elsewhere = desk.browser(visit.operator_id)
    page = look_for(elsewhere, desk.luca.fiscal_code)
    elsewhere.submit("form", that_fits(page, desk.luca.on_paper()), status=409)
    assert "still open" in elsewhere.get("/en/sportello").text
    elsewhere.submit("/en/sportello/visita/fine")
    olga.get("/en/sportello/visita/pagina", status=403)


def test_the_end_wipes_the_browser_and_keeps_the_operator_signed_in(
    desk: Desk, olga: PageClient
) -> None:
    desk.identify(olga, desk.giulia)
    assert olga.raw.get_cookie(APART) is not None
    olga.get("/en/sportello/visita/pagina")
    answer = olga.submit("/en/sportello/visita/fine", follow=False, status=302)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert olga.raw.get_cookie(APART) is None
    assert olga.raw.get_cookie(COOKIE) is not None
    page = olga.get("/en/sportello")
    assert not any(words in page.html for words in PERSONAL)
    olga.get("/en/sportello/visita/pagina", status=403)
    (visit,) = desk.rows(select(Visit))
    assert visit.ended_how is EndedHow.BUTTON
    assert visit.open_key is None


def test_the_next_person_begins_from_nothing(desk: Desk, olga: PageClient) -> None:
    """X11: no answer of the person before is ever there."""
    desk.identify(olga, desk.giulia)
    olga.get("/en/sportello/visita/pagina")
    olga.submit("/en/sportello/visita/fine")
    page = olga.get("/en/sportello/visita")
    assert not page.one("#who").get("value")
    assert not any(words in page.html for words in PERSONAL)
    page = look_for(olga, "")
    texts = page.soup.select("#form input:not([type=hidden]):not([type=radio])")
    assert len(texts) > 6
    assert not any(box.get("value") for box in texts if box["type"] != "checkbox")
    assert {box.get("autocomplete") for box in texts if box["type"] == "text"} == {"off"}


def test_the_browser_history_keeps_no_name(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    for path in ("delega", "pagina"):
        page = olga.get(f"/en/sportello/visita/{path}")
        assert not any(words in page.title + page.url for words in PERSONAL)


def test_every_page_of_a_visit_is_kept_by_nobody_and_says_for_whom(
    desk: Desk, olga: PageClient
) -> None:
    desk.identify(olga, desk.giulia)
    for path in ("/en/", "/en/servizi", "/en/sportello", "/en/sportello/visita/pagina"):
        page = olga.get(path)
        assert page.headers["Cache-Control"] == "no-store", path
        banner = page.one(".ac-acting").get_text(" ", strip=True)
        assert desk.giulia.name in banner
        assert "no mandate" in banner
        assert page.one('.ac-acting form[action="/en/sportello/visita/fine"]')


def test_a_visit_left_alone_ends_by_itself_and_stays_ended(desk: Desk, olga: PageClient) -> None:
    with clock.freeze(clock.now()):
        desk.identify(olga, desk.giulia)
    with clock.freeze(clock.after(minutes=16)):
        page = olga.get("/en/sportello/visita/pagina", status=403)
        assert page.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert olga.raw.get_cookie(APART) is None
        olga.get("/en/sportello/visita/pagina", status=403)
        assert not any(words in olga.get("/en/sportello").html for words in PERSONAL)
    (visit,) = desk.rows(select(Visit))
    assert visit.ended_how is EndedHow.IDLE
    ends = desk.rows(select(AuditEntry).where(AuditEntry.event == "visit.ended"))
    assert [(entry.visit_id, entry.purpose) for entry in ends] == [(visit.id, "idle")]


def test_signing_out_ends_the_visit_with_the_next_round(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    olga.get("/en/sportello")
    with desk.app.app_context(), writing() as session:
        end_forgotten_visits(session)
    assert desk.rows(select(Visit).where(Visit.ended_at.is_(None))), "A used visit was ended."
    with desk.app.app_context(), writing() as session:
        session.execute(delete(LoginSession))
    with desk.app.app_context(), writing() as session:
        end_forgotten_visits(session)
    (visit,) = desk.rows(select(Visit))
    assert visit.ended_how is EndedHow.SESSION


def test_two_operators_may_be_beside_the_same_person_and_each_sees_it(desk: Desk) -> None:
    olga = desk.operator(DESK)
    otto = desk.operator(SAME_BODY, name="Otto")
    desk.identify(olga, desk.giulia)
    desk.identify(otto, desk.giulia)
    assert "Another visit for this person" in otto.get("/en/sportello/visita/pagina").text
    assert "Another visit for this person" in olga.get("/en/sportello/visita/pagina").text
    assert len(desk.rows(select(Visit).where(Visit.ended_at.is_(None)))) == 2


def test_an_operator_of_several_desks_chooses_before_acting(desk: Desk) -> None:
    olga = desk.operator(DESK, OTHER_BODY)
    assert olga.get("/en/sportello").url == "/en/sportello/scegli"
    assert olga.get("/en/sportello/visita").url == "/en/sportello/scegli"
    olga.get("/en/sportello/scegli")
    olga.submit("form", {"desk": OTHER_BODY})
    desk.identify(olga, desk.giulia)
    olga.get("/en/sportello/scegli", status=409)
    (visit,) = desk.rows(select(Visit))
    assert (visit.desk, visit.body) == (OTHER_BODY, "comune-massafra")


def test_a_role_that_ends_takes_the_open_visit_with_it(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    with desk.app.app_context(), writing() as session:
        session.execute(update(StaffGrant).values(ended_at=clock.now()))
    olga.get("/en/sportello/visita/pagina", status=403)


def test_what_the_document_showed_lies_sealed(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia, issuer="Questura di Prova", last_digits="98ZX")
    written = desk.written("visits")
    assert "document" in written
    assert "Questura" not in written
    assert "98ZX" not in written
    assert "number ending in 98ZX" in olga.get("/en/sportello/visita/pagina").text
    assert desk.rows(select(func.count()).select_from(Visit)) == [1]
    assert clock.now() - desk.rows(select(Visit))[0].opened_at < timedelta(minutes=1)


def test_the_page_of_a_visit_asks_little_and_nothing_twice(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    olga.get("/sportello/visita/pagina")
    with desk.app.app_context(), statements(db.engine) as heard:
        olga.get("/sportello/visita/pagina")
    assert_frugal(heard, 16)
