"""An hour at a desk, at 360 px: booked without a login, with scripts and without, and seen at the desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

Person = Callable[..., Walker]


def book(guest: Walker, family_name: str) -> None:
    """From the sheet of a service to the confirmation."""
    guest.see("/servizi/assistenza-domiciliare?comune=008065")
    guest.press_link("/appuntamenti?").reads("Aiuto a casa")
    guest.choose("Sportello sociale Ventimiglia").press("Avanti")
    guest.reads("Data e orario").choose_first().press("Avanti")
    guest.choose("Parlare e avere informazioni").press("Avanti")
    guest.write("given_name", "Prova").write("family_name", family_name)
    guest.write("phone", "+39 000 0000004").press("Avanti")
    guest.reads("Riepilogo").reads(family_name).press("Conferma l’appuntamento")
    guest.reads("Appuntamento confermato").reads("Aggiungi al tuo calendario")


@pytest.mark.parametrize(
    ("scripts", "family_name"),
    [(True, "Ospitini"), (False, "Ospitoni")],
    ids=["with scripts", "without scripts"],
)
def test_a_guest_books_cancels_by_the_link_and_the_hour_is_free_again(
    person: Person, scripts: bool, family_name: str
) -> None:
    guest = person(scripts=scripts)
    book(guest, family_name)
    link = guest.one("main a[href*='/appuntamenti/link/']").get_attribute("href") or ""
    elsewhere = person(scripts=scripts)
    elsewhere.see(link.removeprefix(elsewhere.house)).reads("Appuntamento confermato")
    elsewhere.does_not_read(family_name)
    elsewhere.press("Disdici l’appuntamento").press("Disdici l’appuntamento")
    elsewhere.reads("Appuntamento disdetto")
