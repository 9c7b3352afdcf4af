"""The file of a case: who asks and how they are known, nothing typed is lost, two officers never collide."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from portal.cases import queries as cases
from portal.cases.models import Attachment, Scan
from portal.cases.timeline import CaseStatus
from portal.platform import audit, clock
from portal.platform.actor import Actor, Grant, Role
from tests.office.world import BODY, Browser, World, beside
from tests.support.page import Page


def address(reference: str, act: str = "") -> str:
    return f"/en/ufficio/pratiche/{reference}" + (f"/{act}" if act else "")


def opened(world: World, actor: Actor | None = None) -> tuple[str, Browser, Page]:
    """A case in charge, the officer's browser on its page."""
    reference = world.case(actor or world.person("Carla"))
    desk = world.browser(world.officer())
    desk.send(address(reference, "prendi-in-carico"))
    return reference, desk, desk.get(address(reference))


def test_who_asks_is_said_with_the_login_they_made(world: World) -> None:
    _reference, _desk, page = opened(world, world.person("Carlotta", email="c@prova.invalid"))
    assert "Carlotta Di Prova" in page.text
    assert "c@prova.invalid" in page.text
    assert "logged in with OpenID Connect, level 2" in page.text
    assert "Ho bisogno di aiuto al mattino." in page.text
    assert "Dichiaro che è vero." in page.text


def test_a_case_filed_beside_the_person_is_never_called_a_login(world: World) -> None:
    operator = world.person("Olga", Grant(Role.OPERATOR, BODY, desk="sportello-ventimiglia"))
    beside_them = beside(operator, world.person("Carla"))
    with world.write():
        visit = beside_them.visit
        assert visit is not None
        audit.record(beside_them, "visit.identified", "visit", visit.visit_id, purpose="document")
    _reference, _desk, page = opened(world, beside_them)
    assert "by the operator Olga Di Prova, beside the person" in page.text
    assert "The person did not log in" in page.text
    assert "logged in with" not in page.text
    assert "declared by the person on signed paper" in page.text
    assert "Scanned by the operator Olga Di Prova" in page.text


def test_a_guest_is_not_taken_for_somebody_known(world: World) -> None:
    _reference, _desk, page = opened(world, Actor(guest="a-browser-nobody-knows"))
    assert "Nobody has checked who they are" in page.text
    assert "+39 000 0000777" in page.text


def test_each_opening_is_noted_before_the_page_is_shown(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, desk, _page = opened(world)
    before = len(world.audited(reference, "case.read"))
    desk.get(address(reference))
    assert len(world.audited(reference, "case.read")) == before + 1

    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the audit trail is away")

    monkeypatch.setattr("portal.platform.audit.record_read", fail)
    with pytest.raises(RuntimeError, match="the audit trail is away"):
        desk.get(address(reference))


@pytest.mark.parametrize(
    ("act", "form", "typed", "problem"),
    [
        ("chiedi", "ask-form", {"text": "Manca l'ISEE.", "days": "31"}, "from 1 to 30"),
        ("chiedi", "ask-form", {"text": "", "days": "7"}, "Write what you need"),
        ("scrivi", "write-form", {"text": "  "}, "Write the message"),
        ("accogli", "accept-form", {"text": ""}, "what happens next"),
        ("preavviso", "announce-form", {"text": ""}, "Write the reasons"),
        ("accogli", "accept-form", {"text": "x" * 4001}, "too long"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    world: World, act: str, form: str, typed: dict[str, str], problem: str
) -> None:
    reference, desk, _page = opened(world)
    page = desk.submit(form, typed, status=422)
    assert any(problem in line for line in page.problems), page.problems
    assert page.one(f"#{form}").find_parent("details").has_attr("open")
    field = page.one(f"#{form} textarea")
    assert field.get_text().strip() == typed["text"].strip()
    assert page.url.endswith(act)
    assert world.fact(reference, "status") is CaseStatus.IN_CHARGE


def test_what_was_typed_comes_back_after_a_new_login(world: World) -> None:
    reference = world.case(world.person("Carla"))
    officer = world.officer()
    desk = world.browser(officer)
    desk.send(address(reference, "prendi-in-carico"))
    with clock.freeze(clock.now() + timedelta(hours=1)):
        path = f"/ufficio/pratiche/{reference}/scrivi"
        answer = desk.raw.post(path, data={"text": "Un testo lungo."}, headers=SAME_ORIGIN)
        assert answer.status_code == 302
        assert "scaduta=1" in answer.headers["Location"]
        again = world.browser(officer)
        page = again.get(path)
        assert "Un testo lungo." in page.one("#write-form textarea").get_text()
        page = again.submit("write-form")
        assert "Un testo lungo." in page.text
        assert again.get(path).one("#write-form textarea").get_text().strip() == ""


SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def test_of_two_officers_deciding_at_once_the_second_is_told(world: World) -> None:
    reference, first, _page = opened(world)
    second = world.browser(world.officer("Sara"))
    second.get(address(reference) + "?perche=sostituzione")
    first.submit("accept-form", {"text": "Sì."})
    page = second.submit("announce-form", {"text": "No."}, status=409)
    assert page.h1 == "The case has changed in the meantime"
    assert world.fact(reference, "status") is CaseStatus.ACCEPTED


def test_of_two_officers_taking_charge_the_first_has_it(world: World) -> None:
    reference = world.case(world.person("Carla"))
    ugo, sara = world.officer("Ugo"), world.officer("Sara")
    one, other = world.browser(ugo), world.browser(sara)
    for desk in (one, other):
        desk.get(address(reference))
    one.submit(address(reference, "prendi-in-carico"))
    other.submit(address(reference, "prendi-in-carico"), status=409)
    assert world.fact(reference, "officer_id") == ugo.person_id


def test_taking_charge_twice_changes_nothing(world: World) -> None:
    reference, desk, _page = opened(world)
    desk.send(address(reference, "prendi-in-carico"))
    assert len(world.audited(reference, "case.in_charge")) == 1


def test_a_decision_on_an_older_page_is_asked_again_with_the_words_kept(world: World) -> None:
    citizen = world.person("Carla")
    reference, desk, _page = opened(world, citizen)
    world.answer(citizen, reference, "Ho trovato lavoro.")
    page = desk.submit("accept-form", {"text": "Cominciamo lunedì."}, status=422)
    assert "Somebody did something on this case" in page.problems[0]
    assert "Ho trovato lavoro." in page.text
    assert world.fact(reference, "status") is CaseStatus.IN_CHARGE
    desk.submit("accept-form")
    assert world.fact(reference, "status") is CaseStatus.ACCEPTED


def test_a_file_is_given_out_as_a_download_and_noted(world: World) -> None:
    citizen = world.person("Carla")
    reference, desk, _page = opened(world, citizen)
    world.answer(citizen, reference, "Ecco.", file="verbale.pdf")
    page = desk.get(address(reference))
    assert desk.get(page.link("verbale.pdf")).h1 == "Open this file?"
    with world.write() as session:
        session.execute(update(Attachment).values(scan=Scan.CLEAN))
    answer = desk.download(page.link("verbale.pdf"))
    assert answer.data == b"%PDF-1.7 prova"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with world.app.app_context():
        (card,) = cases.attachments_of(world.keyring, world.find(reference))
        (row,) = [one for one in audit.about(citizen.person_id or 0) if one.kind == "attachment"
                  and one.event == "case.file_read"]  # fmt: skip
        assert (row.object_id, row.purpose) == (card.id, "work")


def test_a_file_of_another_case_is_not_there(world: World) -> None:
    citizen = world.person("Carla")
    reference, desk, _page = opened(world, citizen)
    world.answer(citizen, reference, "Ecco.", file="verbale.pdf")
    other = world.case(citizen)
    number = desk.get(address(reference)).link("verbale.pdf").rsplit("/", 1)[1]
    desk.get(address(other, f"allegati/{number}"), status=404)


def test_somebody_without_an_email_is_to_be_called(world: World) -> None:
    _reference, desk, page = opened(world, world.person("Carla", email=""))
    assert "We could not tell the person: the receipt" in page.text
    assert "People we could not reach" in desk.get("/en/ufficio/bacheca").text
