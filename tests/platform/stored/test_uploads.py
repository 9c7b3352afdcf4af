"""What may be attached: a table of good, wrong, false and hostile files."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from portal.platform.stored import uploads
from portal.platform.stored.uploads import (
    FileDamaged,
    FileDisguised,
    FileEmpty,
    FileRefused,
    FileTooLarge,
    FileTypeRefused,
    check,
    safe_name,
)
from tests.support import papers

PDF = papers.pdf()
EXE = b"MZ\x90\x00\x03" + b"\0" * 200 + b"This program cannot be run in DOS mode"
DOCX = b"PK\x03\x04\x14\x00" + b"\0" * 40 + b"word/document.xml"
HEIC = papers.photo("HEIF", (640, 480))


def picture(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def png_bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check_sum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check_sum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (
        chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )
    return b"\x89PNG\r\n\x1a\n" + parts


@pytest.mark.parametrize(
    ("content", "filename", "media_type", "name"),
    [
        (PDF, "isee 2026.pdf", "application/pdf", "isee 2026.pdf"),
        (b"\xef\xbb\xbf\r\n" + PDF, "scanner.PDF", "application/pdf", "scanner.pdf"),
        (picture("JPEG"), "foto.jpeg", "image/jpeg", "foto.jpg"),
        (picture("PNG"), "foto.png", "image/png", "foto.png"),
        (picture("JPEG"), "whatsapp.png", "image/jpeg", "whatsapp.jpg"),
        (picture("JPEG"), "image", "image/jpeg", "image.jpg"),
        (PDF, "verbale 12.11.2026", "application/pdf", "verbale 12.11.2026.pdf"),
        (PDF, "setup.exe", "application/pdf", "setup.exe.pdf"),
        (picture("JPEG") + b"\0video" * 9999, "in moto.jpg", "image/jpeg", "in moto.jpg"),
        (HEIC, "IMG_1.HEIC", "image/jpeg", "IMG_1.jpg"),
        (HEIC, "IMG_1", "image/jpeg", "IMG_1.jpg"),
    ],
)
def test_the_content_decides_and_the_name_follows(content, filename, media_type, name):
    found = check(BytesIO(content), filename)
    assert (found.media_type, found.name) == (media_type, name)
    assert found.size == len(found.content)
    assert found.content == content or found.is_picture
    assert found.name.endswith("." + found.extension)


@pytest.mark.parametrize(
    ("content", "filename", "error"),
    [
        (b"", "vuoto.pdf", FileEmpty),
        (b"", "", FileEmpty),
        (EXE, "domanda.pdf", FileDisguised),
        (EXE, "foto.JPG", FileDisguised),
        (DOCX, "isee.pdf", FileDisguised),
        (b"<script>alert(1)</script>%PDF-1.7", "pagina.pdf", FileDisguised),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "disegno.svg", FileTypeRefused),
        (EXE, "gioco.exe", FileTypeRefused),
        (b"solo parole", "", FileTypeRefused),
        (PDF[:-8], "tagliato.pdf", FileDamaged),
        (b"%PDF-9.9" + PDF[8:], "strano.pdf", FileDamaged),
        (b"%PDF-1.7\n%%EOF", "niente.pdf", FileDamaged),
        (picture("JPEG")[:-2], "tagliata.jpg", FileDamaged),
        (picture("JPEG")[:3], "tagliata.jpg", FileDamaged),
        (picture("PNG")[:-20], "tagliata.png", FileDamaged),
        (HEIC[:200], "tagliata.heic", FileDamaged),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100, "finta.heic", FileDamaged),
        (b"\xff\xd8\xff" + b"x" * 50, "finta.jpg", FileDamaged),
        (png_bomb(30_000, 30_000), "bomba.png", FileTooLarge),
        (png_bomb(9_000, 9_000), "bomba.png", FileTooLarge),
        (png_bomb(10_000, 9_999), "bomba.png", FileTooLarge),
    ],
)
def test_what_cannot_be_attached_says_why(content, filename, error):
    with pytest.raises(error) as caught:
        check(BytesIO(content), filename)
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("content", "filename", "seems"),
    [(DOCX, "lettera.docx", "docx"), (b"a,b", "conti.ods", "ods")],
)
def test_a_refused_type_is_named_so_that_the_cure_can_be_said(content, filename, seems):
    with pytest.raises(FileTypeRefused) as caught:
        check(BytesIO(content), filename)
    assert caught.value.extension == seems


def test_a_preview_in_the_header_does_not_end_the_picture():
    preview = picture("JPEG")
    marked = b"\xff\xe1" + (len(preview) + 2).to_bytes(2, "big") + preview
    whole = picture("JPEG")
    carrying = whole[:2] + marked + whole[2:]
    assert check(BytesIO(carrying), "foto.jpg").size < len(carrying)
    with pytest.raises(FileDamaged):
        check(BytesIO(carrying[:-2]), "foto.jpg")


def test_ten_megabytes_pass_and_one_byte_more_does_not():
    def filled(size: int) -> bytes:
        return PDF[:9] + b"%" + b" " * (size - len(PDF) - 2) + b"\n" + PDF[9:]

    assert check(BytesIO(filled(uploads.LARGEST_BYTES)), "a.pdf").size == 10 * 1024 * 1024
    with pytest.raises(FileTooLarge):
        check(BytesIO(filled(uploads.LARGEST_BYTES + 1)), "grande.pdf")
    more = uploads.LARGEST_BYTES + 1
    assert check(BytesIO(filled(more)), "a.pdf", more).size == more


def test_a_huge_upload_is_never_read_whole():
    class Endless:
        asked = 0

        def read(self, size: int) -> bytes:
            self.asked += size
            return b"%" * size

    endless = Endless()
    with pytest.raises(FileTooLarge):
        check(endless, "infinito.pdf")
    assert endless.asked == uploads.LARGEST_BYTES + 1


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\prova\\Desktop\\busta paga.pdf", "busta paga.pdf"),
        ("ricevuta\r\nSet-Cookie: a=b.pdf", "ricevuta Set-Cookie a=b.pdf"),
        ("foto\u202efdp.exe", "foto fdp.exe.pdf"),
        ("caffe\u0300.pdf", "caff\u00e8.pdf"),
        ("شهادة.pdf", "شهادة.pdf"),
        ('<b>"x"</b>.pdf', "b.pdf"),
        (".pdf", "file.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("a" * 300 + ".pdf", "a" * 96 + ".pdf"),
    ],
)
def test_names_are_safe_to_show(given_name, shown):
    assert safe_name(given_name, "pdf") == shown


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_name_ever_carries_a_path_or_a_hidden_character(filename):
    name = safe_name(filename, "pdf")
    assert Path(name).name == name
    assert name.isprintable()
    assert 5 <= len(name) <= 100
    assert name.endswith(".pdf")
    assert safe_name(name, "pdf") == name


@settings(deadline=None)
@given(
    st.sampled_from([b"", b"%PDF-1.", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]),
    st.binary(max_size=300),
)
def test_noise_is_refused_with_a_named_error(beginning, noise):
    with pytest.raises(FileRefused):
        check(BytesIO(beginning + noise), "rumore.png")
