"""Pictures as people take them, made fit to be kept: upright, not too large, without place and time."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from threading import BoundedSemaphore

from PIL import Image, ImageOps

from portal.platform import logs
from portal.platform.stored import apart
from portal.platform.stored.unfolding import Ending

#: A picture this wide is made to exhaust us; telephones take up to 50 million.
LARGEST_PIXELS = 60_000_000
#: Enough to read small print on an A4 page (300 dots an inch); more only costs the person's line.
LONGEST_EDGE = 3_508
_QUALITY = 85
_DOTS_PER_INCH = 300
#: A JPEG may be painted in steps, each over the whole picture for a few bytes; cameras and programs take ten.
_MOST_SCANS = 40
_MOST_PARTS = 2_000
#: What begins a part of a JPEG; stuffed bytes, marks without a length and those nobody defined begin none.
_PART = re.compile(rb"\xff+([\xc0-\xcf\xd8-\xfe])")
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
#: Two at a time in each process: sixty million pixels with their transparency take 500 MB while they are made
#: smaller, a photograph far less.
_PATIENT = BoundedSemaphore(2)
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
_HEIC = "image/heic"
#: Brands of the HEIF family whose pictures are HEVC, as telephones write them.
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")


class PictureTooLarge(Exception):
    """More pixels than anybody's telephone takes, or more steps to paint them."""


class PictureDamaged(Exception):
    """It begins as a picture and cannot be read as one."""


def is_heic(content: bytes) -> bool:
    """Whether this is a photograph as iPhones keep them."""
    return content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS


def tidied(content: bytes, media_type: str, turns: int = 0) -> tuple[bytes, str]:
    """The picture anew, and its media type: upright as the camera noted, then turned ``turns``
    quarters to the right, its longest edge at most ``LONGEST_EDGE``. Place, time and camera are gone.
    A PNG stays one, everything else is JPEG.

    Raises:
        PictureTooLarge, PictureDamaged.
    """
    if media_type == _HEIC:
        content, media_type = _unfolded(content), "image/jpeg"
    with _opened(content, media_type) as picture:
        upright = _upright(picture, turns)
        kind = "PNG" if media_type == "image/png" else "JPEG"
        return _written(upright, kind), "image/png" if kind == "PNG" else "image/jpeg"


def _unfolded(content: bytes) -> bytes:
    """A photograph of an iPhone as a JPEG, made apart from our keys; what comes back is looked at like any
    other."""
    with _PATIENT:
        code, written = apart.run("unfolding.py", content, LARGEST_PIXELS, LONGEST_EDGE)
    if code == Ending.WRITTEN:
        return written
    if code not in set(Ending):
        logs.event("picture.broke_off", code=code)
    is_too_large = code == Ending.BURSTING or code in apart.EXHAUSTED
    raise PictureTooLarge if is_too_large else PictureDamaged


def preview(content: bytes, media_type: str, edge: int = 320) -> bytes:
    """A small JPEG of the picture, at most ``edge`` pixels wide and high.

    Raises:
        PictureTooLarge, PictureDamaged.
    """
    with _opened(content, media_type) as picture:
        picture.draft("RGB", (edge, edge))
        small = _upright(picture, 0)
        small.thumbnail((edge, edge))
        return _written(_flat(small), "JPEG", quality=70)


def bound(pictures: Sequence[bytes]) -> bytes:
    """Several tidied pictures as the pages of one PDF, in the same order.

    The same pictures give the same bytes, so that a file given twice is seen to be one.
    """
    first, *others = [_flat(Image.open(BytesIO(content))) for content in pictures]
    out = BytesIO()
    epoch = time.gmtime(0)
    first.save(
        out, "PDF", save_all=True, append_images=others, resolution=_DOTS_PER_INCH,
        quality=_QUALITY, creationDate=epoch, modDate=epoch,
    )  # fmt: skip
    return out.getvalue()


@contextmanager
def _opened(content: bytes, media_type: str) -> Iterator[Image.Image]:
    with _PATIENT:
        try:
            with Image.open(BytesIO(content), formats=[_FORMATS[media_type]]) as picture:
                width, height = picture.size
                if width * height > LARGEST_PIXELS or _is_painted_too_often(content, media_type):
                    raise PictureTooLarge
                if not _is_whole(content, media_type):
                    raise PictureDamaged
                # A JPEG that is far too large is read at half or a quarter of its size.
                picture.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
                yield picture
        except (PictureTooLarge, PictureDamaged):
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise PictureTooLarge from None
        except (
            Exception
        ) as error:  # Pillow raises whatever its parsers meet: none of it is a picture
            raise PictureDamaged from error


def _is_whole(content: bytes, media_type: str) -> bool:
    """Whether nothing was cut off: Pillow draws half a picture without a word."""
    if media_type == "image/jpeg":
        return _jpeg_ends(content)
    if media_type == "image/png":
        with Image.open(BytesIO(content), formats=["PNG"]) as picture:
            picture.verify()
    return True


def _jpeg_ends(content: bytes) -> bool:
    """Whether the picture itself ends: the small preview in its header has an end of its own."""
    place = 2
    while content[place : place + 1] == b"\xff" and content[place + 1 : place + 2] != b"\xda":
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return content.find(b"\xff\xd9", place) > 0


def _is_painted_too_often(content: bytes, media_type: str) -> bool:
    """Whether a JPEG has more steps, or more parts, than anybody's: parts are gone through as the decoder
    does, so that nothing inside one of them passes for the end."""
    scans, place = 0, 2
    for _part in range(_MOST_PARTS if media_type == "image/jpeg" else 0):
        found = _PART.search(content, place)
        if found is None or found[1][0] in (_START, _END):
            return False
        scans += found[1][0] == _SCAN
        if scans > _MOST_SCANS:
            return True
        place = found.end() + int.from_bytes(content[found.end() : found.end() + 2], "big")
    return media_type == "image/jpeg"


def _upright(picture: Image.Image, turns: int) -> Image.Image:
    # In its place: a second picture of sixty million points is what a small file would make us hold.
    ImageOps.exif_transpose(picture, in_place=True)
    upright = picture
    if turns % 4:
        upright = upright.rotate(-90 * (turns % 4), expand=True)
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    return upright


def _flat(picture: Image.Image) -> Image.Image:
    """Without transparency: what shows through is white, as paper is."""
    if picture.mode in ("RGB", "L"):
        return picture
    clear = picture.convert("RGBA")
    paper = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(paper, clear).convert("RGB")


def _written(picture: Image.Image, kind: str, quality: int = _QUALITY) -> bytes:
    # A new picture with the same points: nothing that stood beside them comes along.
    bare = picture if picture.mode in ("RGB", "RGBA", "L", "LA") else picture.convert("RGBA")
    if kind == "JPEG":
        bare = _flat(bare)
    bare = bare.copy()
    bare.info = {}
    out = BytesIO()
    bare.save(out, kind, quality=quality, optimize=kind == "PNG")
    return out.getvalue()
