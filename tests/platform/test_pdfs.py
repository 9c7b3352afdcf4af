"""PDFs of strangers: locked and bursting ones are refused, what acts by itself is taken out."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from portal.platform import pdfs
from portal.platform.pdfs import PdfActs, PdfBursting, PdfDamaged, PdfLocked, disarmed
from portal.platform.uploads import FileActs, FileLocked, FileTooLarge, check
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


def test_a_pdf_that_would_burst_is_refused_before_it_is_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    packed = zlib.compress(b"0 " * 40_000_000, 9)
    head = f"5 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {len(packed)}>>stream\n"
    bomb = b"%PDF-1.7\n" + head.encode() + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"
    assert len(bomb) < 200_000

    def never(*_given: object) -> None:
        raise AssertionError("it was opened")

    monkeypatch.setattr(pikepdf, "open", never)
    with pytest.raises(PdfBursting):
        disarmed(bomb)
    with pytest.raises(FileTooLarge):
        check(BytesIO(bomb), "bomba.pdf")


def test_too_many_pages_and_no_pages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfs, "MOST_PAGES", 2)
    assert disarmed(pdf(pages=2))
    with pytest.raises(PdfBursting):
        disarmed(pdf(pages=3))
    with pytest.raises(PdfDamaged):
        disarmed(b"%PDF-1.7\nnothing\nstartxref\n9\n%%EOF\n")
