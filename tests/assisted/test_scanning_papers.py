"""D21, N3: the papers people take away have a barcode, and a public machine reads it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from portal.assisted.kiosk.scanning import Scanned, read_scan
from portal.cases import reference as references
from portal.cases.models import Case
from portal.cases.receipts.receipt_code import code_of
from portal.platform import codes
from tests.assisted.conftest import Desk
from tests.assisted.machines import enrol, make_code, sit
from tests.support.filing import STORY, Filing
from tests.support.page import PageClient
from tests.support.pdf_text import squeezed, text_of
from tests.support.people import ANNA, acting, sign_in

SERVICES = {"pasti-a-casa", "assistenza-domiciliare"}


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("PASTI-A-CASA", Scanned(service="pasti-a-casa")),
        (" assistenza-domiciliare.12 ", Scanned(service="assistenza-domiciliare", version=12)),
        ("pasti", Scanned(words="pasti")),
        ("PASTI-A-CASA.", Scanned(words="PASTI-A-CASA.")),
        ("qualcosa.2", Scanned(words="qualcosa.2")),
        ("AC12345", Scanned(words="AC12345")),
    ],
)
def test_what_a_reader_types_is_understood(typed: str, wanted: Scanned) -> None:
    assert read_scan(typed, SERVICES.__contains__) == wanted


def test_a_reference_is_read_with_and_without_its_code() -> None:
    known = references.new_reference()
    alone = read_scan(known.lower(), SERVICES.__contains__)
    assert alone == Scanned(reference=known)
    both = read_scan(f"{known} 7K4F92MX0QRT", SERVICES.__contains__)
    assert both == Scanned(reference=known, code="7K4F92MX0QRT")


def test_d21_the_slip_has_large_type_two_languages_and_a_barcode_that_the_machine_reads(
    desk: Desk, olga: PageClient
) -> None:
    """D21: what one takes away leads back, from a phone and from a public machine."""
    filing, anna = Filing(desk.app), acting(desk.app, ANNA)
    reference = filing.draft(anna)
    filing.save(anna, reference, STORY)
    filing.send(anna, reference)
    own = PageClient(desk.app)
    sign_in(own, ANNA)
    text = text_of(own.raw.get(f"/en/pratiche/{reference}/promemoria.pdf").get_data())
    for words in ("Tieni questo foglio", "Keep this slip", "hold this barcode"):
        assert squeezed(words) in text
    (case,) = desk.rows(select(Case).where(Case.reference == reference))
    code = code_of(desk.app.config["KEYRING"], case)
    machine = enrol(desk.app, make_code(olga))
    sit(machine)
    page = machine.submit("/en/postazione/cerca", {"q": f"{reference} {codes.bare(code)}"})
    assert references.spoken(reference) in page.text
    page = machine.submit("/en/stato")
    assert re.search(r"Sent", page.text)
    machine.get("/en/postazione")
    page = machine.submit("/en/postazione/cerca", {"q": reference})
    assert page.url == "/en/stato"
