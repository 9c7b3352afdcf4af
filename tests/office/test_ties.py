"""Conflict of interest: the household's, relatives' and declared cases are hidden and passed on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from portal.cases import inbox, ties
from portal.cases.actions import assigning, relatives
from portal.cases.inbox import Wanted
from portal.cases.models import Tie
from portal.notifications.models import Notification
from portal.platform.actor import Actor, Grant, Role
from portal.platform.database import db
from portal.platform.errors import NotThere
from tests.office.test_access import finds_nothing
from tests.office.world import BODY, Browser, World
from tests.support.people import ANNA, CARLA, OLGA, acting
from tests.support.racing import press_together

OF_ANNA, OF_CARLA = ANNA.fiscal_code, CARLA.fiscal_code


def seen_by(world: World, actor: Actor) -> set[str]:
    with world.app.app_context():
        return {case.reference for case in inbox.list_inbox(inbox.sight_of(actor), Wanted())}


def test_the_case_of_somebody_in_ones_own_household_does_not_exist(world: World) -> None:
    officer = world.officer()
    world.case(officer, with_whom=OF_ANNA)
    reference = world.case(acting(world.app, ANNA))
    other = world.case(world.person("Carla"))
    finds_nothing_but(world, officer, reference, other)


def finds_nothing_but(world: World, officer: Actor, hidden: str, shown: str) -> None:
    assert seen_by(world, officer) == {shown}
    desk = world.browser(officer)
    desk.get(f"/ufficio/pratiche/{hidden}", status=404)
    desk.send(f"/ufficio/pratiche/{hidden}/prendi-in-carico", status=404)
    found = desk.send("/ufficio/cerca", {"cerca": hidden})
    assert not found.soup.select("tbody")
    assert world.fact(hidden, "officer_id") is None


def test_a_case_that_names_the_officer_as_living_there_does_not_exist(world: World) -> None:
    olga = acting(world.app, OLGA)
    hidden = world.case(world.person("Carla"), with_whom=OLGA.fiscal_code)
    finds_nothing_but(world, olga, hidden, world.case(world.person("Dora")))


def test_a_relative_declared_by_fiscal_code_is_hidden_until_the_tie_ends(world: World) -> None:
    officer, reference = world.officer(), world.case(acting(world.app, CARLA))
    desk = world.browser(officer)
    desk.get("/en/ufficio/legami")
    page = desk.submit("form", {"fiscal_code": OF_CARLA.lower(), "tie": "relative"})
    assert OF_CARLA not in page.html
    assert "We are relatives" in page.text
    finds_nothing(world, desk, reference)
    assert seen_by(world, world.officer("Sara")) == {reference}
    with world.app.app_context():
        (row,) = ties.relatives_of(officer)
    page = desk.send(f"/en/ufficio/legami/{row.id}/togli")
    assert "holds until whoever coordinates your body agrees" in page.text
    assert seen_by(world, officer) == set(), "Nobody takes a tie away alone."
    lia = coordinating(world)
    with world.write():
        relatives.answer_end(lia, row.id, agrees=True)
    assert seen_by(world, officer) == {reference}


def coordinating(world: World, body: str = BODY, name: str = "Lia") -> Actor:
    return world.person(name, Grant(Role.COORDINATOR, body))


def tied(world: World) -> tuple[Actor, Browser, int]:
    """An officer who declared that they know Carla well, and asked to take it away."""
    officer = world.officer("Ugo")
    desk = world.browser(officer)
    desk.get("/en/ufficio/legami")
    desk.submit("form", {"fiscal_code": OF_CARLA, "tie": "friend"})
    with world.app.app_context():
        (row,) = ties.relatives_of(officer)
    desk.send(f"/en/ufficio/legami/{row.id}/togli")
    return officer, desk, row.id


def test_who_coordinates_reads_who_asks_and_agrees(world: World) -> None:
    lia = coordinating(world)
    officer, desk, number = tied(world)
    with world.app.app_context():
        told = db.session.scalars(
            select(Notification.person_id).where(Notification.event == "staff_tie_to_end")
        ).all()
    assert told == [lia.person_id]
    board = world.browser(lia)
    page = board.get("/en/ufficio/controlli")
    assert "Ugo Di Prova" in page.text
    assert "I know this person well" in page.text
    assert OF_CARLA not in page.html
    page = board.send(f"/en/ufficio/controlli/legami/{number}", {"over": "yes"})
    assert "The tie is over." in page.text
    assert "Ugo Di Prova" not in page.text
    assert "You have declared nobody." in desk.get("/en/ufficio/legami").text
    (row,) = world.events("staff.tie_ended")
    assert (row.person_id, row.subject_id) == (lia.person_id, officer.person_id)
    board.send(f"/ufficio/controlli/legami/{number}", {"over": "yes"}, status=404)


def test_a_tie_stays_where_who_coordinates_says_no_or_who_asked_thinks_again(world: World) -> None:
    officer, desk, number = tied(world)
    page = desk.send(f"/en/ufficio/legami/{number}/togli", {"act": "keep"})
    assert "The tie stays." in page.text
    board = world.browser(coordinating(world))
    board.send(f"/ufficio/controlli/legami/{number}", {"over": "yes"}, status=404)
    desk.send(f"/ufficio/legami/{number}/togli")
    page = board.send(f"/en/ufficio/controlli/legami/{number}", {"over": "no"})
    assert "The tie stays." in page.text
    with world.app.app_context():
        (row,) = ties.relatives_of(officer)
        assert row.end_asked_at is None
    assert len(world.events("staff.tie_stays")) == len(world.events("staff.tie_kept")) == 1


def test_nobody_agrees_with_themselves_nor_for_another_body(world: World) -> None:
    _officer, _desk, number = tied(world)
    elsewhere = world.browser(coordinating(world, "comune-massafra", "Leo"))
    assert "Ugo Di Prova" not in elsewhere.get("/en/ufficio/controlli").text
    elsewhere.send(f"/ufficio/controlli/legami/{number}", {"over": "yes"}, status=404)
    colleague = world.browser(world.officer("Sara"))
    colleague.send(f"/ufficio/controlli/legami/{number}", {"over": "yes"}, status=404)
    lia = coordinating(world)
    own = world.browser(lia)
    own.get("/en/ufficio/legami")
    own.submit("form", {"fiscal_code": OF_ANNA, "tie": "friend"})
    with world.app.app_context():
        (row,) = ties.relatives_of(lia)
    own.send(f"/ufficio/legami/{row.id}/togli")
    assert "Lia Di Prova" not in own.get("/en/ufficio/controlli").one("main").get_text()
    own.send(f"/ufficio/controlli/legami/{row.id}", {"over": "yes"}, status=404)
    with world.app.app_context():
        assert len(ties.relatives_of(lia)) == 1


def test_of_two_who_answer_a_tie_at_once_the_first_counts(world: World) -> None:
    officer, _desk, number = tied(world)
    lia, lea = coordinating(world), coordinating(world, name="Lea")
    came = press_together(
        world.app,
        lambda: relatives.answer_end(lia, number, agrees=True).id,
        lambda: relatives.answer_end(lea, number, agrees=False).id,
    )
    assert sorted(type(one) is NotThere for one in came) == [False, True], came
    events = [*world.events("staff.tie_ended"), *world.events("staff.tie_stays")]
    assert len(events) == 1
    assert officer.person_id == events[0].subject_id


def test_a_wrong_fiscal_code_is_said_and_nothing_is_kept(world: World) -> None:
    officer = world.officer()
    desk = world.browser(officer)
    desk.get("/en/ufficio/legami")
    page = desk.submit("form", {"fiscal_code": "ABC", "tie": "friend"}, status=422)
    assert page.problems
    with world.app.app_context():
        assert ties.relatives_of(officer) == []


def test_nobody_ends_the_tie_of_a_colleague(world: World) -> None:
    officer = world.officer()
    desk = world.browser(officer)
    desk.get("/en/ufficio/legami")
    desk.submit("form", {"fiscal_code": OF_CARLA, "tie": "friend"})
    with world.app.app_context():
        (row,) = ties.relatives_of(officer)
    world.browser(world.officer("Sara")).send(f"/ufficio/legami/{row.id}/togli", status=404)
    with world.app.app_context():
        assert len(ties.relatives_of(officer)) == 1


def declared(world: World) -> tuple[str, Actor, Browser]:
    reference, officer = world.case(acting(world.app, ANNA)), world.officer()
    desk = world.browser(officer)
    desk.send(f"/ufficio/pratiche/{reference}/prendi-in-carico")
    desk.get(f"/en/ufficio/pratiche/{reference}")
    page = desk.submit("tie-form", {"tie": "friend"})
    assert "A colleague works this case" in page.text
    return reference, officer, desk


def test_who_declares_a_tie_on_a_case_hands_it_on_at_once(world: World) -> None:
    reference, officer, desk = declared(world)
    assert world.fact(reference, "officer_id") is None
    desk.get(f"/ufficio/pratiche/{reference}", status=404)
    assert seen_by(world, officer) == set()
    colleague = world.officer("Sara")
    world.browser(colleague).get(f"/ufficio/pratiche/{reference}")
    (row,) = world.audited(reference, "case.tie_declared")
    assert row.subject_id is None, "The person's own trail does not say who is bound to whom."


def test_declared_twice_at_once_it_is_declared_once_and_the_second_finds_nothing(
    world: World,
) -> None:
    reference, officer = world.case(acting(world.app, ANNA)), world.officer()

    def declare(_time: int) -> str:
        try:
            with world.write():
                assigning.declare_tie(world.keyring, officer, reference, Tie.FRIEND)
        except NotThere:
            return "not there"
        return "declared"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(declare, range(2))) == ["declared", "not there"]
    assert len(world.audited(reference, "case.tie_declared")) == 1


def test_a_case_cannot_be_passed_to_who_is_bound_and_the_words_do_not_say_why(world: World) -> None:
    reference, officer, _desk = declared(world)
    colleague = world.browser(world.officer("Sara"))
    colleague.get(f"/en/ufficio/pratiche/{reference}")
    page = colleague.submit("assign-form", {"to": str(officer.person_id)}, status=422)
    assert "Choose somebody else" in page.problems[0]
    assert "conflict" not in page.problems[0]
    assert world.fact(reference, "officer_id") is None


def test_without_choosing_what_binds_nothing_is_declared(world: World) -> None:
    reference, officer = world.case(world.person("Carla")), world.officer()
    desk = world.browser(officer)
    desk.get(f"/en/ufficio/pratiche/{reference}")
    page = desk.submit("tie-form", status=422)
    assert any("what binds you" in one for one in page.problems)
    assert seen_by(world, officer) == {reference}
