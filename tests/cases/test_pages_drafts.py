"""Drafts on their pages: begun anew after asking, changed elsewhere, with new questions, without an offer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from portal.cases import plan as plans
from portal.cases.actions import drafting
from portal.cases.views import resuming, sending
from portal.platform import clock
from tests.support.asking import HOME_CARE, answer_step, begin, reference
from tests.support.databases import on_one_engine
from tests.support.filing import STORY, Filing
from tests.support.page import PageClient
from tests.support.people import ANNA, CARLA, VENTIMIGLIA, acting, sign_in

pytestmark = on_one_engine
REMARKS = ("remarks", None)


@pytest.fixture
def anna(client: PageClient) -> PageClient:
    """Anna's browser, signed in."""
    sign_in(client, ANNA)
    return client


def at_contacts(client: PageClient) -> str:
    number = reference(begin(client, HOME_CARE))
    client.get(f"/pratiche/{number}/passi/contatti")
    return number


def test_starting_again_asks_first_and_then_erases(anna: PageClient, filing: Filing) -> None:
    old = at_contacts(anna)
    answer_step(anna, {"remarks": "Da buttare."}, go="save")
    page = anna.get(f"/servizi/{HOME_CARE}/richiedi")
    assert "Continui o ricominci?" in page.text
    anna.click("Ricomincia")
    assert filing.values(old)[REMARKS] == "Da buttare.", "asking erases nothing"
    page = anna.submit("form", {"privacy": True})
    new = reference(page)
    assert new != old
    assert filing.values(new) == filing.values(old) == {}
    assert filing.fact(old, "data_key") == b""
    anna.get(f"/pratiche/{old}/continua", status=404)


def test_nobody_starts_again_what_they_did_not_begin(anna: PageClient, app: Flask) -> None:
    at_contacts(anna)
    carla = PageClient(app)
    sign_in(carla, CARLA)
    carla.get(f"/servizi/{HOME_CARE}/ricomincia", status=404)
    assert PageClient(app).get(f"/servizi/{HOME_CARE}/ricomincia").url.startswith("/accedi")


def test_any_device_goes_on_at_the_same_step(anna: PageClient, app: Flask) -> None:
    number = at_contacts(anna)
    page = answer_step(anna, {"remarks": "Dal telefono."}, go="save")
    assert "Richiesta salvata con successo" in page.html
    assert "Salvato alle" in page.text
    computer = PageClient(app)
    sign_in(computer, ANNA)
    page = computer.get(f"/pratiche/{number}/continua")
    assert page.url == f"/pratiche/{number}/passi/contatti"
    assert page.one("[name=remarks]").text.strip() == "Dal telefono."


def disagree(anna: PageClient, app: Flask) -> str:
    """Anna's old page against her telephone; the page asks which value is kept."""
    number = at_contacts(anna)
    answer_step(anna, {"remarks": "Prima."}, go="save")
    old = anna.get(f"/pratiche/{number}/passi/contatti")
    telephone = PageClient(app)
    sign_in(telephone, ANNA)
    telephone.get(f"/pratiche/{number}/passi/contatti")
    answer_step(telephone, {"remarks": "Dal telefono."}, go="save")
    anna.page = old
    typed = {"remarks": "Dal computer.", "contact_phone": "+39 000 0000777"}
    page = anna.submit("form", typed, button="go=next", status=409)
    assert "Dal telefono." in page.text
    assert "Dal computer." in page.text
    assert page.one("[name=remarks]").text.strip() == "Dal computer.", "nothing typed is lost"
    return number


def test_an_older_page_shows_both_values_and_saves_the_rest(
    anna: PageClient, app: Flask, filing: Filing
) -> None:
    number = disagree(anna, app)
    assert filing.values(number)[REMARKS] == "Dal telefono."
    assert filing.values(number)[("contact_phone", None)] == "+390000000777"
    anna.submit("form", button="go=next", status=409)
    assert filing.values(number)[REMARKS] == "Dal telefono.", "without a choice nothing is written"


@pytest.mark.parametrize(
    ("choice", "kept"), [("typed:2", "Dal computer."), ("saved", "Dal telefono.")]
)
def test_the_person_chooses_which_value_stays(
    anna: PageClient, app: Flask, filing: Filing, choice: str, kept: str
) -> None:
    number = disagree(anna, app)
    anna.submit("form", {"choose__remarks": choice}, button="go=save")
    assert filing.values(number)[REMARKS] == kept
    page = anna.get(f"/pratiche/{number}/passi/contatti")
    assert page.one("[name=remarks]").text.strip() == kept
    assert "choose__" not in page.html


def test_a_choice_made_for_a_value_that_changed_again_is_asked_again(
    anna: PageClient, app: Flask, filing: Filing
) -> None:
    number = disagree(anna, app)
    filing.save(acting(app, ANNA), number, {REMARKS: "Ancora dal telefono."})
    page = anna.submit("form", {"choose__remarks": "typed:2"}, button="go=next", status=409)
    assert "Ancora dal telefono." in page.text
    assert filing.values(number)[REMARKS] == "Ancora dal telefono."


def test_the_summary_asks_only_what_is_new(
    anna: PageClient, app: Flask, filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = filing.plan()
    newer = replace(newer, questionnaire={**newer.questionnaire, "version": 2})
    older = {
        **newer.questionnaire,
        "version": 1,
        "steps": [dict(one) for one in newer.questionnaire["steps"]],
    }
    older["steps"][0]["questions"] = [
        one for one in older["steps"][0]["questions"] if one["id"] != "phone"
    ]
    number = filing.draft(acting(app, ANNA), replace(newer, questionnaire=older))
    filing.save(acting(app, ANNA), number, {**STORY, ("household", None): 0})
    for module in (sending, resuming):
        monkeypatch.setattr(module, "plan_for", lambda *_given: newer)
    page = anna.get(f"/pratiche/{number}/riepilogo")
    assert "Ci sono domande nuove" in page.text
    assert "Domanda phone" in page.text
    assert not page.soup.select("[name=declares]"), "nothing is sent before they are answered"
    page = anna.submit(f"/pratiche/{number}/aggiorna")
    assert page.url == f"/pratiche/{number}/passi/bisogno"
    assert filing.values(number)[("story", None)] == STORY[("story", None)], "what fits is kept"
    answer_step(anna, {"phone": "+39 000 0000777"})
    page = anna.get(f"/pratiche/{number}/riepilogo")
    assert "Ci sono domande nuove" not in page.text
    assert page.soup.select("[name=declares]")


def test_a_draft_whose_offer_ended_says_so_and_keeps_the_answers(
    anna: PageClient, filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = at_contacts(anna)
    answer_step(anna, {"remarks": "Resta."}, go="save")

    def ended(*_given: object) -> None:
        raise plans.NotOffered

    monkeypatch.setattr(sending, "plan_for", ended)
    monkeypatch.setattr("portal.cases.views.step_pages.is_offered", lambda *_given: False)
    for path in ("passi/contatti", "riepilogo"):
        page = anna.get(f"/pratiche/{number}/{path}")
        assert "non si può più chiedere online" in page.text
        assert not page.soup.select("[name=declares]")
    assert filing.values(number)[REMARKS] == "Resta."


def test_an_offer_that_ended_is_seen(app: Flask) -> None:
    with app.app_context():
        snapshot = resuming.serving.snapshot()
        today = clock.today()
        assert plans.is_offered(snapshot, HOME_CARE, VENTIMIGLIA, today)
        assert not plans.is_offered(snapshot, HOME_CARE, VENTIMIGLIA, today.replace(year=1990))
        assert not plans.is_offered(snapshot, HOME_CARE, "000000", today)
        assert not plans.is_offered(snapshot, "non-esiste", VENTIMIGLIA, today)


def test_a_member_added_from_an_older_page_overwrites_nobody(app: Flask, filing: Filing) -> None:
    anna = acting(app, ANNA)
    number = filing.draft(anna)
    filing.save(anna, number, {("household", None): 2})
    group = ("household", None)
    with filing.write():
        typed = {group: drafting.Typed(1, 0, "citizen")}
        saved = drafting.save_answers(filing.keyring, anna, number, typed)
    assert saved.elsewhere == {group}
    assert filing.values(number)[group] == 2


def test_d13_the_summary_counts_the_papers(anna: PageClient, filing: Filing) -> None:
    number = reference(begin(anna, "contributo-affitto"))
    assert "Documenti: 0 su 1" in anna.get(f"/pratiche/{number}/riepilogo").text
    filing.attach(acting(filing.app, ANNA), number, "rent_contract_file")
    assert "Documenti: 1 su 1" in anna.get(f"/pratiche/{number}/riepilogo").text
    other = reference(begin(anna, HOME_CARE))
    assert "Documenti:" not in anna.get(f"/pratiche/{other}/riepilogo").one("main").get_text()
