"""A session about to end: the person is asked in time, what they typed is saved, one press stays."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey
STORY = "Scritto prima di rispondere al telefono."


def test_who_was_called_away_is_asked_and_loses_nothing(person: Callable[..., Walker]) -> None:
    guest = person()
    guest.page.clock.install()
    guest.see("/servizi/sportello-sociale/richiedi").fill("Il tuo comune", "Ventimiglia (IM)")
    guest.choose("Ho letto e compreso l’informativa sulla privacy").press("Inizia")
    guest.fill("Vuoi dirci qualcosa prima?", STORY)
    dialog = guest.page.get_by_role("dialog", name="Sei ancora qui?")
    expect(dialog).to_be_hidden()
    guest.page.clock.fast_forward("28:30")
    expect(dialog).to_be_visible()
    guest.look()
    expect(guest.one("[data-saved]")).to_contain_text("Salvato")
    dialog.get_by_role("button", name="Sono qui").click()
    expect(dialog).to_be_hidden()
    guest.page.reload()
    expect(guest.page.get_by_label("Vuoi dirci qualcosa prima?")).to_have_value(STORY)


def test_who_does_not_come_back_is_signed_out_and_may_go_on_later(
    person: Callable[..., Walker],
) -> None:
    anna = person()
    anna.page.clock.install()
    anna.see("/area-personale/profilo").press_link("/accedi/entra").log_in("Giulia Modellini")
    anna.page.clock.fast_forward("31:00")
    anna.page.clock.fast_forward("00:20")
    anna.page.wait_for_url(re.compile("scaduta=1"))
    anna.reads("Il tuo accesso è scaduto")
    anna.see("/area-personale/profilo")
    assert "/accedi" in anna.page.url
