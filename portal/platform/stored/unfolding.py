"""A photograph as iPhones keep them (HEIC), opened in a process that holds nothing: it reads one file from
standard input and writes it to standard output as an upright JPEG, its longest edge bounded. Its exit says
how it went.

A file of this kind may be put together of others again and again, and its decoder is large: so it runs as a
file of its own (see ``apart``), imports nothing of the portal, and eats from its own bounded share.
"""

from __future__ import annotations

import resource
import sys
from enum import IntEnum
from io import BytesIO

import pillow_heif
from PIL import Image, ImageOps

#: Bytes of memory, seconds of processor: several times what a telephone's largest photograph takes.
_MEMORY = 2 * 1024 * 1024 * 1024
_SECONDS = 30
#: It is written once more where it is kept: here nothing of it should be lost.
_QUALITY = 95


class Ending(IntEnum):
    """How it went, as the exit of the process."""

    WRITTEN = 0
    DAMAGED = 12
    BURSTING = 13


def unfold(content: bytes, most_pixels: int, longest_edge: int) -> tuple[Ending, bytes]:
    """How it went, and the photograph as a JPEG."""
    try:
        with Image.open(BytesIO(content), formats=["HEIF"]) as picture:
            if picture.width * picture.height > most_pixels:
                return Ending.BURSTING, b""
            ImageOps.exif_transpose(picture, in_place=True)
            picture.thumbnail((longest_edge, longest_edge))
            return Ending.WRITTEN, _written(picture)
    except MemoryError:
        return Ending.BURSTING, b""
    except Exception:  # Pillow and the decoder raise whatever their parsers meet
        return Ending.DAMAGED, b""


def _written(picture: Image.Image) -> bytes:
    """On white paper, and nothing but its points."""
    paper = picture.convert("RGBA")
    flat = Image.alpha_composite(Image.new("RGBA", paper.size, "white"), paper).convert("RGB")
    out = BytesIO()
    flat.info = {}
    flat.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _be_bounded() -> None:
    """Give up what it does not need: more memory and time than a photograph takes, and writing files."""
    limits = {
        resource.RLIMIT_AS: _MEMORY,
        resource.RLIMIT_CPU: _SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        resource.setrlimit(kind, (most, most))


def main() -> None:
    """Read, unfold, write, and say how it went."""
    _be_bounded()
    pillow_heif.register_heif_opener(thumbnails=False)
    ending, content = unfold(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
    sys.exit(ending)


if __name__ == "__main__":
    main()
