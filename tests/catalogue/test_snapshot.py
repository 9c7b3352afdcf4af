"""The catalogue in memory answers by id, by place and by day, and survives the way to the database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from portal.catalogue.content import read_content
from portal.catalogue.snapshot import Snapshot, label
from tests.catalogue.small import small_content, spoil
from tests.support.house import ROOT

COSTA, MONTE = "999001", "999002"
TODAY = date(2026, 11, 23)


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return read_content(small_content(tmp_path))


@pytest.fixture(scope="module")
def shipped() -> Snapshot:
    return read_content(ROOT / "content")


def test_what_comes_from_an_address_may_be_unknown(snapshot: Snapshot) -> None:
    assert snapshot.service("pasti") is not None
    assert snapshot.service("cene") is None
    assert snapshot.municipality(MONTE) is not None
    assert snapshot.municipality("000000") is None
    assert snapshot.desk("costa") is not None
    assert snapshot.desk("luna") is None
    assert snapshot.offer("pasti", "000000", TODAY) is None


def test_what_comes_from_the_catalogue_is_there(snapshot: Snapshot) -> None:
    assert snapshot.body("comune-costa").name == "Comune di Costa"
    assert snapshot.office("servizi-costa").body == "comune-costa"
    assert snapshot.territory_of(MONTE) is snapshot.territory("prova")
    assert snapshot.document("isee").words["it"].name == "ISEE valido"
    assert snapshot.questionnaire("pasti").version == 1
    with pytest.raises(KeyError):
        snapshot.body("comune-luna")


def test_municipalities_stand_by_name_and_are_found_by_it(snapshot: Snapshot) -> None:
    assert [one.name for one in snapshot.municipalities()] == ["Costa", "Monte"]
    found = snapshot.find_municipality(" MONTE ")
    assert found is not None
    assert found.istat == MONTE
    assert snapshot.find_municipality("Luna") is None


def test_words_that_are_not_written_are_italian_and_say_so(snapshot: Snapshot) -> None:
    assert snapshot.words("pasti", "en")[1] == "en"
    words, used = snapshot.words("pasti", "uk")
    assert (words.name, used) == ("Pasti a casa", "it")
    need = snapshot.catalogue.needs[0]
    assert label(need.words, "uk").name == "Aiuto in casa"


@pytest.mark.parametrize(
    ("day", "term"),
    [
        (date(2025, 12, 31), "none"),
        (date(2026, 1, 1), None),
        (date(2026, 6, 30), None),
        (date(2026, 7, 1), 20),
        (date(2036, 7, 1), 20),
    ],
)
def test_the_offer_is_that_of_the_day_both_ends_included(
    snapshot: Snapshot, day: date, term: int | str | None
) -> None:
    offer = snapshot.offer("pasti", COSTA, day)
    assert (offer.term_days if offer else "none") == term


def test_an_offer_may_hold_in_some_municipalities_only(tmp_path: Path) -> None:
    folder = small_content(tmp_path)
    offers = "territories/prova/offers.yaml"
    spoil(folder, offers, "term_days: 20", f"municipalities: ['{MONTE}'], desks: []")
    snapshot = read_content(folder)
    assert snapshot.offer("pasti", COSTA, TODAY) is None
    assert snapshot.offer("pasti", MONTE, TODAY) is not None
    assert snapshot.desks_for("pasti", MONTE, TODAY) == []


def test_the_desks_of_the_territory_serve_a_town_that_has_none(snapshot: Snapshot) -> None:
    assert [one.id for one in snapshot.desks_for("pasti", MONTE, TODAY)] == ["costa"]
    assert snapshot.desks_for("pasti", "000000", TODAY) == []
    (desk,) = snapshot.desks_for("pasti", COSTA, TODAY)
    assert snapshot.patron_of(desk) == "08-26"


def test_nothing_in_it_can_be_changed(snapshot: Snapshot) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        snapshot.catalogue.services[0].slug = "cene"


def test_the_way_to_the_database_and_back_loses_nothing(shipped: Snapshot) -> None:
    text = shipped.to_json()
    back = Snapshot.from_json(text)
    assert back.catalogue == shipped.catalogue
    assert back.to_json() == text


def test_every_service_we_ship_is_answered_for_in_every_municipality(shipped: Snapshot) -> None:
    missing = [
        (service.slug, place.name)
        for service in shipped.services()
        for place in shipped.municipalities()
        if shipped.offer(service.slug, place.istat, TODAY) is None
    ]
    assert missing == []


def test_home_help_passed_from_the_zones_to_the_district_in_july(shipped: Snapshot) -> None:
    camporosso = "008011"
    before = shipped.offer("assistenza-domiciliare", camporosso, date(2026, 6, 30))
    after = shipped.offer("assistenza-domiciliare", camporosso, date(2026, 7, 1))
    assert before is not None
    assert after is not None
    assert before.ends_on == date(2026, 6, 30)
    assert (after.body, after.starts_on) == ("comune-ventimiglia", date(2026, 7, 1))


def test_home_help_is_due_later_in_cremona_than_in_ventimiglia(shipped: Snapshot) -> None:
    def term(istat: str) -> int | None:
        offer = shipped.offer("assistenza-domiciliare", istat, TODAY)
        service = shipped.service("assistenza-domiciliare")
        assert offer is not None
        assert service is not None
        return offer.term_days if offer.term_days is not None else service.term_days

    assert (term("019036"), term("008065")) == (90, 30)


@pytest.mark.parametrize("slug", ["punto-unico-accesso", "dimissioni-protette", "cure-domiciliari"])
def test_social_and_health_services_are_one_offer_of_two_bodies(
    shipped: Snapshot, slug: str
) -> None:
    for territory in shipped.territories():
        offer = shipped.offer(slug, territory.municipalities[0].istat, TODAY)
        assert offer is not None
        kinds = {shipped.body(one).kind for one in (offer.body, *offer.other_bodies)}
        assert "asl" in kinds, territory.id
        assert len(kinds) > 1, territory.id
