"""A new e-mail address: asked for, proved by the code that was sent there, and the old one told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

CONTACTS = "/area-personale/profilo/contatti"
CHANGED = "cambia"


def letters(walker: Walker, to: str, known: int = 0) -> list[dict[str, Any]]:
    """What arrived at an address, newest first, once there is more than is known."""
    port = int(walker.house.rpartition(":")[2]) + 1
    found: list[dict[str, Any]] = []
    for _wait in range(40):
        found = walker.page.request.get(f"http://127.0.0.1:{port}/posta.json?a={to}").json()
        if len(found) > known:
            break
        walker.page.wait_for_timeout(500)
    return found


@pytest.mark.parametrize(
    ("scripts", "name", "old"),
    [
        (True, "Antonio Fintoni", "p039@prova.invalid"),
        (False, "Chiara Dal Caso", "p008@prova.invalid"),
    ],
    ids=["with scripts", "without scripts"],
)
def test_a_new_address_is_used_once_its_code_came_back(
    person: Callable[..., Walker], scripts: bool, name: str, old: str
) -> None:
    walker, new = person(scripts=scripts), f"nuova.{old}"
    walker.see(CONTACTS).press_link("/accedi/entra").log_in(name)
    before = {one: len(letters(walker, one, -1)) for one in (old, new)}
    walker.write("email", "senza chiocciola").press("Salva i contatti")
    assert walker.one("main [name=email]").input_value() == "senza chiocciola"
    walker.write("email", new).press("Salva i contatti").reads(f"Conferma {new}")
    (letter, *_older) = letters(walker, new, before[new])
    found = re.search(r"\b\d{6}\b", letter["text"])
    assert found, letter["text"]
    assert found[0] not in letter["subject"]
    assert walker.one("main [name=email]").input_value() == old, "the old one is still used"
    walker.write("code", "000000" if found[0] != "000000" else "111111")
    walker.press("Conferma", within="form[id^=prove-email]").reads("Il codice non è questo")
    walker.see(CONTACTS).write("code", f"{found[0][:3]} {found[0][3:]}")
    walker.press("Conferma", within="form[id^=prove-email]").reads("Confermato")
    assert walker.one("main [name=email]").input_value() == new
    assert walker.page.locator("form[id^=prove-email]").count() == 0
    told = letters(walker, old, before[old])
    assert CHANGED in told[0]["subject"].casefold()
    assert new not in told[0]["text"], "the old mailbox may not be the person's any more"
