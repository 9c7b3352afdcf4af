"""Paper for everybody: each document is tagged, says its language and title, and holds what was given."""

import re
import threading
import unicodedata
from datetime import UTC, datetime

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.platform import clock
from portal.platform.paper.document_parts import Fact, Frame, Mandate, Post, Receipt, Slip, Summary
from portal.platform.paper.documents import SOURCES, DocumentFailed, render_document
from portal.platform.paper.qr import qr_svg
from tests.support.pdf_text import opened, squeezed, text_of

HOSTILE = '#panic("x") *grassetto* $x$ @rif <b> \\ `c` #import "/layout.typ" // fine "] = Titolo'
ARABIC = "أفوّض المشغّل لإرسال الطلب نيابةً عني"
FRAME: Frame = {
    "title": "Ricevuta della domanda",
    "body_name": "Comune di Prova",
    "office": "Ufficio servizi sociali",
    "reference": "AC-7K4-92M",
    "reference_label": "Numero della tua pratica",
    "page_words": "Pagina {page} di {pages}",
    "made_on": "23 novembre 2026",
    "demo_mark": "DATO DI PROVA",
    "intro": ["Abbiamo ricevuto la tua domanda."],
}
FACTS: list[Fact] = [
    {"label": "Protocollo", "value": "da protocollare"},
    {"label": "Telefono", "value": "+39 000 111", "code": True},
]
RECEIPT: Receipt = {
    **FRAME,
    "facts": FACTS,
    "deadline": {"label": "Rispondiamo entro", "day": "mercoledì 23 dicembre 2026"},
    "sections": [
        {
            "title": "Se non rispondiamo",
            "paragraphs": ["Scrivi a Prova."],
            "items": ["entro un anno"],
        }
    ],
    "answers": {
        "title": "Le tue risposte",
        "groups": [
            {"title": "Tu", "items": [{"label": "Nome", "value": "Anna Prova"}]},
            {
                "title": "Famiglia",
                "groups": [
                    {"title": "Figlio 1", "items": [{"label": "Età", "value": ["3", "anni"]}]}
                ],
            },
        ],
    },
}
MANDATE: Mandate = {
    **FRAME,
    "title": "Delega",
    "parties": [{"role": "Chi delega", "facts": [{"label": "Nome", "value": "Anna Prova"}]}],
    "wording": {"language": "it", "title": "Che cosa permetto", "paragraphs": ["Invia per me."]},
    "second_wording": {"language": "ar", "title": "التفويض", "paragraphs": [ARABIC]},
    "scope": {"title": "Per quali servizi", "items": ["Aiuto a casa"]},
    "signatures": [{"label": "Firma", "name": "Anna Prova", "note": "Luogo e data"}],
}
SUMMARY: Summary = {
    **FRAME,
    "title": "Riepilogo",
    "groups": [{"title": "Tu", "items": [{"label": "Nome", "value": "Anna Prova"}]}],
    "declarations": {"title": "Dichiaro", "items": ["quello che ho scritto è vero"]},
    "signatures": [{"label": "Firma di Anna Prova"}],
}
SLIP: Slip = {
    **FRAME,
    "title": "Promemoria",
    "qr": {"svg": qr_svg("https://prova.invalid/p", "Codice"), "alt": "Codice QR della pratica"},
    "passages": [
        {"language": "it", "title": "Adesso", "paragraphs": ["Tieni questo foglio."]},
        {"language": "en", "title": "Now", "paragraphs": ["Keep this paper."]},
    ],
}
LETTER: Post = {
    **FRAME,
    "title": "Manca qualcosa",
    "address": ["Anna Prova", "Via di Prova 1", "18039 Ventimiglia IM"],
    "dated": "23 novembre 2026",
    "passages": [
        {"language": "it", "title": "Che cosa scrive", "paragraphs": ["Serve una carta."]}
    ],
    "sections": [{"title": "Come rispondi", "paragraphs": ["Telefona a Prova."]}],
    "facts": FACTS,
}
TYPED = st.text(
    st.characters(codec="utf-8") | st.sampled_from("aeè \u0301\u20dd\u200c\u064e\u0645\u09be\t"),
    min_size=1,
)
TRAIL = {
    **FRAME,
    "title": "Chi ha fatto che cosa",
    "groups": [
        {"title": "23 novembre 2026", "items": [{"label": "10:04", "value": "Ha letto, Prova"}]}
    ],
}
EVERY = {
    "receipt": RECEIPT, "mandate": MANDATE, "summary": SUMMARY, "slip": SLIP, "letter": LETTER,
    "trail": TRAIL,
}  # fmt: skip
every_document = pytest.mark.parametrize("name", sorted(EVERY))


def tags(pdf: bytes) -> list[str]:
    def walk(node: object) -> list[str]:
        if isinstance(node, pikepdf.Array):
            return [tag for child in node for tag in walk(child)]
        if isinstance(node, pikepdf.Dictionary) and "/S" in node:
            return [str(node.S), *walk(node.get("/K", pikepdf.Array()))]
        return []

    with opened(pdf) as document:
        return walk(document.Root.StructTreeRoot.K)


@every_document
@pytest.mark.parametrize(("language", "lang"), [("it", "it-IT"), ("en", "en-GB"), ("ar", "ar")])
def test_every_document_is_tagged_and_says_title_and_language(name, language, lang):
    pdf = render_document(name, EVERY[name], language)
    with opened(pdf) as document:
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang) == lang
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
        with document.open_metadata() as metadata:
            assert metadata["dc:title"] == EVERY[name]["title"]
            assert metadata["pdfuaid:part"] == "1"
    assert tags(pdf).count("/H1") == 1


@every_document
def test_every_document_says_body_reference_and_that_it_is_test_data(name):
    text = text_of(render_document(name, EVERY[name], "it"))
    for words in (EVERY[name]["title"], "Comune di Prova", "AC-7K4-92M", "Pagina 1 di 1"):
        assert squeezed(words) in text
    assert "DATODIPROVA" in text


@every_document
def test_outside_the_demo_no_mark_is_printed(name):
    real = {key: value for key, value in EVERY[name].items() if key != "demo_mark"}
    assert "DATODIPROVA" not in text_of(render_document(name, real, "it"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("receipt", ["da protocollare", "+39 000 111", "mercoledì 23 dicembre 2026"]),
        ("receipt", ["Se non rispondiamo", "entro un anno", "Figlio 1", "Età", "Anna Prova"]),
        ("mandate", ["Chi delega", "Invia per me.", "Aiuto a casa", "Luogo e data"]),
        ("summary", ["Dichiaro", "quello che ho scritto è vero", "Firma di Anna Prova"]),
        ("slip", ["Tieni questo foglio.", "Keep this paper."]),
    ],
)
def test_what_was_given_is_on_the_paper(name, words):
    text = text_of(render_document(name, EVERY[name], "it"))
    assert [word for word in words if squeezed(word) not in text] == []


def test_lists_headings_and_the_drawing_are_known_to_a_screen_reader():
    assert {"/H1", "/H2", "/H3", "/H4", "/L", "/LI", "/Lbl", "/LBody", "/P"} <= set(
        tags(render_document("receipt", RECEIPT, "it"))
    )
    slip = render_document("slip", SLIP, "it")
    assert tags(slip).count("/Figure") == 1
    assert "Codice QR della pratica".encode("utf-16-be") in slip or b"Codice QR" in slip


def test_arabic_is_drawn_and_marked_as_arabic():
    pdf = render_document("mandate", MANDATE, "it")
    drawn = set(unicodedata.normalize("NFKC", text_of(pdf)))
    letters = {c for c in ARABIC if unicodedata.category(c) == "Lo"}
    assert len(letters) > 10
    assert letters <= drawn
    with opened(pdf) as document:
        marked = [obj for obj in document.objects if isinstance(obj, pikepdf.Dictionary)]
        assert [str(obj.Lang) for obj in marked if "/S" in obj and "/Lang" in obj] == ["ar"]


@pytest.mark.parametrize(
    "text", [HOSTILE, "*", "#panic()", "= Titolo", "- voce", "1. voce", "$a^2$"]
)
def test_what_looks_like_markup_appears_letter_for_letter(text):
    values = {**RECEIPT, "facts": [{"label": text, "value": text}], "intro": [text]}
    drawn = text_of(render_document("receipt", values, "it"))
    assert drawn.count(squeezed(text)) >= 3


def test_a_lazy_translation_is_a_word_like_any_other():
    class Lazy:
        def __str__(self) -> str:
            return "detto tardi"

    values = {**SLIP, "intro": (Lazy(),), "facts": [{"label": Lazy(), "value": 7}]}
    drawn = text_of(render_document("slip", values, "it"))
    assert drawn.count("dettotardi") == 2
    assert "dettotardi7" in drawn


def test_the_title_and_the_body_are_words_too():
    values = {**SLIP, "title": HOSTILE, "body_name": HOSTILE, "page_words": "{page}/{pages} #x"}
    drawn = text_of(render_document("slip", values, "it"))
    assert drawn.count(squeezed(HOSTILE)) == 2
    assert "1/1#x" in drawn


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("grazie 😀", "grazie[U+1F600]"),
        ("nome \U00020000 raro", "nome[U+20000]raro"),
        ("foto\u202egpj.exe", "fotogpj.exe"),
        ("nul\x00lo\x07", "nullo"),
        ("caffe\u0300", "caffè"),
        ("\tঀ ten tetti", "[U+0980]tentetti"),
        ("prese\u20dd elle", "prese[U+20DD]elle"),
        ("perch\u00e9\u20dd \u00e9", "perch\u00e9[U+20DD]\u00e9"),
        ("\u0995\u09be a\u09be", "[U+0995][U+09BE]a[U+09BE]"),
        ("\u1e08 \u0980\u0980", "Ḉ[U+0980][U+0980]"),
        ("prima\nseconda\tterza", "primasecondaterza"),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", "[U+1F468][U+1F469][U+1F467]"),
    ],
)
def test_no_character_stops_a_document(typed, drawn):
    values = {**SUMMARY, "groups": [{"title": "Note", "items": [{"label": "N", "value": typed}]}]}
    assert drawn in text_of(render_document("summary", values, "it"))


@settings(deadline=None, max_examples=100)
@given(TYPED, st.sampled_from(["it", "ar", "uk"]))
def test_any_answer_at_all_can_be_printed(typed, language):
    values = {**SUMMARY, "groups": [{"title": "Note", "items": [{"label": "N", "value": typed}]}]}
    assert render_document("summary", values, language).startswith(b"%PDF-")


def test_a_long_answer_runs_over_the_pages_and_every_page_is_numbered():
    values = {
        **SUMMARY,
        "groups": [{"title": "N", "items": [{"label": "N", "value": "ab\n" * 150}]}],
    }
    pdf = render_document("summary", values, "it")
    with opened(pdf) as document:
        pages = len(document.pages)
    text = text_of(pdf)
    assert pages >= 3
    assert all(f"Pagina{n}di{pages}" in text for n in range(1, pages + 1))
    assert text.count("AC-7K4-92M") >= pages
    assert text.count("DATODIPROVA") == pages


def test_a_missing_value_is_an_error_of_ours_that_names_the_document():
    with pytest.raises(DocumentFailed, match="receipt"):
        render_document("receipt", {"title": "x"}, "it")
    with pytest.raises(DocumentFailed, match="title"):
        render_document("receipt", {**RECEIPT, "title": ""}, "it")


def test_the_same_values_at_the_same_moment_give_the_same_bytes():
    with clock.freeze(datetime(2026, 11, 23, 9, 42, tzinfo=UTC)):
        first, second = (render_document("receipt", RECEIPT, "it") for _ in range(2))
    assert first == second
    assert b"D:20261123094200" in first


def test_threads_do_not_mix_their_documents():
    made: dict[int, str] = {}

    def make(number: int) -> None:
        for _ in range(5):
            values = {**SLIP, "reference": f"AC-{number:03}"}
            made[number] = text_of(render_document("slip", values, "it"))

    threads = [threading.Thread(target=make, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {n: set(re.findall(r"AC-\d{3}", text)) for n, text in made.items()} == {
        n: {f"AC-{n:03}"} for n in range(4)
    }


def test_the_sources_hold_no_words_of_their_own():
    sources = sorted(SOURCES.glob("*.typ"))
    assert {path.stem for path in sources} >= {"layout", "mandate", "pieces", "receipt", "slip"}
    for path in sources:
        markup = re.sub(r"//[^\n]*", "", path.read_text())
        assert re.findall(r"\[[^\]]*[a-z]{3,}[^\]]*\]", markup) == [], "words come from the caller"
