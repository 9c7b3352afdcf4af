"""The content is read as a whole: sound, or every problem at once with its file, line and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.catalogue.content import ContentProblem, InvalidContent, read_content
from tests.catalogue.small import line_with, small_content, spoil
from tests.support.house import ROOT

SERVICE = "services/pasti/service.yaml"
TERRITORY = "territories/prova/territory.yaml"
DESKS = "territories/prova/desks.yaml"
OFFERS = "territories/prova/offers.yaml"
QUESTIONS = "questionnaires/pasti.yaml"
BANK = "questions.yaml"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return small_content(tmp_path)


def problems(folder: Path) -> list[ContentProblem]:
    with pytest.raises(InvalidContent) as refusal:
        read_content(folder)
    return refusal.value.problems


def test_the_small_catalogue_of_these_tests_is_sound(content: Path) -> None:
    snapshot = read_content(content)
    assert [service.slug for service in snapshot.services()] == ["pasti"]
    assert snapshot.words("pasti", "en")[0].name == "Meals at home"


SPOILED = [
    # what is spoiled: file, sound piece, spoiled piece, piece of the line blamed, words, cure
    (SERVICE, "needs: [home-help]", "needs: [flying]", "needs:", "flying is not known", "correct"),
    (SERVICE, "[older-people]", "[giants]", "audiences:", "giants is not known", "correct"),
    (SERVICE, "[ageing]", "[moon]", "life_events:", "moon is not known", "correct"),
    (SERVICE, "documents: [isee]", "documents: [map]", "documents:", "map is not", "correct"),
    (SERVICE, "related: []", "related: [tea]", "related:", "tea is not known", "correct"),
    (SERVICE, "related: []", "related: [pasti]", "related:", "related to itself", "take its own"),
    (SERVICE, "questionnaire: pasti", "questionnaire: x", "questionnaire:", "x is not", "correct"),
    (SERVICE, "slug: pasti", "slug: cene", "slug:", "not the name of the folder", "slug: pasti"),
    (SERVICE, "source: Prova", "sauce: Prova", "sauce:", "Extra inputs", "take this key away"),
    (SERVICE, "fee: sliding", "fee: huge", "fee:", "Input should be", "one of the words listed"),
    (SERVICE, "fee: sliding\n", "", "slug:", "fee: Field required", "add this key"),
    (SERVICE, "2026-11-23", "2026-11-31", "checked_on:", "no day of the calendar", "2026-12-31"),
    (SERVICE, "term_days: 15", "term_days: 15\nslug: pasti", "", "slug is written twice", "keep"),
    ("services/pasti/it.yaml", "name: Pasti a casa", "name: ''", "name:", "at least 3", "words"),
    ("services/pasti/it.yaml", "cost: [Paghi a pasto.]", "cost: []", "cost:", "at least 1", ""),
    ("services/pasti/en.yaml", "cost: [You", "price: [You", "price:", "Extra inputs", "spelling"),
    ("needs.yaml", "needs:", "kneads:", "kneads:", "kneads is not known here", "the keys are"),
    ("needs.yaml", "it: {name: Si", "en: {name: Si", "", "no Italian words", "under it"),
    ("documents.yaml", "documents:\n  - ", "documents:\n    ", "documents:", "is not a list", "write a"),
    ("replies.yaml", "services: [pasti]", "services: [x]", "services:", "x is not known", "correct"),
    ("replies.yaml", "acts: [ask]", "acts: [sing]", "acts:", "", "one of the words"),
    ("replies.yaml", "{phone}", "{name}", "it:", "nobody fills in {name}", "use {due_on}"),
    ("remedies.yaml", "services: [pasti]", "services: [x]", "services:", "x is not known", "correct"),
    ("remedies.yaml", "services: [pasti]", "services: []", "", "one general entry", "without services"),
    ("remedies.yaml", "approved_by: []", "approved_by: [x]", "approved_by:", "x is not known", ""),
    ("synonyms.yaml", "services: [pasti]", "services: [x]", "services:", "x is not known", ""),
    (QUESTIONS, "id: pasti", "id: cene", "id: cene", "not the name of the file", "id: pasti"),
    (QUESTIONS, "use: phone", "use: fax", "use: fax", "fax is not among the questions", "write it there"),
    (QUESTIONS, "use: truth", "use: oath", "use: oath", "oath is not among the decl", "correct"),
    (QUESTIONS, "id: my_phone", "colour: red", "colour:", "colour: Extra inputs", "spelling"),
    (BANK, "declarations:\n", "declarations:\n  - {id: idle, words: {it: Mai.}}\n", "id: idle",
     "no questionnaire uses idle", "use it, or take it away"),
    (BANK, "id: how_soon", "id: how_late", "questions:", "how_soon is missing", "write it among"),
    (BANK, "value: giorni", "value: poi", "questions:", "not those of the orientation", "giorni"),
    (BANK, "kind: phone", "kind: bell", "kind: bell", "kind: Input should be", "words listed"),
    (BANK, "- id: truth", "- id: Truth", "id: Truth", "id: String should match", "the others"),
    (BANK, "questions:", "answers:", "answers:", "answers is not known here", "the keys are"),
    (BANK, "- id: truth", "- use: truth\n    id: truth", "use: truth", "Extra inputs", "spelling"),
    (QUESTIONS, "document: isee", "document: map", "document: map", "map is not known", "correct"),
    (TERRITORY, "id: prova", "id: altro", "id: altro", "not the name of the folder", "folder"),
    (TERRITORY, "authority: asl-prova", "authority: comune-costa", "health_authority:", "no health",
     "kind asl"),
    (TERRITORY, '"999002"', '"999001"', "name: Monte", "999001 is already among", "of its own"),
    (TERRITORY, '"999002"', '"99902"', "name: Monte", "istat: String should match", "the others"),
    (TERRITORY, "kind: district", "kind: valley", "kind:", "Input should be", "words listed"),
    (TERRITORY, "zone: mare", "zone: luna", "name: Costa", "luna is not known", "correct"),
    (TERRITORY, '"08-26"', '"08-36"', "holidays:", "08-36 is no day of a year", "as 08-26"),
    (DESKS, '"09:00-12:00"', '"9-12"', "mon:", "String should match", "the others"),
    (DESKS, '"09:00-12:00"', '"12:00-09:00"', "mon:", "closes before it opens", "earlier hour"),
    (DESKS, '"09:00-12:00"', '"09:00-12:00", "11:00-13:00"', "mon:", "overlap", "join them"),
    (DESKS, "hours:", "languages: [rumeno]\n    hours:", "languages:", "rumeno is no language", "as it"),
    (DESKS, "body: comune-costa", "body: comune-x", "body:", "comune-x is not known", "correct"),
    (DESKS, '"999001"', '"999009"', "municipality:", "999009 is not known", "correct"),
    (OFFERS, "to: 2026-06-30", "to: 2025-06-30", "to: 2025", "ends before it starts", "exchange"),
    (OFFERS, "to: 2026-06-30", "to: 2026-07-01", "from: 2026-07-01", "hold in one place on one day",
     "end the older one"),
    (OFFERS, "term_days: 20", "active: false", "from: 2026-07-01", "inactive offer says why", "add"),
    (OFFERS, "term_days: 20", "office: servizi-x", "office: servizi-x", "servizi-x is not", ""),
    (OFFERS, "term_days: 20", "municipalities: ['999009']", "999009", "999009 is not known", ""),
    (OFFERS, "term_days: 20", "desks: [luna]", "desks: [luna]", "luna is not known", "correct"),
    (OFFERS, "term_days: 20", "body: asl-prova", "body: asl-prova", "not of asl-prova", "deciding"),
    (OFFERS, "source: Prova", "source: ''", "source:", "source: String should have", "few words"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "sound", "spoiled", "blamed", "words", "cure"), SPOILED)
def test_what_is_wrong_is_told_with_its_line_and_cure(
    content: Path, file: str, sound: str, spoiled: str, blamed: str, words: str, cure: str
) -> None:
    spoil(content, file, sound, spoiled)
    found = [one for one in problems(content) if one.file == file and words in one.message]
    assert found, f"nothing in {file} says {words!r}: {problems(content)}"
    assert cure in found[0].cure
    if blamed:
        assert found[0].line == line_with(content, file, blamed), found[0]


def test_a_problem_in_the_defaults_is_told_once_where_it_stands(content: Path) -> None:
    spoil(content, OFFERS, "source: Prova", "source: ''")
    assert len(problems(content)) == 1


def test_a_key_written_twice_is_told_at_its_second_line(content: Path) -> None:
    spoil(content, SERVICE, "source: Prova", "source: Prova\nslug: cene")
    assert [one.line for one in problems(content)] == [16]


def test_missing_italian_words_are_told_at_the_words_that_lack_them(content: Path) -> None:
    spoil(content, "needs.yaml", "it: {name: Si", "en: {name: Si")
    assert [one.line for one in problems(content)] == [7]


def test_broken_yaml_is_told_with_the_line_where_reading_stopped(content: Path) -> None:
    spoil(content, DESKS, "    name: Sportello di Costa", "    name: [Sportello di Costa")
    (found,) = problems(content)
    assert found.file == DESKS
    assert found.line == line_with(content, DESKS, "body:")
    assert "indents" in found.cure


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (b"needs: \xff\xfe", "not UTF-8"),
        (b"needs: \x01", "a character YAML refuses"),
        (b"- needs", "holds no keys"),
        (b"", "holds no keys"),
    ],
)
def test_a_file_that_is_no_text_of_ours_is_told_not_raised(
    content: Path, written: bytes, words: str
) -> None:
    (content / "needs.yaml").write_bytes(written)
    assert [words in one.message for one in problems(content)] == [True]


@pytest.mark.parametrize("name", [SERVICE, "services/pasti/it.yaml", DESKS, "emergency.yaml"])
def test_a_missing_file_is_told(content: Path, name: str) -> None:
    (content / name).unlink()
    (found,) = problems(content)
    assert "missing" in found.message or "no Italian words" in found.message


def test_every_problem_is_told_at_once_in_the_order_of_the_files(content: Path) -> None:
    spoil(content, SERVICE, "[home-help]", "[flying]")
    spoil(content, SERVICE, "fee: sliding", "fee: sliding\ncolour: red")
    spoil(content, DESKS, "09:00-12:00", "9-12")
    spoil(content, OFFERS, "service: pasti, from: 2026-07-01", "service: cene, from: 2026-07-01")
    found = problems(content)
    assert {one.file for one in found} == {SERVICE, DESKS, OFFERS}
    assert found == sorted(found, key=lambda one: (one.file, one.line))
    assert str(found[0]).startswith(f"{SERVICE}:{found[0].line}: ")


def test_who_names_a_broken_entry_is_not_blamed_for_it(content: Path) -> None:
    spoil(content, "documents.yaml", "self_certifiable: false", "self_certifiable: perhaps")
    (found,) = problems(content)
    assert found.file == "documents.yaml"


def test_no_municipality_belongs_to_two_territories(content: Path) -> None:
    for part in ("territory", "desks", "offers"):
        copy = content / "territories" / "copia" / f"{part}.yaml"
        copy.parent.mkdir(exist_ok=True)
        copy.write_text((content / "territories" / "prova" / f"{part}.yaml").read_text())
    spoil(content, "territories/copia/territory.yaml", "id: prova", "id: copia")
    words = [one.message for one in problems(content)]
    assert any("999001 is already among the municipalities" in one for one in words)


def test_the_content_we_ship_is_sound_and_whole() -> None:
    snapshot = read_content(ROOT / "content")
    assert len(snapshot.services()) == 50
    assert len(snapshot.municipalities()) == 99
    assert len(snapshot.territories()) == 5


def test_what_is_invented_in_the_content_we_ship_says_so_and_reaches_nobody() -> None:
    invented = [
        thing
        for territory in read_content(ROOT / "content").territories()
        for thing in (*territory.bodies, *territory.offices, *territory.desks)
    ]
    assert invented
    for thing in invented:
        assert thing.test_data, thing.id
        assert thing.phone.startswith("+39 000"), thing.id
        assert thing.email.endswith("prova.invalid"), thing.id
