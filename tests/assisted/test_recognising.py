"""The person says themselves who they are: each way once, for minutes, with no session at the desk."""

from __future__ import annotations

import re

from sqlalchemy import select

from portal.assisted.knowing.recognitions import token_of
from portal.assisted.models import IdentifiedBy, Recognition, Visit
from portal.platform import clock
from portal.platform.audit import AuditEntry
from tests.assisted.conftest import DESK, LUCA, SAME_BODY, Desk
from tests.assisted.test_turns import draw
from tests.support.page import Page, PageClient
from tests.support.visiting import look_for

MY_CODE = "/en/area-personale/codice-sportello"


def make_code(person: PageClient) -> str:
    """The person makes a code on their phone."""
    person.get(MY_CODE)
    page = person.submit(MY_CODE)
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", page.text)
    assert found is not None, page.text
    return found.group()


def open_it(operator: PageClient) -> Page:
    """The operator looks at the person and opens the visit."""
    return operator.submit("form", {"same_person": True, "language": "it"})


def ask_on_phone(desk: Desk, operator: PageClient) -> str:
    """The operator shows the square; the path of its link."""
    operator.get("/en/sportello/visita")
    page = press(operator, "telefono")
    assert page.soup.select(".ac-qr svg"), "No square to scan."
    (row,) = desk.rows(select(Recognition))
    with desk.app.app_context():
        return f"/en/riconosciti/{token_of(desk.app.config['KEYRING'], row)}"


def press(operator: PageClient, where: str) -> Page:
    """Press “on their phone” or “on this screen”."""
    assert operator.page is not None
    for place, form in enumerate(operator.page.soup.find_all("form")):
        if form.find(attrs={"name": "dove", "value": where}):
            return operator.submit(place)
    raise AssertionError(f"No button for {where}.")


def test_the_code_of_the_phone_opens_a_visit_without_a_document(
    desk: Desk, olga: PageClient
) -> None:
    code = make_code(desk.browser(desk.giulia.id))
    page = look_for(olga, code)
    assert "G… M…, born in 1933" in page.text
    assert not desk.rows(select(Visit))
    open_it(olga)
    (visit,) = desk.rows(select(Visit))
    assert (visit.subject_id, visit.identified_by) == (desk.giulia.id, IdentifiedBy.OWN_CODE)
    assert visit.level == 2
    assert "Showed a code" in olga.get("/en/sportello/visita/pagina").text


def test_a_second_scan_says_that_the_code_was_used(desk: Desk, olga: PageClient) -> None:
    own = desk.browser(desk.giulia.id)
    code = make_code(own)
    look_for(olga, code)
    otto = desk.operator(SAME_BODY, name="Otto")
    page = look_for(otto, code, status=422)
    assert "used already" in page.problems[0]
    assert "used your code" in own.get(MY_CODE).text, "The person reads where it was used."


def test_a_code_lives_a_quarter_of_an_hour_and_a_new_one_ends_it(
    desk: Desk, olga: PageClient
) -> None:
    own = desk.browser(desk.giulia.id)
    first = make_code(own)
    second = make_code(own)
    assert "No phone shows this code" in look_for(olga, first, status=422).problems[0]
    with clock.freeze(clock.after(minutes=15, seconds=1)):
        page = look_for(desk.operator(DESK, name="Ida"), second, status=422)
        assert "over" in page.problems[0]


def test_nobody_uses_their_own_code_at_their_own_desk(desk: Desk, olga: PageClient) -> None:
    olga.get(MY_CODE)
    page = olga.submit(MY_CODE)
    code = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", page.text)
    assert code is not None
    look_for(olga, code.group(), status=404)
    assert not desk.rows(select(Visit))


def test_codes_are_kept_as_hashes_and_guesses_are_counted(desk: Desk, olga: PageClient) -> None:
    code = make_code(desk.browser(desk.giulia.id)).replace("-", "")
    assert code not in desk.written("recognitions")
    for _try in range(20):
        look_for(olga, "7K4F92MX", status=422)
    olga.submit("form", {"who": "7K4F92MX"}, status=429)


def test_the_answer_on_the_phone_reaches_the_operators_screen(desk: Desk, olga: PageClient) -> None:
    """The link is answered by whoever signs in there; both screens show one number."""
    path = ask_on_phone(desk, olga)
    waits = olga.page.url if olga.page else ""
    phone = desk.browser()
    page = phone.get(path)
    assert "Sign in with SPID or CIE" in page.text
    assert "Olga Sportellini" in page.text
    own = desk.browser(desk.giulia.id)
    own.get(path)
    page = own.submit(path)
    number = page.one(".ac-reference").get_text(strip=True)
    part = olga.part(waits)
    assert number in part.get_text()
    assert "G… M…" in part.get_text()
    olga.get(waits)
    open_it(olga)
    (visit,) = desk.rows(select(Visit))
    assert (visit.identified_by, visit.subject_id) == (IdentifiedBy.OWN_PHONE, desk.giulia.id)
    said = desk.rows(select(AuditEntry).where(AuditEntry.event == "visit.said"))
    assert [(one.subject_id, one.desk) for one in said] == [(desk.giulia.id, DESK)]


def test_the_link_is_answered_once_and_by_one_person(desk: Desk, olga: PageClient) -> None:
    path = ask_on_phone(desk, olga)
    own = desk.browser(desk.giulia.id)
    own.get(path)
    own.submit(path)
    other = desk.browser(desk.person(*LUCA).id)
    other.get(path, status=404)
    token_ = str(other.get("/en/area-personale").soup.select("[name=csrf_token]")[0]["value"])
    other.post(path, {"csrf_token": token_}, status=404)
    (row,) = desk.rows(select(Recognition))
    assert row.person_id == desk.giulia.id


def test_a_question_that_waits_too_long_is_over(desk: Desk, olga: PageClient) -> None:
    """A3: the step that asks who it is has its own short life."""
    path = ask_on_phone(desk, olga)
    waits = olga.page.url if olga.page else ""
    with clock.freeze(clock.after(minutes=6)):
        desk.browser(desk.giulia.id).get(path, status=409)
        assert olga.get(waits, status=409).h1 == "The time to answer is over"


def test_an_answer_is_for_one_operator_and_one_visit(desk: Desk, olga: PageClient) -> None:
    """X14: a colleague who edits the address bar finds nothing; an answer opens one visit."""
    code = make_code(desk.browser(desk.giulia.id))
    waits = look_for(olga, code).url
    desk.operator(DESK, name="Otto").get(waits, status=404)
    open_it(olga)
    olga.get("/en/sportello/visita/pagina")
    olga.submit("/en/sportello/visita/fine")
    olga.get(waits, status=404)
    assert len(desk.rows(select(Visit))) == 1


def test_before_the_answer_nothing_opens(desk: Desk, olga: PageClient) -> None:
    ask_on_phone(desk, olga)
    waits = olga.page.url if olga.page else ""
    crumb = str(olga.get("/en/sportello").soup.select("[name=csrf_token]")[0]["value"])
    olga.post(waits, {"csrf_token": crumb, "same_person": "yes", "language": "it"})
    assert not desk.rows(select(Visit))


def test_while_the_operator_waits_another_way_stays_open(desk: Desk, olga: PageClient) -> None:
    """A phone without a camera is no dead end; the number that brought the person is not lost."""
    draw(olga)
    olga.submit("/en/sportello/turni/chiama")
    olga.click("Open the visit of number 1")
    press(olga, "telefono")
    assert "Number 1" in olga.click("Recognise them in another way").text
