"""The sheet of a service: the national model's order, and what holds where one lives today."""

from __future__ import annotations

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.catalogue.sheet import Sheet, read_sheet
from portal.catalogue.snapshot import Snapshot
from portal.catalogue.views.words import language_name
from portal.platform.clock import freeze
from portal.platform.i18n import LANGUAGES, force_locale
from portal.platform.sessions import COOKIE
from portal.platform.shared import MUNICIPALITY
from tests.support.page import PageClient

ROME = ZoneInfo("Europe/Rome")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ROME)
SLUG = "assistenza-domiciliare"

#: The voices of the national model, in its order.
VOICES = [
    "A chi è rivolto", "Descrizione", "Come fare", "Cosa serve", "Cosa si ottiene",
    "Tempi e scadenze", "Quanto costa", "Accedi al servizio", "Ulteriori informazioni",
    "Condizioni di servizio", "Contatti",
]  # fmt: skip
HOOKS = [
    "service-addressed", "service-how-to", "service-needed", "service-achieved",
    "service-calendar-text", "service-generic-access", "service-file", "service-area",
]  # fmt: skip


def place_with(snapshot: Snapshot, slug: str, day: date, *, active: bool) -> str:
    """A municipality where a service is given on a day, or where it is not."""
    for place in snapshot.municipalities():
        offer = snapshot.offer(slug, place.istat, day)
        if (offer is not None and offer.active) is active:
            return place.istat
    raise AssertionError(f"No municipality with {slug} active={active}: choose another service.")


def place_without_any(snapshot: Snapshot, day: date) -> tuple[str, str]:
    """A service and a municipality where it is not given."""
    for service in snapshot.services():
        for place in snapshot.municipalities():
            offer = snapshot.offer(service.slug, place.istat, day)
            if offer is None or not offer.active:
                return service.slug, place.istat
    raise AssertionError("Every service is given everywhere: this test needs one that is not.")


def sheet_of(snapshot: Snapshot, slug: str, istat: str | None, at: datetime = MONDAY) -> Sheet:
    service = snapshot.service(slug)
    assert service is not None
    return read_sheet(snapshot, service, "it", istat, at)


def test_every_sheet_has_the_voices_in_order_with_their_words(
    client: PageClient, snapshot: Snapshot
) -> None:
    for service in snapshot.services():
        page = client.get(f"/servizi/{service.slug}")
        index = [a.text for a in page.soup.select("[data-element=page-index] li a")]
        assert index == [voice for voice in VOICES if voice in index], service.slug
        assert set(VOICES) - set(index) <= {"Ulteriori informazioni"}, service.slug
        headings = [h.text for h in page.soup.select("main h2")]
        assert [h for h in headings if h in VOICES] == index, service.slug
        for hook in HOOKS:
            assert len(page.one(f"[data-element={hook}]").text.strip()) >= 3, (service.slug, hook)


def test_every_sheet_reads_in_english_too(client: PageClient, snapshot: Snapshot) -> None:
    for service in snapshot.services():
        page = client.get(f"/en/servizi/{service.slug}")
        if "en" not in service.words:
            assert page.one("h1")["lang"] == "it"
            assert page.text.count("in Italian. At the desk") == 1


def test_linked_data_names_what_the_model_asks_for(client: PageClient, snapshot: Snapshot) -> None:
    istat = place_with(snapshot, SLUG, MONDAY.date(), active=True)
    data = json.loads(
        client.get(f"/servizi/{SLUG}?comune={istat}").one("[data-element=metatag]").string or ""
    )
    assert data["name"] == "Aiuto a casa"
    assert data["serviceOperator"]["name"]
    assert data["audience"]["audienceType"]
    place = snapshot.municipality(istat)
    assert place is not None
    assert data["areaServed"]["name"] == place.name
    channel = data["availableChannel"]
    assert channel["serviceUrl"] == f"http://localhost/servizi/{SLUG}"
    assert channel["serviceLocation"]["address"]["streetAddress"]


def test_the_path_to_the_page_goes_through_the_category(client: PageClient) -> None:
    trail = client.get(f"/servizi/{SLUG}").soup.select("[data-element=breadcrumb] li")
    assert [item.text for item in trail] == ["Home", "Servizi", "Aiuto in casa", "Aiuto a casa"]


def test_the_day_of_the_answer_is_a_date_counted_from_today(
    client: PageClient, snapshot: Snapshot
) -> None:
    with freeze(MONDAY):
        page = client.get(f"/servizi/{SLUG}")
    assert "Se la chiedi oggi, la risposta arriva entro il 23 dicembre 2026" in page.text


def test_today_is_italys_day_also_late_in_the_evening(snapshot: Snapshot) -> None:
    midnight = datetime(2026, 3, 31, 22, 30, tzinfo=ZoneInfo("UTC")).astimezone(ROME)
    assert sheet_of(snapshot, SLUG, None, midnight).answer_by == date(2026, 5, 1)


def test_the_term_of_the_offer_counts_more_than_that_of_the_service(snapshot: Snapshot) -> None:
    day, seen = MONDAY.date(), 0
    for place in snapshot.municipalities():
        offer = snapshot.offer(SLUG, place.istat, day)
        if offer is not None and offer.term_days is not None:
            assert sheet_of(snapshot, SLUG, place.istat).term_days == offer.term_days
            seen += 1
    assert seen, "No offer of this service sets its own term: ask of one that does."


def test_where_one_lives_the_sheet_says_who_answers_and_where(
    client: PageClient, snapshot: Snapshot
) -> None:
    istat = place_with(snapshot, SLUG, MONDAY.date(), active=True)
    here = sheet_of(snapshot, SLUG, istat).here
    assert here is not None
    assert here.body is not None
    assert here.office is not None
    page = client.get(f"/servizi/{SLUG}?comune={istat}")
    for words in (here.body.name, here.office.name, here.office.person_in_charge):
        assert words in page.text
    assert here.desks[0].desk.address in page.text
    assert "dato di prova" in page.text
    assert page.one("[data-element=service-status]").text.strip() == "Servizio attivo"


def test_the_cookie_chooses_the_place_and_the_address_wins(
    client: PageClient, snapshot: Snapshot
) -> None:
    one, other = snapshot.municipalities()[0], snapshot.municipalities()[-1]
    client.raw.set_cookie(MUNICIPALITY, one.istat)
    assert f"Comune: {one.name}" in client.get(f"/servizi/{SLUG}").text
    assert f"Comune: {other.name}" in client.get(f"/servizi/{SLUG}?comune={other.istat}").text
    assert "Scegli il tuo comune" in client.get(f"/servizi/{SLUG}?comune=tutti").text


def test_a_code_nobody_has_is_said_plainly(client: PageClient) -> None:
    page = client.get(f"/servizi/{SLUG}?comune=999999")
    assert "Non conosciamo un comune con il codice 999999" in page.text


def test_where_it_is_not_given_the_sheet_says_so_and_offers_no_button(
    client: PageClient, snapshot: Snapshot
) -> None:
    slug, istat = place_without_any(snapshot, MONDAY.date())
    with freeze(MONDAY):
        page = client.get(f"/servizi/{slug}?comune={istat}")
    assert page.one("[data-element=service-status]").text.strip() == "Servizio non attivo"
    assert "Non attivo" in page.one(".ac-alert").text
    assert not page.soup.select("[data-element=service-online-access]")


def test_asking_online_goes_by_the_login_for_who_has_no_session(client: PageClient) -> None:
    link = client.get(f"/servizi/{SLUG}").one("[data-element=service-online-access]")["href"]
    assert link == f"/accedi/entra?da=/servizi/{SLUG}/richiedi"
    client.raw.set_cookie(COOKIE, "whatever")
    link = client.get(f"/servizi/{SLUG}").one("[data-element=service-online-access]")["href"]
    assert link == f"/servizi/{SLUG}/richiedi"


def test_an_urgent_service_shows_the_numbers_before_everything(
    client: PageClient, snapshot: Snapshot
) -> None:
    urgent = [service.slug for service in snapshot.services() if service.urgent]
    assert "centro-antiviolenza" in urgent
    for slug in urgent:
        page = client.get(f"/servizi/{slug}")
        first = page.one("main").find(["section", "form"])
        assert first is not None
        assert first["class"] == ["ac-emergency"], slug


def test_a_right_is_called_a_right(client: PageClient, snapshot: Snapshot) -> None:
    for service in snapshot.services():
        page = client.get(f"/servizi/{service.slug}")
        assert ("È un tuo diritto" in page.text) is (bool(service.leps) or service.lea)


def test_each_document_says_whether_we_have_it_already(
    client: PageClient, snapshot: Snapshot
) -> None:
    needed = client.get(f"/servizi/{SLUG}").one("[data-element=service-needed]")
    service = snapshot.service(SLUG)
    assert service is not None
    assert needed.text.count("Ce l’abbiamo già noi?") == len(service.documents)


def test_a_service_nobody_knows_is_not_found(client: PageClient) -> None:
    for slug in ("unicorno", "..%2f..%2fetc", "nido%00", "x" * 400):
        client.get(f"/servizi/{slug}", status=404)


def desk_that_speaks(snapshot: Snapshot, code: str) -> str:
    """The municipality of a desk where somebody speaks a language."""
    for territory in snapshot.territories():
        for desk in territory.desks:
            if code in desk.languages:
                return desk.municipality
    raise AssertionError(f"No desk speaks {code}: choose another language.")


@pytest.mark.parametrize(
    ("prefix", "code", "names"),
    [
        ("", "ro", "Lingue: italiano, rumeno"),
        ("/en", "ro", "Languages: Italian, Romanian"),
        ("", "aae", "Lingue: italiano, arbëresh"),
    ],
)
def test_the_languages_of_a_desk_are_named_in_the_language_of_the_page(
    client: PageClient, snapshot: Snapshot, prefix: str, code: str, names: str
) -> None:
    istat = desk_that_speaks(snapshot, code)
    page = client.get(f"{prefix}/servizi/sportello-sociale?comune={istat}")
    assert names in page.text


def test_every_language_of_the_desks_has_a_name_in_every_language(snapshot: Snapshot) -> None:
    spoken = {
        code for place in snapshot.territories() for desk in place.desks for code in desk.languages
    }
    assert {"it", "aae"} <= spoken
    for shipped in LANGUAGES:
        with force_locale(shipped):
            assert all(language_name(code) for code in spoken)


def test_whoever_needs_no_login_is_not_sent_to_one(client: PageClient, snapshot: Snapshot) -> None:
    """An urgent request by a relative begins at once, also where the office must know a name."""
    open_to_all = [
        one.slug
        for one in snapshot.services()
        if one.questionnaire and snapshot.questionnaire(one.questionnaire).without_login
    ]
    assert "dimissioni-protette" in open_to_all
    for slug in open_to_all:
        page = client.get(f"/servizi/{slug}")
        if (link := page.soup.select_one("[data-element=service-online-access]")) is not None:
            assert link["href"] == f"/servizi/{slug}/richiedi"
