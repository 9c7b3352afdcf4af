"""Booking page by page, with and without a login, from a service and from nowhere."""

from __future__ import annotations

from portal.appointments.models import State
from tests.support.booking import Booking, press
from tests.support.page import PageClient
from tests.support.people import ANNA, DESK, VENTIMIGLIA, acting, open_visit, sign_in, sign_in_bruno

BEGIN = f"/appuntamenti?comune={VENTIMIGLIA}"
OF_SERVICE = f"/appuntamenti?servizio=assistenza-domiciliare&comune={VENTIMIGLIA}"


def first_slot(client: PageClient) -> str:
    assert client.page is not None
    return str(client.page.soup.select("input[name=slot]")[0]["value"])


def walk_to_summary(client: PageClient, **who: str) -> None:
    client.get(BEGIN)
    client.submit("form", {"desk": DESK})
    client.submit("form", {"slot": first_slot(client)})
    client.submit("form", {"topic": "money", "reason": "talk", "details": "Con mia figlia."})
    if who:
        client.submit("form", who)


def test_without_a_login_one_books_with_name_and_phone(
    client: PageClient, appointments: Booking
) -> None:
    walk_to_summary(client, given_name="Gino", family_name="Ospite", phone="000 000 0109")
    page = client.page
    assert page is not None
    assert page.h1 == "Riepilogo"
    assert "Gino Ospite" in page.text
    assert "Con mia figlia." in page.text
    page = press(client, "conferma")
    assert page.h1 == "Appuntamento confermato"
    assert "Via di Prova" in page.text
    assert "/appuntamenti/link/" in page.link("/appuntamenti/link/")
    assert len(appointments.seats()) == 1


def test_the_five_steps_have_the_names_and_the_order_of_the_national_model(
    client: PageClient,
) -> None:
    page = client.get(BEGIN)
    names = [one.get_text(" ", strip=True) for one in page.soup.select(".ac-steps__name")]
    assert [name.replace(" Attivo", "") for name in names] == [
        "Luogo", "Data e orario", "Dettagli appuntamento", "Richiedente", "Riepilogo",
    ]  # fmt: skip


def test_who_signed_in_finds_the_name_there_and_changes_only_the_contacts(
    client: PageClient, appointments: Booking
) -> None:
    sign_in(client, ANNA)
    walk_to_summary(client)
    assert client.page is not None
    assert client.page.h1 == "Riepilogo"
    assert "Anna Provetti" in client.page.text
    page = client.click("Cambia : Richiedente")
    assert page.soup.find("input", attrs={"name": "given_name"}) is None
    page = client.submit("form", {"email": "nuova@prova.invalid"})
    assert "Anna Provetti" in page.text
    assert "nuova@prova.invalid" in page.text
    page = press(client, "conferma")
    assert page.h1 == "Appuntamento confermato"
    page = client.get("/area-personale/appuntamenti")
    assert "Sportello sociale Ventimiglia" in page.text


def test_from_a_service_the_topic_is_chosen_and_not_asked(client: PageClient) -> None:
    page = client.get(OF_SERVICE)
    assert "Argomento" in page.text
    client.submit("form", {"desk": DESK})
    page = client.submit("form", {"slot": first_slot(client)})
    assert page.h1 == "Dettagli appuntamento"
    assert page.soup.find(attrs={"name": "topic"}) is None


def test_one_way_to_be_reached_is_asked_and_what_was_typed_stays(client: PageClient) -> None:
    walk_to_summary(client)
    page = client.submit("form", {"given_name": "Gino", "family_name": "Ospite"}, status=422)
    assert page.problems == ["Email: Scrivi la tua email o il tuo telefono: ne basta uno."]
    assert page.one("input[name=given_name]")["value"] == "Gino"


def test_another_desk_keeps_everything_but_the_hour(
    client: PageClient, appointments: Booking
) -> None:
    walk_to_summary(client, given_name="Gino", family_name="Ospite", phone="000 000 0109")
    client.click("Cambia : Luogo")
    page = client.submit("form", {"desk": "sportello-camporosso"})
    assert page.h1 == "Data e orario"
    page = client.submit("form", {"slot": first_slot(client)})
    assert page.h1 == "Riepilogo"
    assert "Gino Ospite" in page.text


def test_who_is_second_is_told_chooses_again_and_has_lost_nothing(
    client: PageClient, appointments: Booking
) -> None:
    walk_to_summary(client, given_name="Gino", family_name="Ospite", phone="000 000 0109")
    appointments.book(acting(client.app, ANNA))
    page = press(client, "conferma")
    assert page.h1 == "Data e orario"
    assert "appena preso" in page.text
    page = client.submit("form", {"slot": first_slot(client)})
    assert page.h1 == "Riepilogo"
    assert "Gino Ospite" in page.text
    assert "Con mia figlia." in page.text
    assert press(client, "conferma").h1 == "Appuntamento confermato"
    assert len(appointments.seats()) == 2


def test_confirming_twice_books_once(client: PageClient, appointments: Booking) -> None:
    walk_to_summary(client, given_name="Gino", family_name="Ospite", phone="000 000 0109")
    summary = client.page
    press(client, "conferma")
    client.page = summary
    assert press(client, "conferma").h1 == "Appuntamento confermato"
    assert len(appointments.seats()) == 1


def test_from_a_municipality_of_pollino_one_sees_and_books_a_desk_of_lagonegrese(
    client: PageClient, appointments: Booking
) -> None:
    snapshot_place = "076085"
    page = client.get(f"/appuntamenti?servizio=assistenza-domiciliare&comune={snapshot_place}")
    assert "Sportello sociale Lagonegro" in page.text
    client.submit("form", {"desk": "sportello-lagonegro"})
    client.submit("form", {"slot": first_slot(client)})
    client.submit("form", {"reason": "ask"})
    client.submit("form", {"given_name": "Gino", "family_name": "Ospite", "phone": "0000000109"})
    page = press(client, "conferma")
    assert page.h1 == "Appuntamento confermato"
    assert "Lagonegro" in page.text
    assert len(appointments.seats("sportello-lagonegro")) == 1


def test_a_desk_without_bookings_says_so_with_its_hours_and_phone(client: PageClient) -> None:
    page = client.get(BEGIN)
    assert "Sportelli senza prenotazione" in page.text
    wrong = client.raw.post(BEGIN, data={"desk": "sportello-inesistente"})
    assert wrong.status_code in {400, 422}


def test_without_a_municipality_it_is_asked_first(client: PageClient) -> None:
    page = client.get("/appuntamenti")
    assert "Scegli il tuo comune" in page.text
    assert page.soup.find("input", attrs={"name": "desk"}) is None


def test_in_a_visit_it_is_for_the_person_and_needs_their_mandate(
    client: PageClient, appointments: Booking
) -> None:
    sign_in_bruno(client)
    open_visit(client, ANNA, "pasti-a-casa")
    client.get(OF_SERVICE, status=403)
    client.get(f"/appuntamenti?servizio=pasti-a-casa&comune={VENTIMIGLIA}")
    client.submit("form", {"desk": DESK})
    client.submit("form", {"slot": first_slot(client)})
    client.submit("form", {"reason": "ask"})
    page = client.submit("form", {"email": "", "phone": "000 000 0101"})
    assert "Anna Provetti" in page.text
    press(client, "conferma")
    anna = acting(client.app, ANNA)
    row = appointments.row(1)
    assert (row.person_id, row.state) == (anna.person_id, State.BOOKED)
    assert row.visit_id is not None
