"""Who is in front of the operator: the strong identifier first, few words, nobody known twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from portal.assisted.actions import visiting
from portal.assisted.actions.visiting import AnotherVisitOpen, Identified, open_visit
from portal.assisted.knowing.reading import read_who
from portal.assisted.models import IdentifiedBy, Visit, WithoutCode
from portal.identity.models import Person
from portal.identity.queries import profile_of
from portal.platform.audit import AuditEntry
from portal.platform.database import writing
from portal.platform.errors import NotThere
from tests.assisted.conftest import OTHER, Desk
from tests.support.page import PageClient
from tests.support.people import BRUNO, acting
from tests.support.visiting import look_for, that_fits

CODE = "MDLGLI33P68F027C"


def test_the_box_reads_what_a_reader_of_cards_types() -> None:
    """Barcode with and without its asterisks, stripe, hands, the code of a phone."""
    for typed in (CODE, f"*{CODE}*", "mdl gli 33p68 f027c", f" {CODE}\n"):
        assert read_who(typed).fiscal_code == CODE, typed
    stripe = f"%{CODE}MODELLINI^GIULIA?;8038000000000000000=2912?"
    assert read_who(stripe).fiscal_code == CODE
    assert read_who("7k4f-92mx").own_code == "7K4F92MX"


def test_typing_begins_in_the_box_and_the_page_names_nobody(desk: Desk, olga: PageClient) -> None:
    page = olga.get("/en/sportello/visita")
    assert "autofocus" in page.one("#who").attrs
    assert page.one("#who")["autocomplete"] == "off"


def test_the_search_by_name_opens_only_with_a_reason(desk: Desk, olga: PageClient) -> None:
    """A7: the strong identifier is tried first; the server holds it, not the page."""
    page = look_for(olga, "")
    paper = that_fits(page, desk.luca.on_paper())
    page.one("[name=without_code]")["value"] = ""
    page = olga.submit("form", {**paper, "without_code": ""})
    assert page.url == "/en/sportello/visita"
    assert not desk.rows(select(Visit))
    page = look_for(olga, desk.luca.fiscal_code)
    assert "Nobody here has the code" in page.text
    olga.submit("form", that_fits(page, desk.luca.on_paper()))
    (visit,) = desk.rows(select(Visit))
    assert visit.without_code is None


def test_neither_code_nor_reason_is_an_error_beside_the_box(desk: Desk, olga: PageClient) -> None:
    olga.get("/en/sportello/visita")
    page = olga.submit("form", status=422)
    assert "say below why" in page.problems[0]
    page = olga.submit("form", {"who": "MDLGLI33P68F027X"}, status=422)
    assert "Compare it with the card" in page.problems[0]
    assert page.one("#who")["value"] == "MDLGLI33P68F027X", "What was typed is lost."


def test_half_a_birth_date_is_an_error_not_an_empty_list(desk: Desk, olga: PageClient) -> None:
    """D5: nobody is looked for by less than a name and a whole day."""
    page = look_for(olga, "")
    paper = that_fits(page, desk.luca.on_paper())
    page = olga.submit("form", {**paper, "birth_date-day": "", "birth_date-month": ""}, status=422)
    assert "birth" in page.problems[0]
    assert page.one("[name=birth_date-year]")["value"] == "1987", "What was typed is lost."
    page = olga.submit("form", {**paper, "family_name": ""}, status=422)
    assert page.problems
    assert not desk.rows(select(Visit))
    assert not desk.rows(select(AuditEntry).where(AuditEntry.event == "visit.found"))


def test_why_there_was_no_code_is_on_record(desk: Desk, olga: PageClient) -> None:
    """A13: a value without a strong identifier needs a recorded reason."""
    olga.get("/en/sportello/visita")
    page = olga.submit("form", {"without_code": "card_absent"})
    olga.submit("form", that_fits(page, desk.luca.on_paper()))
    (visit,) = desk.rows(select(Visit))
    assert visit.without_code is WithoutCode.CARD_ABSENT
    (opened,) = desk.rows(select(AuditEntry).where(AuditEntry.event == "visit.opened"))
    assert opened.purpose == "card_absent"


def test_who_is_called_the_same_is_shown_redacted_first(desk: Desk, olga: PageClient) -> None:
    """A8: first letters, year of birth; never a whole name, never a code."""
    page = look_for(olga, "")
    page = olga.submit("form", that_fits(page, desk.giulia.on_paper()))
    assert "G… M…, born in 1933" in page.text
    assert CODE not in page.html
    assert not desk.rows(select(Visit))
    (found,) = desk.rows(select(AuditEntry).where(AuditEntry.event == "visit.found"))
    assert found.subject_id == desk.giulia.id
    page = olga.submit("form", status=422)
    assert "Compare with the document" in page.html
    assert page.one("#given_name")["value"] == "Giulia", "What was typed is lost."
    before = len(desk.rows(select(Person)))
    olga.submit("form", {"match": "none"})
    (visit,) = desk.rows(select(Visit))
    assert visit.subject_id != desk.giulia.id, "The operator said that it is somebody else."
    assert len(desk.rows(select(Person))) == before + 1


def test_the_operator_says_that_it_is_the_person(desk: Desk, olga: PageClient) -> None:
    """A9: nobody is attached before “is this the person?” was answered."""
    page = look_for(olga, CODE)
    assert "G… M…, born in 1933" in page.text
    paper = that_fits(page, desk.giulia.on_paper())
    assert "given_name" not in paper, "What we know is not typed again."
    page = olga.submit("form", paper, status=422)
    assert "Compare with the document" in page.problems[0]
    assert not desk.rows(select(Visit))
    olga.submit("form", {"same_person": True})
    (visit,) = desk.rows(select(Visit))
    assert visit.subject_id == desk.giulia.id


def test_a_confirmation_is_for_one_person_and_one_operator(desk: Desk, olga: PageClient) -> None:
    other = desk.person(*OTHER)
    page = look_for(olga, CODE)
    asked = str(page.one("[name=asked]")["value"])
    forged = f"{other.id}.{asked.partition('.')[2]}"
    paper = that_fits(page, desk.giulia.on_paper())
    olga.submit("form", {**paper, "asked": forged, "same_person": True})
    assert not desk.rows(select(Visit))
    otto = desk.operator("sportello-cremona", name="Otto")
    look_for(otto, CODE)
    otto.submit("form", {**paper, "asked": asked, "same_person": True})
    assert not desk.rows(select(Visit)), "A colleague's answer was taken."


def test_a_document_that_does_not_fit_the_code_is_refused(desk: Desk, olga: PageClient) -> None:
    page = look_for(olga, desk.luca.fiscal_code)
    assert page.one("#birth_date-year")["value"] == "1987", "The code says it already."
    wrong = that_fits(page, desk.luca.on_paper(**{"birth_date-year": "1988"}))
    page = olga.submit("form", wrong, status=422)
    assert "another date of birth" in page.problems[0]


def test_the_document_is_described(desk: Desk, olga: PageClient) -> None:
    page = look_for(olga, "")
    paper = that_fits(page, desk.luca.on_paper(issuer="", last_digits="1"))
    assert len(olga.submit("form", paper, status=422).problems) == 2
    assert not desk.rows(select(Visit))


def test_who_has_no_fiscal_code_is_served_and_found_again(desk: Desk, olga: PageClient) -> None:
    """A4: without code, e-mail or phone; and nobody is known twice."""
    desk.identify(olga, desk.luca, fiscal_code="")
    olga.get("/en/sportello/visita/pagina")
    olga.submit("/en/sportello/visita/fine")
    before = len(desk.rows(select(Person)))
    desk.identify(olga, desk.luca, fiscal_code="")
    first, second = desk.rows(select(Visit).order_by(Visit.id))
    assert first.subject_id == second.subject_id
    assert len(desk.rows(select(Person))) == before
    olga.get("/en/sportello/visita/pagina")
    olga.submit("/en/sportello/visita/fine")
    desk.identify(olga, desk.luca)
    with desk.app.app_context():
        known = profile_of(desk.app.config["KEYRING"], first.subject_id)
    assert known.fiscal_code == desk.luca.fiscal_code, "The code found its person."
    assert len(desk.rows(select(Person))) == before


def test_without_a_document_only_who_was_here_before_is_known(desk: Desk, olga: PageClient) -> None:
    page = look_for(olga, desk.luca.fiscal_code)
    unseen = {"document_kind": "none", "issuer": "", "last_digits": ""}
    page = olga.submit("form", that_fits(page, desk.luca.on_paper(**unseen)), status=422)
    assert "look at a document" in page.problems[0]
    page = desk.identify(olga, desk.giulia, **unseen)
    assert [option["value"] for option in page.soup.select("[name=lasts]")] == ["visit"]
    (visit,) = desk.rows(select(Visit))
    assert visit.identified_by is IdentifiedBy.KNOWN


def test_nobody_is_moved_to_another_fiscal_code(desk: Desk, olga: PageClient) -> None:
    """Whoever signs in with a code owns what stands under it: the page of somebody known carries none in."""
    desk.identify(olga, desk.luca)
    desk.end(olga)
    page = look_for(olga, desk.luca.fiscal_code)
    paper = that_fits(page, desk.luca.on_paper())
    olga.submit("form", {**paper, "code": OTHER[3], "same_person": True})
    known = {one.subject_id for one in desk.rows(select(Visit))}
    assert len(known) == 1
    with desk.app.app_context():
        found = profile_of(desk.app.config["KEYRING"], known.pop())
    assert found.fiscal_code == desk.luca.fiscal_code


def test_no_desk_gives_a_known_person_another_code(desk: Desk) -> None:
    who = Identified(
        facts={"fiscal_code": OTHER[3]}, by=IdentifiedBy.DOCUMENT, document={}, language="it",
        person_id=desk.giulia.id,
    )  # fmt: skip
    bruno = acting(desk.app, BRUNO)
    operator = replace(bruno, desk=bruno.desks()[0])
    with desk.app.app_context(), writing(), pytest.raises(NotThere):
        open_visit(desk.app.config["KEYRING"], operator, who)


def test_a_code_is_kept_in_its_normal_form_whoever_wrote_the_page(
    desk: Desk, olga: PageClient
) -> None:
    page = look_for(olga, desk.luca.fiscal_code)
    paper = that_fits(page, desk.luca.on_paper())
    olga.submit("form", {**paper, "code": desk.luca.fiscal_code.lower()})
    (visit,) = desk.rows(select(Visit))
    with desk.app.app_context():
        found = profile_of(desk.app.config["KEYRING"], visit.subject_id)
    assert found.fiscal_code == desk.luca.fiscal_code


def test_pressed_twice_at_once_opens_one_visit(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both presses found no visit: the database lets one in, the other reads why."""
    monkeypatch.setattr(visiting, "_make_room", lambda _actor: None)
    bruno = acting(desk.app, BRUNO)
    operator = replace(bruno, desk=bruno.desks()[0])
    who = Identified(
        facts={}, by=IdentifiedBy.DOCUMENT, document={}, language="it", person_id=desk.giulia.id
    )
    keyring = desk.app.config["KEYRING"]
    with desk.app.app_context():
        with writing():
            open_visit(keyring, operator, who)
        with pytest.raises(AnotherVisitOpen), writing():
            open_visit(keyring, operator, who)
