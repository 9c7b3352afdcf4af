"""The personal area and a case after sending, as citizens live them: what to do comes first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from portal.cases.actions import asking, conversation, handling, proceeding
from portal.cases.models import Rating
from portal.cases.timeline import CaseStatus
from portal.platform import clock
from portal.platform.actor import Actor
from tests.support.filing import STORY, Filing, find
from tests.support.page import PageClient
from tests.support.people import ANNA, BRUNO, CARLA, open_visit, sign_in

S = CaseStatus
MENU = "details.ac-menu summary.ac-slim__entry--strong"


class Life:
    """A case of Anna, her browser, and Olga who works it."""

    def __init__(self, filing: Filing, anna: Actor, olga: Actor, browser: PageClient) -> None:
        self.filing, self.anna, self.olga, self.browser = filing, anna, olga, browser
        with clock.freeze(clock.now() - timedelta(days=20)):
            self.reference = filing.sent(anna)

    @property
    def path(self) -> str:
        return f"/pratiche/{self.reference}"

    def does(self, act: Callable[..., object], *given: object, ago: int = 0) -> None:
        with clock.freeze(clock.now() - timedelta(days=ago)), self.filing.write():
            act(self.filing.keyring, self.olga, self.reference, *given)

    def asked(self, *names: str) -> None:
        self.does(handling.take_charge)
        wanted = [asking.Document(name=name) for name in names]
        self.does(asking.ask_for_documents, "Ci servono queste carte.", 10, wanted)

    def refused(self) -> None:
        self.does(handling.take_charge, ago=19)
        self.does(handling.announce_refusal, "Il reddito è troppo alto.", ago=18)
        self.does(handling.refuse, "Il reddito è troppo alto.", ago=2)


@pytest.fixture
def life(filing: Filing, anna: Actor, olga: Actor, client: PageClient) -> Life:
    """A case that Anna has sent, her browser signed in."""
    sign_in(client, ANNA)
    return Life(filing, anna, olga, client)


def picture() -> bytes:
    content = BytesIO()
    Image.new("RGB", (8, 8)).save(content, "PNG")
    return content.getvalue()


def headings(page: object) -> list[str]:
    return [one.get_text(strip=True) for one in page.soup.select("main h2")]  # type: ignore[attr-defined]


def test_c6_every_stop_of_the_way_says_day_office_next_step_and_last_day(life: Life) -> None:
    life.asked("La foto del contatore")
    page = life.browser.get(life.path)
    stops = [
        " ".join(one.get_text(" ", strip=True).split())
        for one in page.soup.select(".ac-timeline > li")
    ]
    office = "Ufficio servizi sociali"
    sent, taken, now, *ahead = stops
    for stop in (sent, taken):
        assert "(fatto)" in stop
        assert str(clock.today().year) in stop
    assert "· Tu" in sent
    assert office in taken
    assert "(adesso)" in now
    assert "Serve una cosa da te entro" in now
    assert "Manca ancora: La foto del contatore." in now
    assert len(ahead) == 2
    assert all("(poi)" in stop and "entro" in stop for stop in ahead)
    assert office in ahead[-1]


def test_what_i_must_do_comes_first_in_every_list(life: Life, filing: Filing, carla: Actor) -> None:
    filing.save(life.anna, filing.draft(life.anna), STORY)
    life.asked("La foto del contatore")
    page = life.browser.get("/area-personale")
    assert headings(page)[:2] == ["Che cosa devi fare ora", "Non ancora inviata"]
    first = page.soup.select_one("main .ac-card")
    assert first is not None
    assert "Serve una cosa da te entro" in first.get_text(" ")
    assert "(1 cosa da fare)" in page.one(MENU).get_text(" ", strip=True)
    page = life.browser.get("/area-personale/pratiche")
    assert life.reference in str(page.soup.select_one("main .ac-card"))
    page = life.browser.get("/area-personale/scadenze")
    assert headings(page)[0] == "Rispondi tu entro"
    assert headings(life.browser.get(life.path))[0] == "Rispondi all’ufficio"


def test_nothing_to_do_is_said_and_counts_nothing(life: Life) -> None:
    page = life.browser.get("/area-personale")
    assert "nessun ufficio aspetta una tua risposta" in page.text
    assert page.one(MENU)["aria-label"] == "Area personale"


def test_cases_are_filtered_by_the_states_of_the_national_model(life: Life) -> None:
    life.does(handling.take_charge)
    page = life.browser.get("/area-personale/pratiche?stato=in-elaborazione")
    assert life.reference in page.html
    assert (
        page.one(".ac-tabs a[aria-current][href*=stato]").get_text(" ", strip=True)
        == "In elaborazione 1"
    )
    page = life.browser.get("/area-personale/pratiche?stato=rifiutate")
    assert "Nessuna pratica in questo stato." in page.text
    assert life.reference in life.browser.get("/area-personale/pratiche?stato=luna").html


def test_a_document_is_given_from_its_own_page(life: Life) -> None:
    life.asked("La foto del contatore", "Il contratto")
    page = life.browser.get(life.path)
    page = life.browser.get(page.link("La foto del contatore"))
    assert page.h1 == "La foto del contatore"
    page = life.browser.submit("form", {"reply": "here_it_is"}, status=422)
    assert "Aggiungi il documento" in page.problems[0]
    page = life.browser.submit("form", {"reply": "cannot", "reason": ""}, status=422)
    assert "Scrivi perché" in page.problems[0]
    page = life.browser.submit(
        "form", {"reply": "here_it_is", "files": [(BytesIO(picture()), "c.png")]}
    )
    assert "La tua risposta è arrivata all’ufficio." in page.soup.get_text()
    assert "Hai risposto: Eccolo" in page.text
    page = life.browser.get(page.link("Il contratto"))
    page = life.browser.submit("form", {"reply": "not_for_me", "reason": "Vivo con mia madre."})
    assert "Hai risposto a tutto." in page.soup.get_text()
    assert life.filing.fact(life.reference, "status") is S.IN_CHARGE


def test_help_can_be_asked_for_and_changed_later(life: Life) -> None:
    life.asked("Il contratto")
    page = life.browser.get(life.path)
    life.browser.get(page.link("Il contratto"))
    page = life.browser.submit("form", {"reply": "help_me"})
    assert "Hai risposto: Aiutami ad averlo" in page.text
    page = life.browser.get(page.link("Cambia la risposta"))
    assert page.one("input[value=help_me]").has_attr("checked")


def test_a_document_of_somebody_elses_case_is_not_there(life: Life, app: Flask) -> None:
    life.asked("Il contratto")
    number = int(life.browser.get(life.path).link("Il contratto").rsplit("/", 1)[1])
    stranger = PageClient(app)
    sign_in(stranger, CARLA)
    stranger.get(f"{life.path}/richieste/{number}", status=404)
    life.browser.get(f"{life.path}/richieste/{number + 7}", status=404)


def test_a_message_is_new_until_the_person_says_it_was_read(life: Life, app: Flask) -> None:
    life.does(handling.write_to_citizen, "Ti chiamiamo domani.")
    assert life.browser.get(life.path).one(".ac-message .ac-tag").get_text(strip=True) == "nuovo"
    life.browser.get(life.path)
    page = life.browser.submit(f"{life.path}/letti")
    assert page.soup.select(".ac-message .ac-tag") == []
    life.does(handling.write_to_citizen, "Alle nove.")
    beside = PageClient(app)
    sign_in(beside, BRUNO)
    open_visit(beside, ANNA)
    page = beside.get(life.path)
    assert page.soup.select(f"form[action='{life.path}/letti']") == []


def test_the_office_sends_a_file_and_the_person_opens_it(life: Life) -> None:
    stored = life.filing.stored(life.reference, "avviso.pdf")
    life.does(handling.write_to_citizen, "Ecco l’avviso.", [stored])
    page = life.browser.get(life.path)
    life.browser.download(page.link("avviso.pdf"))


@pytest.mark.parametrize(
    ("act", "given", "said"),
    [
        (
            proceeding.wait_for_other_body,
            ("ASL di Prova",),
            "Aspettiamo la risposta di ASL di Prova",
        ),
        (proceeding.start_assessment, (), "Valutazione con l’assistente sociale"),
        (proceeding.put_in_ranking, ("waiting_list",), "In lista di attesa"),
        (proceeding.close, ("Domanda doppia.",), "Chiusa"),
    ],
)
def test_a_state_speaks_with_its_names(
    life: Life, act: Callable[..., object], given: tuple[object, ...], said: str
) -> None:
    life.does(handling.take_charge)
    assert "La sta guardando: Ufficio servizi sociali" in life.browser.get(life.path).text
    life.does(act, *given)
    assert said in life.browser.get(life.path).text
    assert said in life.browser.get("/area-personale").text


def test_a_yes_is_read_with_when_it_starts_and_taken_home(life: Life) -> None:
    life.does(handling.take_charge)
    life.does(handling.accept, "Ti chiamiamo noi.")
    life.does(proceeding.activate, date(2027, 1, 11), "Viene Lucia, alle nove.")
    page = life.browser.get(life.path)
    assert "Il servizio sarà attivo dall’11 gennaio 2027" in page.text
    page = life.browser.click("Leggi la decisione")
    for words in ("Ti chiamiamo noi.", "11 gennaio 2027", "Viene Lucia, alle nove."):
        assert words in page.text
    assert life.browser.download(page.link("Scarica la decisione")).data.startswith(b"%PDF")


def test_a_no_says_why_and_what_can_be_done_and_leads_to_a_review(life: Life) -> None:
    life.refused()
    page = life.browser.get(life.path)
    assert "Non accolta: ecco perché e che cosa puoi fare" in page.text
    page = life.browser.click("Leggi la decisione")
    for words in ("Il reddito è troppo alto.", "Tribunale amministrativo (TAR), entro 60 giorni",
                  "entro 120 giorni", "difensore civico", "Puoi chiedere il riesame entro"):  # fmt: skip
        assert words in page.text
    assert life.browser.download(page.link("Scarica la decisione")).data.startswith(b"%PDF")
    life.browser.get(page.link("Chiedi il riesame"))
    page = life.browser.submit("form", {"text": ""}, status=422)
    assert page.problems
    page = life.browser.submit("form", {"text": "Il reddito è cambiato a giugno."})
    assert "riesamina la sua decisione" in page.soup.get_text()
    assert life.filing.fact(life.reference, "status") is S.IN_CHARGE
    life.browser.get(f"{life.path}/riesame", status=404)


def test_an_answer_is_corrected_and_the_one_before_is_kept(life: Life) -> None:
    life.browser.get(life.path)
    life.browser.click("Correggi quello che hai scritto")
    page = life.browser.click("bisogno")
    assert page.one("[name=story]").get_text(strip=True) == STORY[("story", None)]
    page = life.browser.submit("form", {"story": "Ho bisogno anche la sera."}, status=422)
    assert "Se è vero, segna la casella." in page.problems[0]
    assert page.one("[name=story]").get_text(strip=True) == "Ho bisogno anche la sera."
    page = life.browser.submit("form", {"story": "Ho bisogno anche la sera.", "declares": True})
    assert "La correzione è arrivata all’ufficio." in page.soup.get_text()
    assert "Hai corretto 1 risposta." in page.text
    assert life.filing.values(life.reference)[("story", None)] == "Ho bisogno anche la sera."


def test_a_correction_that_opens_a_question_asks_it_at_once(life: Life) -> None:
    life.browser.get(f"{life.path}/correggi/bisogno")
    page = life.browser.submit("form", {"money": "yes", "declares": True})
    assert "Qui c’è ancora qualche domanda." in page.soup.get_text()
    assert page.url == f"{life.path}/correggi/bisogno"
    assert page.one("[name=iban]")["value"] == ""


def test_the_same_is_asked_for_again_with_the_answers_of_before(life: Life) -> None:
    with life.filing.write():
        conversation.withdraw_case(life.filing.keyring, life.anna, life.reference)
    life.browser.get(life.path)
    page = life.browser.submit(f"{life.path}/rinnova")
    assert "Qui ci sono le risposte della domanda precedente." in page.soup.get_text()
    with life.filing.read():
        old = find(life.reference).id
        assert find(page.url.split("/")[2]).renews == old


def test_the_sheet_is_read_as_it_was_that_day(life: Life) -> None:
    page = life.browser.get(life.path)
    page = life.browser.get(page.link("La scheda del servizio com’era"))
    assert "valgono anche se la scheda è cambiata" in page.text
    assert {"A chi è rivolto", "Quanto costa"} <= set(headings(page))


def test_an_office_that_left_the_catalogue_breaks_no_page(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.does(handling.take_charge)
    before = life.browser.get(life.path).text
    with life.filing.write():
        case = find(life.reference)
        case.office, case.body, case.service = "ufficio-chiuso", "ente-sciolto", "servizio-finito"
    # Whether an office lets its officers be named is the catalogue's to say: one that is gone does not.
    assert life.browser.get(life.path).text == before.replace("Chi la segue Olga Ufficini ", "")
    assert "Ufficio servizi sociali" in life.browser.get("/area-personale").text
    life.browser.download(f"{life.path}/ricevuta.pdf")
    life.browser.download(f"{life.path}/promemoria.pdf")


def test_cse17_the_rating_has_the_national_words_and_stays_anonymous(life: Life) -> None:
    page = life.browser.get(f"{life.path}/ricevuta")
    assert page.one("[data-element=feedback-title]").get_text(strip=True) == (
        "Quanto è stato facile usare questo servizio?"
    )
    assert len(page.soup.select("[data-element^=feedback-rate-]")) == 5
    action = f"{life.path}/valuta"
    assert life.browser.submit(action, {}).url.startswith(action)
    page = life.browser.submit(action, {"stars": "2"})
    assert page.one("[data-element=feedback-rating-question]").get_text(strip=True) == (
        "Dove hai incontrato le maggiori difficoltà?"
    )
    answers = page.soup.select("[data-element=feedback-rating-answer]")
    assert [one.get_text(strip=True) for one in answers] == [
        "A volte le indicazioni non erano chiare",
        "A volte le indicazioni non erano complete",
        "A volte non capivo se stavo procedendo correttamente",
        "Ho avuto problemi tecnici",
        "Altro",
    ]
    life.browser.submit(action, {"details": "x" * 201}, status=422)
    page = life.browser.submit(action, {"aspect": "unclear", "details": "Il passo 2 confonde."})
    assert "Grazie, il tuo parere ci aiuterà a migliorare il servizio!" in page.soup.get_text()
    with life.filing.read() as session:
        row = session.scalars(select(Rating)).one()
        assert (row.stars, row.aspect, row.given_on) == (2, "unclear", clock.today())
        assert b"confonde" not in (row.sealed or b"")
    life.browser.get(action, status=404)
    assert life.browser.get(f"{life.path}/ricevuta").soup.select("[data-element=feedback]") == []


def test_cse17_who_was_pleased_is_asked_what_they_liked(life: Life) -> None:
    page = life.browser.get(f"{life.path}/valuta?stars=5")
    assert "Quali sono stati gli aspetti che hai preferito?" in page.text
    assert page.soup.select("[data-element=feedback-rating-positive]")
    life.browser.get(f"{life.path}/valuta?stars=9", status=422)


def test_the_parts_of_the_area_are_those_whose_door_is_open(life: Life, app: Flask) -> None:
    def parts(browser: PageClient) -> list[str]:
        page = browser.get("/area-personale/pratiche")
        return [
            one.get_text(" ", strip=True) for one in page.soup.select(".ac-tabs:first-of-type a")
        ]

    mine = [one for one in parts(life.browser) if one in {"Da fare", "Le mie pratiche", "Scadenze"}]
    assert mine == ["Da fare", "Le mie pratiche", "Scadenze"]
    assert "Appuntamenti" in parts(life.browser)
    beside = PageClient(app)
    sign_in(beside, BRUNO)
    open_visit(beside, ANNA)
    assert "Messaggi" not in parts(beside)
