"""A network that drops while somebody answers: what is not saved is named, and goes when it is back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, expect

from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey
STORY = "Scritto mentre la rete non c’era."


def begun(guest: Walker) -> Walker:
    """A guest at the first question."""
    guest.see("/servizi/sportello-sociale/richiedi").fill("Il tuo comune", "Ventimiglia (IM)")
    return guest.choose("Ho letto e compreso l’informativa sulla privacy").press("Inizia")


def test_what_is_written_without_a_network_is_saved_when_it_is_back(
    person: Callable[..., Walker],
) -> None:
    guest = begun(person())
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


def test_a_button_pressed_on_a_dead_line_keeps_the_page_and_goes_on_later(
    person: Callable[..., Walker],
) -> None:
    """The browser believes it is online; only the answers do not get through."""
    guest = begun(person())
    saved = guest.one("[data-saved]")
    guest.page.route("**/passi/**", lambda route: route.abort())
    guest.page.get_by_label("Vuoi dirci qualcosa prima?").fill(STORY)
    guest.page.get_by_role("button", name="Avanti").click()
    expect(saved).to_contain_text("La rete non risponde")
    expect(saved).to_contain_text("la pagina va avanti da sola")
    expect(guest.page.get_by_label("Vuoi dirci qualcosa prima?")).to_have_value(STORY)
    guest.page.unroute("**/passi/**")
    guest.page.wait_for_url("**/passi/chiamata")


def test_nobody_reloads_away_what_is_not_saved_without_being_asked(
    person: Callable[..., Walker],
) -> None:
    guest = begun(person())
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    guest.page.on("dialog", stay)
    guest.page.context.set_offline(True)
    guest.fill("Vuoi dirci qualcosa prima?", STORY)
    guest.page.evaluate("location.reload()")
    expect(guest.page.get_by_label("Vuoi dirci qualcosa prima?")).to_have_value(STORY)
    assert asked == ["beforeunload"]
    guest.page.context.set_offline(False)
    expect(guest.one("[data-saved]")).to_contain_text("Salvato")


def test_what_was_written_goes_by_itself_when_the_line_is_back(
    person: Callable[..., Walker],
) -> None:
    guest = begun(person())
    guest.page.context.set_offline(True)
    guest.fill("Vuoi dirci qualcosa prima?", STORY)
    guest.page.keyboard.press("Tab")
    expect(guest.one("[data-saved]")).to_contain_text("La rete non risponde")
    guest.page.context.set_offline(False)
    expect(guest.one("[data-saved]")).to_contain_text("Salvato")
    guest.page.reload()
    expect(guest.page.get_by_label("Vuoi dirci qualcosa prima?")).to_have_value(STORY)
