"""Files for tests, made on the spot: a PDF, a photograph as a telephone takes it, and hostile ones."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import pikepdf
import pillow_heif
from PIL import Image

# The portal itself opens such photographs in another process.
pillow_heif.register_heif_opener()
#: Where the invented photographs were taken: it must never be found in a file that was kept.
MAKER = "Telefono di prova"


@cache
def pdf(words: str = "prova", pages: int = 1) -> bytes:
    """A small PDF; other words, another file."""
    with pikepdf.new() as document:
        for _page in range(pages):
            document.add_blank_page()
        document.docinfo["/Title"] = words
        return saved(document)


def saved(document: pikepdf.Pdf, password: str | None = None) -> bytes:
    """The bytes of a document, locked where a password is given."""
    out = BytesIO()
    if password is None:
        document.save(out, deterministic_id=True)
    else:
        document.save(out, encryption=pikepdf.Encryption(owner="segreto", user=password))
    return out.getvalue()


@cache
def photo(kind: str = "JPEG", size: tuple[int, int] = (40, 30), turned: int = 1) -> bytes:
    """A photograph, red on its left half, with the orientation, maker and place a telephone notes."""
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    notes = picture.getexif()
    notes[0x0112] = turned
    notes[0x010F] = MAKER
    notes.get_ifd(0x8825)[1] = "N"
    notes.get_ifd(0x8825)[2] = (43.0, 47.0, 0.0)
    out = BytesIO()
    picture.save(out, kind, exif=notes)
    return out.getvalue()
