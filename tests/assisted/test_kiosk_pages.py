"""What the pages of a public machine are: language first, no way out, somebody to call (N3)."""

from __future__ import annotations

import pytest

from portal.assisted.kiosk.dressing import without_ways_out
from portal.platform import clock
from tests.assisted.conftest import Desk
from tests.assisted.machines import FORM, enrol, make_code, sit
from tests.support.page import PageClient


@pytest.fixture
def machine(desk: Desk, olga: PageClient) -> PageClient:
    """See ``enrol``."""
    return enrol(desk.app, make_code(olga))


def test_nothing_opens_before_a_language_is_chosen(machine: PageClient) -> None:
    for path in ("/", "/en/servizi", "/accedi", "/area-personale", f"/servizi/{FORM}"):
        assert machine.get(path).url == "/postazione/lingua", path


def test_every_page_of_a_machine_can_be_left_and_nothing_is_cached(machine: PageClient) -> None:
    sit(machine)
    for path in ("/en", "/en/servizi", f"/en/servizi/{FORM}", "/en/accedi", "/en/postazione"):
        page = machine.get(path)
        assert page.headers["Cache-Control"] == "no-store", path
        bar = page.one(".ac-kiosk-bar")
        assert "I am done" in bar.get_text(), path
        assert "Call somebody" in bar.get_text(), path
    assert "I am done" in machine.get("/en/not-there", status=404).html


def test_no_link_leaves_no_form_remembers_no_file_stays(machine: PageClient) -> None:
    sit(machine)
    for path in ("/en", f"/en/servizi/{FORM}", "/en/stato", "/en/pagine/note-legali"):
        page = machine.get(path)
        addresses = [a["href"] for a in page.soup.find_all("a", href=True)]
        assert addresses
        assert all(one.startswith(("/", "#", "?")) for one in addresses), path
        assert all(form.get("autocomplete") == "off" for form in page.soup.find_all("form")), path
        assert not page.soup.select("a[download], a[target]"), path


def test_an_address_of_others_becomes_words() -> None:
    page = '<a class="x" href="https://example.org/a?b&amp;c" target="_blank"><b>There</b></a>'
    page += '<a href="tel:112">112</a><a href="/here" download>Here</a><input autocomplete="name">'
    told = without_ways_out(page)
    assert "<b>There</b> <bdi" in told
    assert "https://example.org/a?b&amp;c</bdi>" in told
    assert told.endswith('<span>112</span><a href="/here">Here</a><input autocomplete="off">')


def test_a_call_is_seen_at_the_desk_and_answered(
    desk: Desk, machine: PageClient, olga: PageClient
) -> None:
    sit(machine)
    page = machine.submit("/en/postazione/chiama")
    assert page.url == "/en/postazione"
    assert "Somebody is coming" in page.one(".ac-kiosk-bar").get_text()
    assert "Entrance" in olga.part("/en/sportello/chiamate").get_text()
    assert "Entrance" in olga.get("/en/sportello").one(".ac-call").get_text()
    olga.submit("/en/sportello/chiamate")
    assert not olga.page.soup.select(".ac-call")  # type: ignore[union-attr]
    assert "Call somebody" in machine.get("/en/postazione").one(".ac-kiosk-bar").get_text()
    assert "kiosk.called" in desk.written("audit_entries")


def test_a_page_that_asks_by_itself_keeps_no_session_alive(desk: Desk, olga: PageClient) -> None:
    with clock.freeze(clock.after(minutes=10)):
        olga.part("/en/sportello/chiamate")
    with clock.freeze(clock.after(minutes=31)):
        assert olga.raw.get("/en/sportello").status_code == 302
