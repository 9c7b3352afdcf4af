"""A network that drops while somebody answers: what is not saved is named, and goes when it is back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey
STORY = "Scritto mentre la rete non c’era."


def test_what_is_written_without_a_network_is_saved_when_it_is_back(
    person: Callable[..., Walker],
) -> None:
    guest = person()
    guest.see("/servizi/sportello-sociale/richiedi").fill("Il tuo comune", "Ventimiglia (IM)")
    guest.choose("Ho letto e compreso l’informativa sulla privacy").press("Inizia")
    context, saved = guest.page.context, guest.one("[data-saved]")

    context.set_offline(True)
    guest.fill("Vuoi dirci qualcosa prima?", STORY)
    guest.page.keyboard.press("Tab")
    expect(saved).to_contain_text("La rete non risponde")
    expect(saved).to_contain_text("Vuoi dirci qualcosa prima?")
    guest.page.get_by_role("button", name="Avanti").click()
    expect(saved).to_contain_text("la pagina va avanti da sola")
    assert "/passi/motivo" in guest.page.url

    context.set_offline(False)
    guest.page.wait_for_url("**/passi/chiamata")
    guest.press("Indietro")
    expect(guest.page.get_by_label("Vuoi dirci qualcosa prima?")).to_have_value(STORY)
