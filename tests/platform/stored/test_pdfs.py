"""PDFs of strangers: locked and bursting ones are refused, what acts by itself is taken out."""

from __future__ import annotations

import resource
import struct
import sys
import zlib
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from portal.platform.stored import apart, pdfs
from portal.platform.stored.pdfs import PdfActs, PdfBursting, PdfDamaged, PdfLocked, disarmed
from portal.platform.stored.uploads import FileActs, FileLocked, FileTooLarge, check
from tests.support.papers import pdf, saved

SCRIPT = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
LAUNCH = Dictionary(S=Name.Launch, F="cmd.exe")


def mark(kind: Any, **more: Any) -> Dictionary:
    return Dictionary(Type=Name.Annot, Subtype=kind, Rect=[0, 0, 9, 9], **more)


def hostile(way: str, *, is_signed: bool = False) -> bytes:
    """A PDF that would act in one of the ways there are."""
    with pikepdf.new() as document:
        document.add_blank_page()
        page = document.pages[0].obj
        if way == "script at opening":
            document.Root.OpenAction = SCRIPT
        elif way == "named script":
            document.Root.Names = Dictionary(JavaScript=Dictionary(Names=["a", SCRIPT]))
        elif way == "program behind a link":
            page.Annots = Array([mark(Name.Link, A=LAUNCH)])
        elif way == "script of the page":
            page.AA = Dictionary(O=SCRIPT)
        elif way == "file inside":
            document.attachments["fattura.exe"] = b"MZ program"
        elif way == "file on the page":
            page.Annots = Array([mark(Name.FileAttachment, FS=Dictionary(F="x.exe"))])
        elif way == "script of a field":
            field = document.make_indirect(mark(Name.Widget, FT=Name.Tx, AA=Dictionary(K=SCRIPT)))
            page.Annots = Array([field])
            document.Root.AcroForm = Dictionary(Fields=[field])
        if is_signed:
            document.Root.AcroForm = Dictionary(Fields=[], SigFlags=3)
        return saved(document)


WAYS = [
    "script at opening", "named script", "program behind a link", "script of the page",
    "file inside", "file on the page", "script of a field",
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_what_acts_by_itself_is_taken_out_and_the_page_stays(way: str) -> None:
    content = hostile(way)
    kept = disarmed(content)
    assert kept != content
    for word in (b"JavaScript", b"Launch", b"EmbeddedFile", b"FileAttachment", b"app.alert"):
        assert word not in unpacked(kept)
    with pikepdf.open(BytesIO(kept)) as document:
        assert len(document.pages) == 1
    assert disarmed(kept) == kept
    assert disarmed(content) == kept, "the same file twice is seen to be one"


def unpacked(content: bytes) -> bytes:
    """The same with nothing compressed, to look into."""
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as document:
        document.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
        )
    return out.getvalue()


def test_a_quiet_pdf_is_not_touched() -> None:
    assert disarmed(pdf()) == pdf()
    assert disarmed(hostile("nothing", is_signed=True)) == hostile("nothing", is_signed=True)


def test_a_signed_pdf_that_acts_is_refused_rather_than_broken() -> None:
    with pytest.raises(PdfActs):
        disarmed(hostile("script at opening", is_signed=True))
    with pytest.raises(FileActs):
        check(BytesIO(hostile("named script", is_signed=True)), "firmato.pdf")


def test_a_locked_pdf_is_refused_and_one_that_only_forbids_loses_its_lock() -> None:
    with pikepdf.open(BytesIO(pdf())) as document:
        locked, forbidding = saved(document, "parola"), saved(document, "")
    with pytest.raises(PdfLocked):
        disarmed(locked)
    with pytest.raises(FileLocked):
        check(BytesIO(locked), "busta.pdf")
    with pikepdf.open(BytesIO(disarmed(forbidding))) as opened:
        assert not opened.is_encrypted


@pytest.mark.parametrize("way", WAYS)
def test_one_that_only_forbids_is_freed_of_what_acts_too(way: str) -> None:
    with pikepdf.open(BytesIO(hostile(way))) as document:
        kept = disarmed(saved(document, ""))
    for word in (b"JavaScript", b"Launch", b"EmbeddedFile", b"FileAttachment", b"app.alert"):
        assert word not in unpacked(kept)


PLAIN = "/Type/ObjStm/Filter/FlateDecode"
PACKED = [
    PLAIN,
    "/Type/ObjStm/Filter[/FlateDecode/FlateDecode]",
    "/Type/Obj#53tm/Filter/FlateDecode",
    "/Filter/FlateDecode",
    f"{PLAIN}/Padding({'x' * 3_000})",
]


def with_index(index: bytes, words: str) -> bytes:
    """A PDF whose object 7 lies in a compressed index, described by ``words``."""
    packed = zlib.compress(index, 9)
    if words.count("FlateDecode") == 2:
        packed = zlib.compress(packed, 9)
    index_words = f"<<{words}/N 1/First 6/Length {len(packed)}>>stream\n"
    parts = [
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R/OpenAction 7 0 R>>\nendobj\n",
        b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
        b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>\nendobj\n",
        b"5 0 obj\n" + index_words.encode() + packed + b"\nendstream\nendobj\n",
    ]
    made, rows = b"%PDF-1.7\n", {0: (0, 0, 65535), 4: (0, 0, 0), 7: (2, 5, 0)}
    for part in parts:
        rows[int(part[:1])] = (1, len(made), 0)
        made += part
    rows[6] = (1, len(made), 0)
    places = b"".join(struct.pack(">BIH", *rows[number]) for number in range(8))
    head = f"6 0 obj\n<</Type/XRef/Size 8/W[1 4 2]/Root 1 0 R/Length {len(places)}>>stream\n"
    end = f"\nendstream\nendobj\nstartxref\n{len(made)}\n%%EOF\n"
    return made + head.encode() + places + end.encode()


@pytest.mark.parametrize("words", PACKED)
def test_a_pdf_that_would_burst_is_refused_however_its_index_is_packed(words: str) -> None:
    bomb = with_index(b"7 0   " + b"0 " * 200_000_000, words)
    assert len(bomb) < 500_000
    with pytest.raises(PdfBursting):
        disarmed(bomb)
    with pytest.raises(FileTooLarge):
        check(BytesIO(bomb), "bomba.pdf")


def test_an_index_that_bursts_hides_no_script_and_one_that_is_small_is_looked_into() -> None:
    script = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
    with pytest.raises(PdfBursting):
        disarmed(with_index(b"7 0   " + script + b" " * 100_000_000, PLAIN))
    kept = disarmed(with_index(b"7 0   " + script, PLAIN))
    assert b"JavaScript" not in unpacked(kept)
    broken = with_index(b"7 0   " + script, PLAIN).replace(b"\x78\xda", b"\x78\x00", 1)
    with pytest.raises(PdfDamaged):
        disarmed(broken)
    deep = b"7 0   " + b"[" * 600 + script + b"]" * 600
    with pytest.raises(PdfBursting):
        disarmed(with_index(deep, PLAIN))


def test_what_makes_a_reader_toil_costs_us_nothing() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    numbers = b"7 0   [" + b"0 " * 30_000_000 + b"]"
    with pytest.raises(PdfBursting):
        disarmed(with_index(numbers, PLAIN))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 200_000, "kilobytes: it was not opened here"


def test_a_parser_that_dies_takes_nobody_along(monkeypatch: pytest.MonkeyPatch) -> None:
    for death, refusal in (("os.abort()", PdfBursting), ("os.kill(os.getpid(), 11)", PdfDamaged)):
        monkeypatch.setattr(apart, "_START", (sys.executable, "-c", f"import os; {death}"))
        with pytest.raises(refusal):
            disarmed(pdf())


def test_the_process_that_opens_it_is_told_none_of_our_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ACCANTO_BOUNCE_TOKEN", "segreto")
    tell = "import os, sys; print(*os.environ); sys.exit(10)"
    monkeypatch.setattr(apart, "_START", (sys.executable, "-I", "-c", tell))
    assert b"ACCANTO" not in disarmed(pdf())


def test_too_many_pages_and_no_pages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfs, "MOST_PAGES", 2)
    assert disarmed(pdf(pages=2))
    with pytest.raises(PdfBursting):
        disarmed(pdf(pages=3))
    with pytest.raises(PdfDamaged):
        disarmed(b"%PDF-1.7\nnothing\nstartxref\n9\n%%EOF\n")
