"""The search promises: people's words find, one slip is forgiven, acronyms are asked about."""

from __future__ import annotations

import pytest

from portal.catalogue.search import Results, SearchIndex
from portal.catalogue.snapshot import Snapshot


@pytest.fixture(scope="module")
def index(snapshot: Snapshot) -> SearchIndex:
    return SearchIndex.build(snapshot)


def find(index: SearchIndex, question: str, language: str = "it") -> Results:
    return index.find(question, language)


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("badante", "sportello-assistenti-familiari"),
        ("mia madre non si alza dal letto", "assistenza-domiciliare"),
        ("mio marito mi picchia", "centro-antiviolenza"),
        ("assistenza domiciliare", "assistenza-domiciliare"),
        ("assistenza domiciliare integrata", "cure-domiciliari"),
        ("dormo in macchina", "accoglienza-senza-dimora"),
        ("case popolari", "casa-popolare"),
        ("reddito di cittadinanza", "assegno-inclusione"),
        ("sfratto", "emergenza-casa"),
    ],
)
def test_the_words_people_use_find_the_service_first(
    index: SearchIndex, question: str, slug: str
) -> None:
    assert find(index, question).hits[0] == slug


@pytest.mark.parametrize("question", ["NIDO", "nìdo", "Ｎｉｄｏ", "nidi"])
def test_case_accents_widths_and_endings_do_not_matter(index: SearchIndex, question: str) -> None:
    assert find(index, question).hits[0] == "nido"


@pytest.mark.parametrize(
    ("question", "right", "slug"),
    [
        ("sfrato", "sfratto", "emergenza-casa"),
        ("asistenza domiciliare", "assistenza", "assistenza-domiciliare"),
        ("telesocorso", "telesoccorso", "telesoccorso"),
        ("teelsoccorso", "telesoccorso", "telesoccorso"),
    ],
)
def test_one_slip_is_forgiven_and_said(
    index: SearchIndex, question: str, right: str, slug: str
) -> None:
    results = find(index, question)
    assert results.hits[0] == slug
    assert right in results.corrected.values()


def test_a_word_that_is_known_is_never_corrected(index: SearchIndex) -> None:
    assert find(index, "nido").corrected == {}


@pytest.mark.parametrize("question", ["telesoc", "consult", "ba", "telesocor"])
def test_the_last_word_may_be_unfinished(index: SearchIndex, question: str) -> None:
    assert find(index, question).hits


def test_an_acronym_with_two_meanings_is_asked_about(index: SearchIndex) -> None:
    results = find(index, "ADI")
    assert results.ambiguous is not None
    assert len(results.ambiguous.meanings) == 2
    assert set(results.hits[:2]) == {"assegno-inclusione", "cure-domiciliari"}


def test_an_acronym_with_one_meaning_just_finds(index: SearchIndex) -> None:
    results = find(index, "SAD")
    assert results.ambiguous is None
    assert results.hits[0] == "assistenza-domiciliare"


def test_a_verb_that_looks_like_an_acronym_is_not_asked_about(index: SearchIndex) -> None:
    assert find(index, "sai dove si trova il nido").ambiguous is None
    assert find(index, "il progetto SAI").ambiguous is not None


def test_english_finds_on_english_pages_and_on_italian_ones(index: SearchIndex) -> None:
    assert find(index, "help washing", "en").hits[0] == "assistenza-domiciliare"
    assert "assistenza-domiciliare" in find(index, "home care").hits


def test_italian_words_find_on_english_pages(index: SearchIndex) -> None:
    assert find(index, "badante", "en").hits[0] == "sportello-assistenti-familiari"


def test_a_search_can_be_narrowed_to_some_services(index: SearchIndex) -> None:
    assert index.find("casa", "it", among={"casa-popolare"}).hits == ("casa-popolare",)


@pytest.mark.parametrize(
    "question",
    [
        "", " ", "il", "'; DROP TABLE services; --", "\" OR 1=1 (", "*", "~", "\x00\x1b[2J", "x" * 300,
        "🆘🆘", "𝕬𝖎𝖚𝖙𝖔", "漢字かな交じり文", "עזרה", "a\u0301" * 90, "casa " * 90, "|", "_ _", "٣٤٥",
        "name:nido AND text:[a TO z]",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["it", "en"])
def test_nothing_typed_breaks_the_search(index: SearchIndex, question: str, language: str) -> None:
    assert isinstance(find(index, question, language), Results)


def test_styled_letters_are_read_as_letters(index: SearchIndex) -> None:
    assert find(index, "𝖓𝖎𝖉𝖔").hits[0] == "nido"


def test_every_service_is_found_by_its_own_name(index: SearchIndex, snapshot: Snapshot) -> None:
    assert len(snapshot.services()) > 10
    lost = {
        (service.slug, language)
        for service in snapshot.services()
        for language in ("it", "en")
        if service.slug
        not in find(index, snapshot.words(service.slug, language)[0].name, language).hits[:3]
    }
    assert lost == set()


def test_every_saying_of_the_catalogue_finds_its_service(
    index: SearchIndex, snapshot: Snapshot
) -> None:
    lost = [
        (service.slug, saying)
        for service in snapshot.services()
        for saying in service.words["it"].synonyms
        if service.slug not in find(index, saying).hits
    ]
    assert lost == []
