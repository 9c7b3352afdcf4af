"""A session about to end: the person is asked in time, what they typed is saved, one press stays."""

from __future__ import annotations

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
    dialog.get_by_role("button", name="Sono qui").click()
    expect(dialog).to_be_hidden()
    guest.page.reload()
    expect(guest.page.get_by_label("Vuoi dirci qualcosa prima?")).to_have_value(STORY)
