"""What a person may attach: the content decides what a file is, its name only how it is shown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO

import puremagic
from PIL import Image

LARGEST_BYTES = 10 * 1024 * 1024
#: Above the largest photograph that fits in 10 MB; a picture this wide is made to exhaust us.
LARGEST_PIXELS = 60_000_000
_LONGEST_NAME = 100
_PDF_MARGIN = 1024
_EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
_CALLED = {"pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}
_PILLOW = {"image/jpeg": "JPEG", "image/png": "PNG"}


class FileRefused(Exception):
    """A file that cannot be attached; the kind of error says why."""


class FileEmpty(FileRefused):
    """Nothing was chosen, or the file holds no bytes."""


class FileTooLarge(FileRefused):
    """More than ``LARGEST_BYTES``, or a picture of more than ``LARGEST_PIXELS``."""


class FileTypeRefused(FileRefused):
    """Neither PDF nor JPEG nor PNG; ``extension`` is what it seems to be (``docx``), or empty."""

    def __init__(self, extension: str) -> None:
        super().__init__(extension)
        self.extension = extension


class FileDisguised(FileRefused):
    """Its name says PDF, JPEG or PNG and its content something else (a program called .pdf)."""


class FileDamaged(FileRefused):
    """It begins as a PDF, JPEG or PNG and does not go on as one, for instance a cut upload."""


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept: ``name`` is safe to show, ``size`` counts bytes."""

    media_type: str
    extension: str
    size: int
    name: str
    content: bytes = field(repr=False)


def check(stream: IO[bytes], filename: str) -> CheckedFile:
    """Read an uploaded file (never more than the limit) and say what it really is.

    Raises:
        FileEmpty, FileTooLarge, FileTypeRefused, FileDisguised, FileDamaged: all ``FileRefused``.
    """
    content = stream.read(LARGEST_BYTES + 1)
    if not content:
        raise FileEmpty
    if len(content) > LARGEST_BYTES:
        raise FileTooLarge
    media_type = _type_of(content)
    if media_type is None:
        if _extension(filename) in _CALLED:
            raise FileDisguised
        raise FileTypeRefused(_seems(content, filename))
    if media_type == "application/pdf":
        _check_pdf(content)
    else:
        _check_picture(content, media_type)
    extension = _EXTENSIONS[media_type]
    return CheckedFile(media_type, extension, len(content), safe_name(filename, extension), content)


def safe_name(filename: str, extension: str) -> str:
    """The name as it may be shown and downloaded: no folders, no hidden characters, true extension.

    What is left of an empty name is ``file``.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", filename))[-1]
    # Control and format characters go: among them those that turn "gpj.exe" around on the screen.
    shown = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in last)
    shown = re.sub(r'[\s<>:"|?*]+', " ", shown).strip()
    stem = shown.rpartition(".")[0] if _extension(shown) in _CALLED else shown
    stem = stem.strip(" .")[: _LONGEST_NAME - len(extension) - 1].rstrip(" .") or "file"
    return f"{stem}.{extension}"


def _extension(filename: str) -> str:
    return filename.rpartition(".")[2].strip().lower() if "." in filename else ""


def _type_of(content: bytes) -> str | None:
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    # Some scanners write a byte order mark or a blank line before the header, nothing else may.
    if content[:_PDF_MARGIN].lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        return "application/pdf"
    return None


def _seems(content: bytes, filename: str) -> str:
    try:
        found = str(puremagic.from_string(content[:65536], filename=filename))
    except (puremagic.PureError, ValueError, OSError):
        found = ""
    return (found or _extension(filename)).lstrip(".").lower()[:10]


def _check_pdf(content: bytes) -> None:
    version = re.search(rb"%PDF-[12]\.\d", content[:_PDF_MARGIN])
    ending = content.rfind(b"%%EOF", -2 * _PDF_MARGIN)
    if version is None or ending < 0 or b"startxref" not in content:
        raise FileDamaged


def _check_picture(content: bytes, media_type: str) -> None:
    try:
        with Image.open(BytesIO(content), formats=[_PILLOW[media_type]]) as picture:
            width, height = picture.size
            picture.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise FileTooLarge from None
    except Exception as error:  # Pillow raises whatever its parsers meet: none of it is a picture
        raise FileDamaged from error
    if width * height > LARGEST_PIXELS:
        raise FileTooLarge
    if media_type == "image/jpeg" and not _jpeg_ends(content):
        raise FileDamaged


def _jpeg_ends(content: bytes) -> bool:
    """Whether the picture itself ends: the small preview in its header has an end of its own."""
    place = 2
    while content[place : place + 1] == b"\xff" and content[place + 1 : place + 2] != b"\xda":
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return content.find(b"\xff\xd9", place) > 0
