"""What a person may attach: the content decides what a file is, its name only how it is shown."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from typing import IO

import puremagic

from portal.platform.stored import pdfs, pictures

#: What one file of an ordinary form may hold; one that arrives in pieces has a setting of its own.
LARGEST_BYTES = 10 * 1024 * 1024
_LONGEST_NAME = 100
_PDF_MARGIN = 1024
PDF = "application/pdf"
_EXTENSIONS = {PDF: "pdf", "image/jpeg": "jpg", "image/png": "png"}
_CALLED = frozenset({"pdf", "jpg", "jpeg", "png", "heic", "heif"})


class FileRefused(Exception):
    """A file that cannot be attached; the kind of error says why."""


class FileEmpty(FileRefused):
    """Nothing was chosen, or the file holds no bytes."""


class FileTooLarge(FileRefused):
    """More bytes than allowed, or a picture or a PDF that grows beyond measure when it is opened."""


class FileLocked(FileRefused):
    """A PDF with a password: the office could not open it."""


class FileActs(FileRefused):
    """A signed PDF that would run something; what is not signed is freed of it instead."""


class FileTypeRefused(FileRefused):
    """Neither PDF nor JPEG, PNG or HEIC; ``extension`` is what it seems to be (``docx``), or empty."""

    def __init__(self, extension: str) -> None:
        super().__init__(extension)
        self.extension = extension


class FileDisguised(FileRefused):
    """Its name says PDF or picture and its content something else (a program called .pdf)."""


class FileDamaged(FileRefused):
    """It begins as a PDF or a picture and does not go on as one, for instance a cut upload."""


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept: ``name`` is safe to show, ``size`` counts bytes."""

    media_type: str
    extension: str
    size: int
    name: str
    content: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """Its SHA-256: the same file again is known by it."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def is_picture(self) -> bool:
        """Whether it can be turned, and bound with others into a PDF."""
        return self.media_type != PDF


def check(stream: IO[bytes], filename: str, largest: int = LARGEST_BYTES) -> CheckedFile:
    """Read an uploaded file (never more than ``largest`` bytes), say what it really is and make it fit
    to be kept: a picture upright and without place and time, a PDF without anything that acts.

    Raises:
        FileEmpty, FileTooLarge, FileTypeRefused, FileDisguised, FileDamaged, FileLocked, FileActs:
            all ``FileRefused``.
    """
    content = stream.read(largest + 1)
    if not content:
        raise FileEmpty
    if len(content) > largest:
        raise FileTooLarge
    media_type = _type_of(content)
    if media_type is None:
        if _extension(filename) in _CALLED:
            raise FileDisguised
        raise FileTypeRefused(_seems(content, filename))
    if media_type == PDF:
        return _kept(_checked_pdf(content), PDF, filename)
    return _kept(*_checked_picture(content, media_type, 0), filename)


def turned(file: CheckedFile) -> CheckedFile:
    """A picture turned a quarter to the right.

    Raises:
        FileDamaged: it is no picture.
    """
    if not file.is_picture:
        raise FileDamaged
    return _kept(*_checked_picture(file.content, file.media_type, 1), file.name)


def bound(files: list[CheckedFile]) -> CheckedFile:
    """Checked pictures as one PDF in the same order, called like the first."""
    return _kept(pictures.bound([file.content for file in files]), PDF, files[0].name)


def _kept(content: bytes, media_type: str, filename: str) -> CheckedFile:
    extension = _EXTENSIONS[media_type]
    name = safe_name(filename, extension)
    return CheckedFile(media_type, extension, len(content), name, content)


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
    if pictures.is_heic(content):
        return "image/heic"
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


def _checked_pdf(content: bytes) -> bytes:
    version = re.search(rb"%PDF-[12]\.\d", content[:_PDF_MARGIN])
    ending = content.rfind(b"%%EOF", -2 * _PDF_MARGIN)
    if version is None or ending < 0 or b"startxref" not in content:
        raise FileDamaged
    try:
        return pdfs.disarmed(content)
    except pdfs.PdfLocked:
        raise FileLocked from None
    except pdfs.PdfBursting:
        raise FileTooLarge from None
    except pdfs.PdfActs:
        raise FileActs from None
    except pdfs.PdfDamaged as error:
        raise FileDamaged from error


def _checked_picture(content: bytes, media_type: str, turns: int) -> tuple[bytes, str]:
    try:
        return pictures.tidied(content, media_type, turns)
    except pictures.PictureTooLarge:
        raise FileTooLarge from None
    except pictures.PictureDamaged as error:
        raise FileDamaged from error
