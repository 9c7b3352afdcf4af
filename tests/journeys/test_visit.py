"""A visit in a browser: few screens from the login to a filed request, and nothing of the person after."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Frame, Page

from tests.journeys.test_citizen import ANSWERS
from tests.journeys.test_kinds import MOST_STEPS, fill_in
from tests.journeys.test_operator import open_visit, scan
from tests.journeys.walker import Walker

pytestmark = pytest.mark.journey

Person = Callable[..., Walker]


def on_paper(code: str, given: str, family: str, born: str) -> dict[str, str]:
    """What an operator reads on a card and on a document."""
    year, month, day = born.split("-")
    return {
        "fiscal_code": code, "given_name": given, "family_name": family, "birth_date-day": day,
        "birth_date-month": month, "birth_date-year": year, "issuer": "Comune di Prova",
        "last_digits": "77ZX",
    }  # fmt: skip


#: People of this file alone: what others ask for in the same house stays apart.
ANNA = on_paper("PRVNNA70A41L741N", "Anna", "Provetti", "1970-01-01")
CARLA = on_paper("SMPCRL80B42L741E", "Carla", "Esempi", "1980-02-02")
OLGA = on_paper("FFCLGO85D44L741J", "Olga", "Ufficini", "1985-04-04")
#: What belongs to the person: none of it may be left.
TRACES = (OLGA["family_name"], OLGA["fiscal_code"], OLGA["last_digits"])
#: Screens from the login to the receipt (docs/assisted.md); for the second one more, where somebody left
#: a visit open. A further one is noticed here.
MOST = {"assistenza-domiciliare": (ANNA, 27), "contributo-affitto": (CARLA, 25)}


class Screens:
    """Every screen that this browser showed."""

    def __init__(self, page: Page) -> None:
        self.seen: list[str] = []
        page.on("framenavigated", self._note)

    def _note(self, frame: Frame) -> None:
        is_once = frame.url.endswith("/sportello/regole")
        if frame.parent_frame is None and frame.url.startswith("http") and not is_once:
            self.seen.append(frame.url)


def answer_step(operator: Walker) -> None:
    """Everything on a step answered; the next one."""
    operator.choose_first()
    for name, value in ANSWERS.items():
        for box in operator.page.locator(f"main input[name$={name}]").all():
            if not box.input_value():
                box.fill(value)
    fill_in(operator)
    operator.press("Avanti")


def fill_beside(operator: Walker, service: str) -> None:
    """The citizen's own pages, typed by the operator, up to the summary."""
    operator.see(f"/servizi/{service}/richiedi").fill("Il tuo comune", "Ventimiglia (IM)")
    operator.choose("Ho letto e compreso l’informativa sulla privacy").submit()
    for _step in range(MOST_STEPS):
        if "/passi/" not in operator.page.url:
            break
        answer_step(operator)


def file_beside(operator: Walker, service: str) -> str:
    """Filled in, signed on paper, sent; the reference."""
    fill_beside(operator, service)
    operator.press("Su carta, con la firma", within="main")
    operator.page.locator("input[type=file]:not([capture])").first.set_input_files(scan())
    operator.submit().press("Invia la richiesta", within="main")
    operator.reads("Richiesta inviata")
    return operator.reference


@pytest.mark.parametrize("service", MOST)
def test_from_the_login_to_a_filed_request_in_few_screens(person: Person, service: str) -> None:
    who, most = MOST[service]
    operator = person(width=1280)
    screens = Screens(operator.page)
    open_visit(operator, service, who)
    file_beside(operator, service)
    assert len(screens.seen) <= most, screens.seen
    operator.page.locator("aside.ac-acting form button").click()
    operator.page.wait_for_url("**/sportello")


def holds_nothing(page: Page, reference: str) -> None:
    """Not a word of the person on this screen."""
    content = page.content()
    assert not [one for one in (*TRACES, reference) if one in content], page.url


def test_nothing_of_the_person_is_left_in_the_browser(person: Person) -> None:
    """N3, X10: back as far as it goes, reload, a new tab, history, storage and cache; the operator stays."""
    operator = person(width=1280)
    service, page = "contributo-economico", operator.page
    open_visit(operator, service, OLGA)
    operator.see(f"/servizi/{service}/richiedi").fill("Il tuo comune", "Ventimiglia (IM)")
    operator.choose("Ho letto e compreso l’informativa sulla privacy").submit()
    fill_in(operator)
    reference = operator.press("Avanti").reference
    operator.see("/sportello/visita/pagina").reads("Ufficini")
    was_at = page.url
    operator.page.locator("aside.ac-acting form button").click()
    page.wait_for_url("**/sportello")
    holds_nothing(page, reference)
    for _step in range(10):
        # A page that may not be kept is asked for anew; what was posted there is not sent again.
        with suppress(Error):
            page.evaluate("() => { setTimeout(() => history.back()) }")
        page.wait_for_timeout(400)
        page.wait_for_load_state()
        holds_nothing(page, reference)
    page.goto(was_at)
    page.reload()
    holds_nothing(page, "\0")
    tab = page.context.new_page()
    for path in ("/sportello/visita/pagina", "/area-personale", "/sportello", "/sportello/visita"):
        tab.goto(operator.house + path)
        holds_nothing(tab, reference)
    kept = tab.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length]"
    )
    assert kept == [0, 0, 0]
    assert {one["name"] for one in page.context.cookies()} >= {"accanto_session"}
    assert tab.url.endswith("/sportello/visita"), "The operator is still signed in."
    assert tab.locator("#who").input_value() == ""


def test_back_after_signing_out_leads_to_the_login(person: Person) -> None:
    """C15: signing out ends the visit; the pages before it are not shown again."""
    operator = person(width=1280)
    open_visit(operator, who=OLGA)
    page = operator.page
    page.goto(f"{operator.house}/sportello/visita/pagina")
    menu = page.locator("details[data-menu]", has=page.locator("form[action$='/esci']"))
    menu.locator("summary").click()
    menu.locator("form[action$='/esci'] button").click()
    page.wait_for_load_state()
    for _step in range(4):
        with suppress(Error):
            page.evaluate("() => { setTimeout(() => history.back()) }")
        page.wait_for_timeout(400)
        page.wait_for_load_state()
        holds_nothing(page, "\0")
    page.goto(f"{operator.house}/sportello/visita/pagina")
    assert "/accedi" in page.url


def test_after_a_crash_the_desk_offers_to_go_on_or_to_end(person: Person) -> None:
    """The browser is gone with a visit open: the next login finds it, once."""
    operator = person(width=1280)
    open_visit(operator)
    again = person(width=1280)
    again.see("/sportello").press_link("/accedi/entra").log_in("Noemi Testoni")
    again.reads("Hai una visita ancora aperta")
    again.press("Continua qui", within="main")
    assert "Luca Saggini" in again.one("aside.ac-acting").inner_text()
    operator.page.goto(f"{operator.house}/sportello/visita/pagina")
    assert "Saggini" not in operator.page.content(), "The visit moved to the other window."
    again.page.locator("aside.ac-acting form button").click()
    again.page.wait_for_url("**/sportello")
