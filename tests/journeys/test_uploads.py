"""Files over a phone's line: in pieces, through a drop and a reload, made smaller before they leave."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys.walker import Walker
from tests.support.pieces import pdf_of

pytestmark = pytest.mark.journey
#: Bytes each second: 400 kbit/s, a phone between two hills.
SLOW = 50_000
CHOOSE = "input[type=file]:not([capture])"


@pytest.fixture
def guest(person: Callable[..., Walker]) -> Walker:
    """Somebody on a step that asks for files."""
    walker = person()
    walker.see("/servizi/segnalazione-disservizio/richiedi").fill(
        "Il tuo comune", "Ventimiglia (IM)"
    )
    return walker.choose("Ho letto e compreso l’informativa sulla privacy").press("Inizia")


def a_pdf(size: int = 900_000, name: str = "referto.pdf") -> Any:
    return {"name": name, "mimeType": "application/pdf", "buffer": pdf_of(size)}


def on_a_slow_line(walker: Walker) -> Callable[[bool], None]:
    """A slow line; what comes back cuts it (True) and mends it (False)."""
    line = walker.page.context.new_cdp_session(walker.page)
    line.send("Network.enable")

    def cut(is_away: bool) -> None:
        speeds = {"downloadThroughput": SLOW, "uploadThroughput": SLOW, "latency": 150}
        line.send("Network.emulateNetworkConditions", {"offline": is_away, **speeds})

    cut(False)
    return cut


def offsets(walker: Walker) -> list[int]:
    """Where each piece began that left this browser; the list grows."""
    found: list[int] = []
    walker.page.on(
        "request",
        lambda one: (
            found.append(int(one.headers["upload-offset"])) if one.method == "PUT" else None
        ),
    )
    return found


def test_a_file_on_a_slow_line_that_drops_goes_on_and_arrives(guest: Walker) -> None:
    cut = on_a_slow_line(guest)
    left, words = offsets(guest), guest.one("[data-upload-words]")
    guest.one(CHOOSE).set_input_files(a_pdf())
    expect(guest.one("[data-upload-bar]")).to_have_js_property("max", 900_000)
    expect(words).to_contain_text("0,3 di 0,9 MB", timeout=30_000)
    guest.look()
    cut(True)
    expect(words).to_contain_text("Riprende da solo quando torna la rete", timeout=15_000)
    cut(False)
    expect(guest.one(".ac-files")).to_contain_text("referto.pdf", timeout=60_000)
    expect(words).to_contain_text("«referto.pdf» è arrivato")
    assert left.count(0) == 1, "what had come is not sent again"
    guest.look()


def test_after_a_reload_the_same_file_goes_on_from_where_it_was(guest: Walker) -> None:
    on_a_slow_line(guest)
    guest.one(CHOOSE).set_input_files(a_pdf())
    expect(guest.one("[data-upload-words]")).to_contain_text("0,3 di 0,9 MB", timeout=30_000)
    guest.page.once("dialog", lambda dialog: dialog.accept())
    guest.page.reload()
    left = offsets(guest)
    guest.one(CHOOSE).set_input_files(a_pdf())
    expect(guest.one(".ac-files")).to_contain_text("referto.pdf", timeout=60_000)
    assert left
    assert min(left) > 0, left


def test_sending_can_be_stopped_by_keyboard_and_goes_on_later(guest: Walker) -> None:
    on_a_slow_line(guest)
    guest.one(CHOOSE).set_input_files(a_pdf())
    expect(guest.one("[data-upload-words]")).to_contain_text("0,3 di 0,9 MB", timeout=30_000)
    guest.one("[data-upload-stop]").focus()
    guest.page.keyboard.press("Enter")
    expect(guest.one("[data-upload-words]")).to_contain_text("Hai fermato")
    left = offsets(guest)
    guest.one(CHOOSE).set_input_files(a_pdf())
    expect(guest.one(".ac-files")).to_contain_text("referto.pdf", timeout=60_000)
    assert min(left) > 0, left


def test_a_file_that_is_refused_says_so_next_to_its_question(guest: Walker) -> None:
    wrong = {"name": "busta.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + b"\0" * 400_000}
    guest.one(CHOOSE).set_input_files(wrong)
    refused = guest.page.locator(".ac-field", has=guest.page.locator(CHOOSE)).get_by_role("alert")
    expect(refused).to_contain_text("busta.pdf")
    guest.fill("Luogo", "Sportello di prova")
    guest.page.keyboard.press("Tab")
    expect(guest.one("[data-saved]")).to_contain_text("Salvato")
    expect(refused).to_contain_text("busta.pdf")


def test_a_small_file_that_is_refused_by_saving_says_so_next_to_its_question(guest: Walker) -> None:
    wrong = {"name": "busta.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + b"\0" * 400}
    guest.one(CHOOSE).set_input_files(wrong)
    field = guest.page.locator(".ac-field", has=guest.page.locator(CHOOSE))
    expect(field).to_contain_text("«busta.pdf» non è quello che dice il nome")


def test_a_photo_is_made_smaller_before_it_leaves(guest: Walker) -> None:
    out = BytesIO()
    sideways = Image.Exif()
    sideways[0x0112] = 6
    noise = Image.effect_noise((5200, 3900), 60).convert("RGB")
    noise.save(out, "JPEG", exif=sideways, quality=92)
    announced: list[str] = []
    guest.page.on(
        "request",
        lambda one: (
            announced.append(one.post_data or "") if one.url.endswith("/caricamenti") else None
        ),
    )
    photo = {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": out.getvalue()}
    guest.one(CHOOSE).set_input_files(photo)
    expect(guest.one(".ac-files")).to_contain_text("IMG_0001.jpg", timeout=90_000)
    bar = guest.one("[data-upload-bar]")
    assert 0 < int(str(bar.evaluate("bar => bar.max"))) < len(out.getvalue()) * 0.75
    picture = guest.one(".ac-files__picture")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("one => one.decode().then(() => one.naturalHeight > one.naturalWidth)")


def test_a_message_takes_a_large_file_in_pieces_and_leaves_with_it(
    person: Callable[..., Walker],
) -> None:
    citizen = person()
    citizen.see("/servizi/colloquio-assistente-sociale").press("Richiedi online", within="main")
    citizen.fill("Il tuo comune", "Ventimiglia (IM)")
    citizen.choose("Ho letto e compreso l’informativa sulla privacy").press("Inizia")
    while "/riepilogo" not in citizen.page.url:
        citizen.choose_first()
        for box in citizen.page.locator("main input[type=text], main input[type=tel]").all():
            if not box.input_value():
                box.fill("+39 000 0000003" if box.get_attribute("type") == "tel" else "Prova")
        citizen.press("Avanti")
    citizen.choose("Dichiaro tutto questo").press("Invia la richiesta")
    citizen.see(f"/pratiche/{citizen.reference}").fill("Il tuo messaggio", "Ecco il referto.")
    cut = on_a_slow_line(citizen)
    left, words = offsets(citizen), citizen.one("[data-upload-words]")
    citizen.one(CHOOSE).set_input_files(a_pdf())
    expect(words).to_contain_text("0,3 di 0,9 MB", timeout=30_000)
    cut(True)
    expect(words).to_contain_text("Riprende da solo quando torna la rete", timeout=15_000)
    # Sent too early: it goes by itself, with the file.
    citizen.page.get_by_role("button", name="Invia il messaggio").click()
    cut(False)
    expect(citizen.one(".ac-notice, [data-notices], main")).to_contain_text(
        "Il tuo messaggio è arrivato", timeout=60_000
    )
    citizen.look().reads("Ecco il referto.").reads("referto.pdf")
    assert left.count(0) == 1, "what had come is not sent again"
    assert not citizen.page.locator("#arrived .ac-files__name").count()
