"""A mandate from a person to a person, each on a phone of their own: given, taken, used, taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator

from tests.journeys.test_kinds import MOST_STEPS, fill_in
from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

Person = Callable[..., Walker]
GIULIA, LUCA = "Giulia Modellini", "Luca Saggini"
NAMED = {"fiscal_code": "SGGLCU87T02H238S", "given_name": "Luca", "family_name": "Saggini"}
GIVE, GIVEN, HELD = (
    "/area-personale/deleghe/nuova", "/area-personale/deleghe/persone", "/area-personale/per-chi",
)  # fmt: skip
STORY = "Citofono Prova, secondo piano a sinistra."


def tick(walker: Walker, name: str, value: str) -> None:
    """Choose one answer of a list, by its value in the form."""
    walker.page.locator(f"main input[name='{name}'][value='{value}'] + label").first.click()


def give(giver: Walker, service: str) -> None:
    """Name Luca for one service; nothing that was typed is lost where something is missing."""
    giver.see(GIVE).press_link("/accedi/entra").log_in(GIULIA)
    assert giver.page.url.endswith(GIVE), "the login leads back to where the person was"
    giver.submit()
    assert giver.page.locator(".is-invalid, [aria-invalid=true]").count(), "nothing was missed"
    for name, value in NAMED.items():
        giver.write(name, value)
    tick(giver, "services", service)
    tick(giver, "reach", "send")
    tick(giver, "lasts", "30")
    giver.submit()
    assert giver.one("main [name=family_name]").input_value() == NAMED["family_name"]
    giver.pick("agreed").submit()
    giver.reads(LUCA).reads("Attende una risposta")


def take(holder: Walker) -> None:
    """Luca finds the mandate, says yes and switches: from now on every page says for whom."""
    holder.see(HELD).press_link("/accedi/entra").log_in(LUCA)
    holder.reads(GIULIA).press("Sì, agisco per questa persona").press(
        "Agisci ora per questa persona"
    )
    assert GIULIA in banner(holder)
    for path in ("/", "/servizi", "/area-personale/pratiche", "/area-personale/documenti"):
        holder.see(path)
        assert GIULIA in banner(holder), path


def banner(walker: Walker) -> str:
    """What stands above every page while somebody acts for another."""
    return walker.one("aside.ac-acting").inner_text()


def begin(holder: Walker, service: str) -> None:
    """A draft for Giulia."""
    holder.see(f"/servizi/{service}").press("Richiedi online", within="main")
    holder.fill("comune", "Ventimiglia (IM)")
    holder.choose("Ho letto e compreso l’informativa sulla privacy").press("Inizia")
    assert "/passi/" in holder.page.url
    assert GIULIA in banner(holder)


def box(holder: Walker) -> Locator:
    """The first box for words from here on; the steps before it are answered and saved."""
    for _step in range(MOST_STEPS):
        fill_in(holder)
        holder.press("Avanti")
        found = holder.page.locator("main form :is(textarea, input[type=text]):visible")
        if found.count():
            return found.first
    raise AssertionError(f"no box for words before {holder.page.url}")


@pytest.mark.parametrize(
    ("service", "width", "giver_scripts", "holder_scripts", "right_to_left"),
    [
        ("pasti-a-casa", 360, False, True, False),
        ("contrassegno", 1280, True, False, False),
        ("trasporto-sociale", 360, True, True, True),
    ],
    ids=["given without scripts", "used without scripts, on a desk", "right to left"],
)
def test_a_mandate_is_given_taken_used_and_taken_back(
    person: Person,
    service: str,
    width: int,
    giver_scripts: bool,
    holder_scripts: bool,
    right_to_left: bool,
) -> None:
    giver = person(width=width, scripts=giver_scripts, right_to_left=right_to_left)
    holder = person(width=width, scripts=holder_scripts, right_to_left=right_to_left)
    give(giver, service)
    take(holder)
    begin(holder, service)
    reference = holder.reference
    words = box(holder)
    giver.see(GIVEN).press("Revoca la delega", within="main").reads("Finita")
    words.fill(STORY)
    holder.press("Avanti").reads("Non agisci più per questa persona").reads(STORY)
    assert GIULIA not in holder.page.content(), "her name is no longer theirs to read"
    holder.press("Torna a te").reads("agisci di nuovo per te")
    assert holder.page.locator("aside.ac-acting").count() == 0
    holder.page.goto(f"{holder.house}/pratiche/{reference}")
    holder.does_not_read(GIULIA)
    giver.see(f"/pratiche/{reference}/continua")
    giver.see("/area-personale/accessi").reads(LUCA)
    assert STORY not in giver.page.content()


def test_back_to_oneself_with_one_press(person: Person) -> None:
    giver, holder = person(), person()
    give(giver, "sollievo")
    take(holder)
    holder.page.locator("aside.ac-acting button").click()
    holder.page.wait_for_load_state()
    holder.look().reads("agisci di nuovo per te")
    assert holder.page.locator("aside.ac-acting").count() == 0
    giver.see(GIVEN).press("Revoca la delega", within="main")
    holder.see(HELD).reads("Finita")
