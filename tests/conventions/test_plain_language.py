"""The Italian of the product is plain: easy to read, in short sentences and words of every day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from portal.platform.plain import gulpease, sentences, words
from tests.conventions.test_strings import KEYWORDS, PLACEHOLDER, catalogue, forms, messages
from tests.support.house import ROOT, nothing_wrong
from tests.support.questionnaires import FILES, told

CONTENT = ROOT / "content"
PAGES, HELP, ACTS = 60, 50, 45
LONGEST_SENTENCE = 25
#: Areas whose words citizens and operators read; what serves all of them stands in the last four.
AREAS = (
    "catalogue", "identity", "notifications", "cases", "assisted", "office", "platform", "layout",
    "components",
)  # fmt: skip
#: Keys that are no text of a page: addresses, hooks, what only the search reads, names of laws.
UNREAD = {"address", "hook", "body_hook", "synonyms", "technical_name"}
#: Fewer words are a label: it would only make an index look easier.
A_SENTENCE = 5

#: Words of offices, each with what to write instead.
OF_OFFICES = {
    r"istanz[ae]": "domanda",
    r"codest[aoei]|suddett[aoei]|predett[aoei]|summenzionat\w+|sopracitat\w+": "questo",
    r"ai sensi d\w+|in ottemperanza": "come dice la legge",
    r"present\w+ (?:la |una |)domanda": "fare domanda",
    r"modulistica": "moduli",
    r"utenz[ae]|utent[ei]": "persona, chi usa il servizio",
    r"frui\w+|usufrui\w+|avvalersi": "usare, avere",
    r"erog\w+": "dare, pagare",
    r"al fine di|ai fini d\w+|onde": "per",
    r"qualora|laddove": "se",
    r"nonché|altresì": "e, anche",
    r"pertanto": "quindi",
    r"in merito a\w*|concernent[ei]|inerent[ei]|relativament[ei] a\w*": "su, di",
    r"recar(?:si|ti)|recandosi": "andare",
    r"effettu\w+|espletar\w+": "fare",
    r"provved\w+": "fare, pensarci",
    r"decorrenza|decorrere da\w*": "dal giorno",
    r"entro e non oltre": "entro",
    r"previ[ao]|successivamente|antecedent\w+": "prima, dopo",
    r"mediante|a mezzo|per il tramite": "con",
    r"idone[aoei]": "adatto",
    r"corredat[aoei]": "con",
    r"richiedent[ei]|istant[ei]|beneficiari\w*": "chi fa domanda, chi riceve",
    r"inoltrar\w+|trasmetter\w+": "inviare",
    r"sottoscri\w+|apporre": "firmare",
    r"tempestiva\w*": "subito",
    r"adempi\w+|ottemper\w+": "fare quello che serve",
    r"nucleo familiare": "famiglia",
    r"consegu\w+ment[oi]": "avere",
    r"accedere a\w* beneficio": "avere l’aiuto",
    r"obliterare": "timbrare",
}
#: English where Italian has its own word.
FOREIGN = {
    r"log ?in|sign ?in": "accesso",
    r"log ?out": "esci",
    r"uploads?|downloads?": "aggiungere, scaricare",
    r"device": "telefono o computer",
    r"footer": "piè di pagina",
    r"feedback": "opinione",
    r"step": "passo",
    r"form": "modulo, domanda",
    r"deadline": "scadenza",
    r"e-mail": "email",
    r"best practice": "buona pratica",
}
TURNED_DOWN = {
    re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE): use
    for pattern, use in (OF_OFFICES | FOREIGN).items()
}
TYPEWRITTEN = re.compile(r"[A-Za-zÀ-ÿ]'|[“”\"]|\b[Ee]'(?!\w)")


def texts(data: Any) -> Iterator[str]:
    """Every text in a piece of content that somebody reads, in its order."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        for one in data:
            yield from texts(one)
    elif isinstance(data, dict):
        for key, one in data.items():
            if key not in UNREAD:
                yield from texts(one)


def italian(data: Any) -> Iterator[str]:
    """The texts under every ``it`` of a piece of content."""
    if isinstance(data, list):
        for one in data:
            yield from italian(one)
    elif isinstance(data, dict):
        for key, one in data.items():
            yield from texts(one) if key == "it" else italian(one)


@cache
def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _sources(offers: list[dict[str, Any]]) -> Iterator[str]:
    return (offer["source"] for offer in offers if "source" in offer)


@cache
def readings() -> dict[str, tuple[int, tuple[str, ...]]]:
    """Everything Italian in content/ by where it stands: the index it needs, and its texts."""
    found: dict[str, tuple[int, tuple[str, ...]]] = {}
    for path in sorted(CONTENT.glob("services/*/it.yaml")):
        found[name(path)] = (PAGES, tuple(texts(read(path))))
    for path in [*sorted(CONTENT.glob("*.yaml")), *sorted(CONTENT.glob("pages/*.yaml"))]:
        found[name(path)] = (PAGES, tuple(italian(read(path))))
    for path in sorted(CONTENT.glob("territories/*/offers.yaml")):
        found[name(path)] = (PAGES, tuple(italian(read(path))))
        sources = [read(path)["defaults"]["source"], *_sources(read(path)["offers"])]
        found[f"{name(path)} sources"] = (HELP, tuple(sources))
    terms = [read(path)["term_source"] for path in sorted(CONTENT.glob("services/*/service.yaml"))]
    found["content/services term_source"] = (HELP, tuple(terms))
    for path in FILES:
        whole = told(path.stem)
        found[f"{name(path)} words"] = (PAGES, tuple(texts(whole["words"]["it"])))
        found[f"{name(path)} declarations"] = (ACTS, tuple(italian(whole["declarations"])))
        for step in whole["steps"]:
            found[f"{name(path)} step {step['id']}"] = (PAGES, tuple(italian(step)))
    for path in sorted(CONTENT.glob("wordings/*/*.yaml")):
        # It is an act; read aloud before it is given, with no summary beside it, it is as easy as
        # the summary would have to be.
        found[name(path)] = (PAGES, tuple(italian(read(path))))
    return {place: (bar, read_) for place, (bar, read_) in found.items() if read_}


@cache
def spoken() -> dict[str, tuple[str, ...]]:
    """The Italian messages of each area, with a name where a value comes."""
    with (ROOT / "translations" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    said: dict[str, set[str]] = {}
    for path, _line, found, _notes, _context in extract_from_dir(
        ROOT, methods, options, keywords=KEYWORDS
    ):
        area = Path(path).parts[1]
        said.setdefault(found if isinstance(found, str) else found[0], set()).add(area)
    by_area: dict[str, list[str]] = {}
    for message in messages(catalogue("it")):
        for area in said.get(forms(message.id)[0], ()):
            for text in forms(message.string):
                shown = re.sub(r"<[^>]*>", "", PLACEHOLDER.sub("Anna", text))
                by_area.setdefault(area, []).append(shown)
    return {area: tuple(found) for area, found in by_area.items()}


def too_hard(place: str, bar: int, read_: Iterable[str]) -> Iterator[str]:
    index = gulpease("\n".join(read_))
    if index < bar:
        yield f"{place}: Gulpease {index}, and {bar} is asked: shorter sentences, shorter words."


def too_long(place: str, read_: Iterable[str]) -> Iterator[str]:
    for text in read_:
        for sentence in sentences(text):
            if len(words(sentence)) > LONGEST_SENTENCE:
                yield f"{place}: {len(words(sentence))} words, make two sentences: “{sentence}”"


#: Labels that the national model for services writes just so.
NATIONAL = {"Richiedente"}


def not_everyday(place: str, read_: Iterable[str]) -> Iterator[str]:
    for text in (one for one in read_ if one not in NATIONAL):
        for pattern, use in TURNED_DOWN.items():
            if found := pattern.search(text):
                yield f"{place}: not “{found[0]}” but “{use}”: {text}"
        if TYPEWRITTEN.search(text):
            yield f"{place}: apostrophes are ’ and quotes «»: {text}"


def everything() -> Iterator[tuple[str, tuple[str, ...]]]:
    """All that is Italian: content, and messages by area."""
    for place, (_bar, read_) in readings().items():
        yield place, read_
    for area, said in spoken().items():
        yield f"messages of {area}", said


def test_there_is_much_to_read() -> None:
    assert len(readings()) > 70
    assert sum(len(words(text)) for _place, read_ in everything() for text in read_) > 20_000
    assert set(AREAS) <= set(spoken())


def test_every_text_of_the_content_is_easy_to_read() -> None:
    nothing_wrong(
        complaint
        for place, (bar, read_) in readings().items()
        for complaint in too_hard(place, bar, read_)
    )


def test_the_help_of_every_question_is_easy_to_read() -> None:
    helps = [
        (f"{name(path)} {question['id']}", [question["words"]["it"].get(key, "") for key in ("hint", "why")])
        for path in FILES
        for step in told(path.stem)["steps"]
        for question in [
            *step.get("questions", ()),
            *(one for group in step.get("groups", ()) for one in group["questions"]),
        ]
    ]  # fmt: skip
    assert len(helps) > 40
    nothing_wrong(
        complaint
        for place, read_ in helps
        if any(read_)
        for complaint in too_hard(place, HELP, read_)
    )


@pytest.mark.parametrize("area", AREAS)
def test_the_sentences_of_every_area_are_easy_to_read(area: str) -> None:
    said = [text for text in spoken()[area] if len(words(text)) >= A_SENTENCE]
    assert said
    nothing_wrong(too_hard(f"messages of {area}", PAGES, said))


def test_no_sentence_is_long() -> None:
    nothing_wrong(words_ for place, read_ in everything() for words_ in too_long(place, read_))


def test_words_are_those_of_every_day() -> None:
    nothing_wrong(words_ for place, read_ in everything() for words_ in not_everyday(place, read_))


@pytest.mark.parametrize(
    ("text", "count", "ends", "index"),
    [
        (
            "Il servizio di assistenza domiciliare aiuta le persone anziane a casa loro.",
            12,
            1,
            61.5,
        ),
        ("Puoi fare domanda online. Ti rispondiamo entro 30 giorni.", 9, 2, 100.0),
        ("Ti serve l’ISEE. Se non ce l’hai, chiedi aiuto al CAF: è gratis.", 15, 2, 98.3),
        ("Scrivi 1.234,50", 4, 1, 100.0),
        ("Uno\nDue", 2, 2, 100.0),
        (
            "Ai fini della fruizione della prestazione sociale agevolata il richiedente dovrà produrre"
            " idonea attestazione dell’indicatore della situazione economica equivalente in corso di"
            " validità.",
            24,
            1,
            34.0,
        ),
    ],
)
def test_the_index_counts_as_agreed(text: str, count: int, ends: int, index: float) -> None:
    assert (len(words(text)), len(sentences(text)), gulpease(text)) == (count, ends, index)


def test_what_is_wrong_is_seen() -> None:
    hard = "Qualora il richiedente necessiti di informazioni concernenti l’erogazione."
    assert list(too_hard("x", PAGES, [hard]))
    assert len(list(not_everyday("x", [hard]))) > 3
    assert list(not_everyday("x", ["Vai all'ufficio."]))
    assert list(not_everyday("x", ["Premi “Invia”."]))
    assert list(too_long("x", ["parola " * 26]))
    easy = "Vai all’ufficio. Chiedi a chi ti ha aiutato a usare l’ascensore: è gratis."
    assert not list(too_hard("x", PAGES, [easy]))
    assert not list(not_everyday("x", [easy, "Dimostri di essere informato."]))
    assert not list(too_long("x", ["parola " * 12 + ". " + "parola " * 14]))
    with pytest.raises(ValueError, match="nothing to read"):
        gulpease("…")
    assert list(texts({"a": ["b", {"address": "/c", "d": "e"}]})) == ["b", "e"]
    assert list(italian({"x": [{"words": {"it": {"a": "b"}, "en": {"a": "c"}}}]})) == ["b"]
