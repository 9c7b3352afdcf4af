"""A mandate is heard, recorded, signed on paper, binds one body, and ends at a word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from portal import catalogue
from portal.assisted.models import Mandate
from portal.platform import clock
from portal.platform.audit import AuditEntry
from portal.platform.stored.uploads import check
from tests.assisted.conftest import DESK, OTHER_BODY, SAME_BODY, Desk
from tests.support.page import PageClient

HOME_CARE = "assistenza-domiciliare"
Scan = Callable[[], tuple[BytesIO, str]]


def the_mandate(desk: Desk) -> Mandate:
    """The only one there is."""
    (found,) = desk.rows(select(Mandate))
    assert isinstance(found, Mandate)
    return found


def can_begin(client: PageClient, service: str = HOME_CARE) -> bool:
    """Whether this browser may begin a case of a service now."""
    return client.raw.get(f"/en/servizi/{service}/richiedi").status_code == 200


def end(client: PageClient) -> None:
    """End the visit with its button."""
    client.get("/en/sportello/visita/pagina")
    client.submit("/en/sportello/visita/fine")


def sign(desk: Desk, client: PageClient, sheet: Scan) -> None:
    """Attach the signed paper of the only mandate."""
    client.get(f"/en/sportello/deleghe/{the_mandate(desk).id}/firma")
    client.submit("form", {"files": sheet()})


def test_the_page_of_a_service_leads_to_the_mandate_for_it(desk: Desk, olga: PageClient) -> None:
    """N10: without a mandate to its text with the service ticked; with one to the draft."""
    desk.identify(olga, desk.giulia)
    to_ask = f"a[href$='/{HOME_CARE}/richiedi']"
    page = olga.get(f"/en/servizi/{HOME_CARE}?comune=019036")
    assert not page.soup.select(to_ask)
    page = olga.click("Read the mandate for this service aloud")
    ticked = [box["value"] for box in page.soup.select("[name=services][checked]")]
    assert ticked == [HOME_CARE]
    olga.submit("form", {"lasts": "visit", "agreed": "yes"})
    page = olga.get(f"/en/servizi/{HOME_CARE}?comune=019036")
    assert "Read the mandate for this service aloud" not in page.text
    assert page.soup.select(to_ask)
    assert olga.click("Ask online").status == 200
    page = olga.get("/en/servizi/contributo-affitto?comune=019036")
    assert "Read the mandate for this service aloud" in page.text
    page = desk.browser().get(f"/en/servizi/{HOME_CARE}?comune=019036")
    assert "Read the mandate for this service aloud" not in page.text


def test_without_a_mandate_nothing_of_the_person_can_be_begun(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    assert not can_begin(olga)


def test_a_mandate_covers_what_was_chosen_and_nothing_else(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga, HOME_CARE)
    assert can_begin(olga)
    assert not can_begin(olga, "nido")
    assert "mandate for 1 service" in olga.get("/en/servizi").one(".ac-acting").get_text()


def test_the_text_is_read_in_italian_and_beside_it_in_the_language_of_the_person(
    desk: Desk, olga: PageClient
) -> None:
    page = desk.identify(olga, desk.giulia, language="en")
    assert [said["lang"] for said in page.soup.select(".ac-wording")] == ["it", "en"]
    assert "Azienda" in page.one(".ac-wording[lang=it]").get_text()
    desk.allow(olga)
    end(olga)
    page = desk.identify(olga, desk.giulia)
    assert [said["lang"] for said in page.soup.select(".ac-wording")] == ["it"]


def test_who_agrees_says_for_what_and_for_how_long(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    page = olga.submit("form", {"agreed": "yes"}, status=422)
    assert len(page.problems) == 2
    assert not desk.rows(select(Mandate))


def test_a_no_is_recorded_and_the_visit_goes_on_without(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    page = olga.submit("form", {"agreed": "no"})
    assert "said no at" in page.text
    assert not desk.rows(select(Mandate))
    assert desk.rows(select(AuditEntry).where(AuditEntry.event == "mandate.refused"))
    assert not can_begin(olga)


def test_a_text_that_changed_meanwhile_is_read_again(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    said = {"services": ["*"], "lasts": "visit", "agreed": "yes", "wording_version": "2020-01"}
    page = olga.submit("form", said, status=422)
    assert "read the new one aloud" in page.problems[0]
    assert not desk.rows(select(Mandate))


def test_this_visit_only_ends_with_the_visit(desk: Desk, olga: PageClient, sheet: Scan) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    sign(desk, olga, sheet)
    end(olga)
    desk.identify(olga, desk.giulia)
    assert not can_begin(olga)


def test_a_stated_time_holds_in_later_visits_once_it_is_signed(
    desk: Desk, olga: PageClient, sheet: Scan
) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga, lasts="30")
    assert can_begin(olga)
    end(olga)
    desk.identify(olga, desk.giulia)
    assert not can_begin(olga), "An unsigned mandate holds only in its own visit."
    sign(desk, olga, sheet)
    assert can_begin(olga)
    end(olga)
    desk.identify(olga, desk.giulia)
    assert can_begin(olga)


def test_the_last_day_counts_and_the_day_after_does_not(
    desk: Desk, olga: PageClient, sheet: Scan
) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga, lasts="30")
    sign(desk, olga, sheet)
    end(olga)
    mandate = the_mandate(desk)
    assert mandate.until == clock.today() + timedelta(days=30)
    for days, holds in ((30, True), (31, False)):
        with clock.freeze(clock.after(days=days)):
            client = desk.operator(DESK, name=f"Otto{'x' * days}")
            desk.identify(client, desk.giulia)
            assert can_begin(client) is holds, days


def test_a_mandate_binds_the_body_that_received_it(
    desk: Desk, olga: PageClient, sheet: Scan
) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga, lasts="90")
    sign(desk, olga, sheet)
    end(olga)
    same = desk.operator(SAME_BODY, name="Otto")
    desk.identify(same, desk.giulia)
    assert can_begin(same)
    other = desk.operator(OTHER_BODY, name="Ottavia")
    desk.identify(other, desk.giulia)
    assert not can_begin(other)
    other.get(f"/en/sportello/deleghe/{the_mandate(desk).id}.pdf", status=404)


def test_a_mandate_never_lasts_longer_than_a_year(desk: Desk, olga: PageClient) -> None:
    page = desk.identify(olga, desk.giulia)
    offered = {box["value"] for box in page.soup.select("[name=lasts]")}
    assert offered == {"visit", "30", "90", "365"}
    olga.submit("form", {"services": ["*"], "agreed": "yes", "lasts": "365"})
    assert the_mandate(desk).until == clock.today() + timedelta(days=365)
    token = olga.get("/en/sportello/visita/delega").one("#form [name=csrf_token]")["value"]
    longer = {"services": "*", "agreed": "yes", "lasts": "3650", "csrf_token": token}
    olga.post("/en/sportello/visita/delega", longer, status=422)
    assert len(desk.rows(select(Mandate))) == 1


def test_the_person_takes_it_back_online_and_the_open_screen_feels_it(
    desk: Desk, olga: PageClient
) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    assert can_begin(olga)
    own = desk.browser(desk.giulia.id)
    page = own.get("/en/area-personale/deleghe")
    assert "Take the mandate back" in page.text
    own.submit(f"/en/area-personale/deleghe/{the_mandate(desk).id}/revoca")
    assert not can_begin(olga)
    assert "no mandate" in olga.get("/en/servizi").one(".ac-acting").get_text()
    assert the_mandate(desk).revoked_by == desk.giulia.id


def test_the_person_takes_it_back_at_the_desk(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    olga.get("/en/sportello/visita/pagina")
    olga.submit(f"/en/sportello/deleghe/{the_mandate(desk).id}/revoca")
    assert not can_begin(olga)
    (act,) = desk.rows(select(AuditEntry).where(AuditEntry.event == "mandate.revoked"))
    assert (act.subject_id, act.desk) == (desk.giulia.id, DESK)


def test_nobody_takes_back_the_mandate_of_somebody_else(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    luca = desk.browser(desk.person(*("Luca", "Saggini", "1987-12-02", "SGGLCU87T02H238S")).id)
    token = luca.get("/en/area-personale/deleghe").one("form [name=csrf_token]")["value"]
    path = f"/en/area-personale/deleghe/{the_mandate(desk).id}/revoca"
    luca.post(path, {"csrf_token": token}, status=404)
    assert the_mandate(desk).revoked_at is None


def test_a_signed_paper_is_sealed_and_counts_once(
    desk: Desk, olga: PageClient, sheet: Scan
) -> None:
    desk.identify(olga, desk.giulia)
    page = desk.allow(olga)
    olga.get("/en/sportello")
    assert "Mandates to be signed" in (olga.page.text if olga.page else "")
    page = olga.get(f"/en/sportello/deleghe/{the_mandate(desk).id}/firma")
    page = olga.submit("form", {"files": (BytesIO(b"MZ\x90program"), "delega.pdf")}, status=422)
    assert the_mandate(desk).signed_at is None
    olga.submit("form", {"files": sheet()})
    mandate = the_mandate(desk)
    assert mandate.signed_at is not None
    stored = desk.app.config["MANDATE_FILES"].open(mandate.data_key, mandate.scan_key)
    assert stored == check(sheet()[0], "delega.png").content
    olga.get(f"/en/sportello/deleghe/{mandate.id}/firma", status=404)
    assert "Mandates to be signed" not in olga.get("/en/sportello").text
    assert page.status == 422


def test_a_colleague_of_the_same_desk_attaches_the_paper_without_seeing_the_person(
    desk: Desk, olga: PageClient, sheet: Scan
) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    end(olga)
    mate = desk.operator(DESK, name="Otto")
    page = mate.get(f"/en/sportello/deleghe/{the_mandate(desk).id}/firma")
    assert desk.giulia.family_name not in page.html
    mate.get(f"/en/sportello/deleghe/{the_mandate(desk).id}.pdf", status=404)
    mate.get(f"/en/sportello/deleghe/{the_mandate(desk).id}/firma")
    mate.submit("form", {"files": sheet()})
    assert the_mandate(desk).signed_at is not None
    stranger = desk.operator(SAME_BODY, name="Ottone")
    stranger.get(f"/en/sportello/deleghe/{the_mandate(desk).id}/firma", status=404)


def test_the_text_lies_sealed(desk: Desk, olga: PageClient) -> None:
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    written = desk.written("visits", "mandates", "people")
    assert the_mandate(desk).code in written
    assert desk.giulia.family_name not in written


def narrowed(desk: Desk, monkeypatch: pytest.MonkeyPatch, *services: str) -> None:
    """The body of the desk lets its operators act only for these services."""
    with desk.app.app_context():
        body = catalogue.snapshot().find_body("azienda-sociale-cremonese")
    assert body is not None
    monkeypatch.setitem(body.__dict__, "assisted", services)


def test_only_what_the_body_does_for_others_is_offered_and_accepted(
    desk: Desk, olga: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B4: the server refuses the rest, also under a mandate for everything given before."""
    desk.identify(olga, desk.giulia)
    desk.allow(olga)
    assert can_begin(olga)
    narrowed(desk, monkeypatch, "nido")
    assert (can_begin(olga), can_begin(olga, "nido")) == (False, True)
    page = olga.get("/en/sportello/visita/delega")
    offered = {box["value"] for box in page.soup.select("[name=services]")}
    assert offered == {"*", "nido"}
    token = page.one("#form [name=csrf_token]")["value"]
    more = {"services": HOME_CARE, "agreed": "yes", "lasts": "visit", "csrf_token": token}
    olga.post("/en/sportello/visita/delega", more, status=422)
    assert len(desk.rows(select(Mandate))) == 1


def test_who_comes_from_a_service_finds_it_ticked_and_no_other(
    desk: Desk, olga: PageClient
) -> None:
    """B5: the mandate asks for what is needed."""
    desk.identify(olga, desk.giulia)
    page = olga.get("/en/sportello/visita/delega?servizio=nido")
    assert [one["value"] for one in page.soup.select("[name=services][checked]")] == ["nido"]
