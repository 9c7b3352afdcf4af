"""Photographs: upright, small enough, and without what the telephone noted; several become one PDF."""

from __future__ import annotations

import sys
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from portal.platform.stored import apart, pictures, uploads
from portal.platform.stored.pictures import PictureDamaged, PictureTooLarge, bound, preview, tidied
from portal.platform.stored.uploads import FileDamaged, check, turned
from tests.support.papers import MAKER, pdf, photo

WHITE = (255, 255, 255)


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


def colour(picture: Image.Image, x: float, y: float) -> str:
    """What stands at a place of the picture, both from 0 to 1."""
    point = picture.getpixel((int(x * (picture.width - 1)), int(y * (picture.height - 1))))
    assert isinstance(point, tuple)
    return "red" if point[1] < 128 else "white"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_what_the_telephone_noted_is_gone(kind: str) -> None:
    content = photo(kind, (640, 480))
    assert MAKER.encode() in content
    media_type = {"JPEG": "image/jpeg", "PNG": "image/png", "HEIF": "image/heic"}[kind]
    kept, _kind = tidied(content, media_type)
    assert MAKER.encode() not in kept
    found = Image.open(BytesIO(kept))
    assert dict(found.getexif()) == {}
    assert found.size == (640, 480)


def test_a_photograph_taken_upright_stands_upright() -> None:
    kept = opened(tidied(photo(turned=6), "image/jpeg")[0])
    assert kept.size == (30, 40)
    assert (colour(kept, 0.5, 0), colour(kept, 0.5, 1)) == ("red", "white")


def test_each_turn_is_a_quarter_to_the_right() -> None:
    file = check(BytesIO(photo()), "foto.jpg")
    assert colour(opened(file.content), 0, 0.5) == "red"
    once = turned(file)
    assert colour(opened(once.content), 0.5, 0) == "red"
    assert colour(opened(turned(once).content), 1, 0.5) == "red"
    assert opened(turned(turned(turned(turned(file)))).content).size == (40, 30)
    with pytest.raises(FileDamaged):
        turned(check(BytesIO(pdf()), "carta.pdf"))


def test_a_large_photograph_is_made_smaller() -> None:
    large = photo("JPEG", (4200, 3100))
    kept, _kind = tidied(large, "image/jpeg")
    assert max(opened(kept).size) == pictures.LONGEST_EDGE
    assert tidied(large, "image/jpeg")[0] == kept, "the same photograph gives the same file"


def test_several_are_the_pages_of_one_pdf_in_their_order() -> None:
    sizes = [(300, 200), (200, 300), (250, 250)]
    files = [check(BytesIO(photo("JPEG", size)), f"foto {size[0]}.jpg") for size in sizes]
    whole = uploads.bound(files)
    assert (whole.name, whole.media_type) == ("foto 300.pdf", "application/pdf")
    with pikepdf.open(BytesIO(whole.content)) as document:
        shapes = [page.mediabox[2] > page.mediabox[3] for page in document.pages]
        assert len(document.pages) == 3
        assert shapes[:2] == [True, False]
    assert uploads.bound(files).content == whole.content
    assert uploads.bound(files[::-1]).content != whole.content
    assert check(BytesIO(whole.content), "foto.pdf").content == whole.content


def test_what_shows_through_is_white_paper() -> None:
    clear = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(clear, "PNG")
    small = opened(preview(clear.getvalue(), "image/png"))
    assert small.getpixel((5, 5)) == WHITE
    assert bound([clear.getvalue()]).startswith(b"%PDF")


def test_a_preview_is_small() -> None:
    assert max(opened(preview(photo("JPEG", (2000, 1000)), "image/jpeg", 320)).size) == 320


def test_noise_and_bombs_are_named() -> None:
    with pytest.raises(PictureDamaged):
        tidied(b"\xff\xd8\xff" + b"x" * 99, "image/jpeg")
    bomb = BytesIO()
    Image.new("1", (9000, 9000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 20_000
    with pytest.raises(PictureTooLarge):
        tidied(bomb.getvalue(), "image/png")


def _painted_again(times: int, cover: bytes = b"") -> bytes:
    """A photograph that is painted in steps, whose last step is repeated so many times."""
    out = BytesIO()
    Image.new("L", (640, 480), 128).save(out, "JPEG", progressive=True)
    content = out.getvalue()
    last, end = content.rfind(b"\xff\xda"), content.rfind(b"\xff\xd9")
    return content[:end] + cover + content[last:end] * times + content[end:]


def test_a_photograph_painted_over_and_over_is_refused_before_it_is_painted() -> None:
    """A few bytes for each time, and each time costs as much as the whole picture."""
    out = BytesIO()
    Image.effect_noise((640, 480), 60).save(out, "JPEG", progressive=True, quality=95)
    assert tidied(out.getvalue(), "image/jpeg")
    with pytest.raises(PictureTooLarge):
        tidied(_painted_again(500), "image/jpeg")
    # A remark in the middle that looks like the end hides nothing.
    with pytest.raises(PictureTooLarge):
        tidied(_painted_again(500, b"\xff\xfe\x00\x04\xff\xd9"), "image/jpeg")
    # Nor does a mark that a decoder passes over, with a length that would reach to the end.
    with pytest.raises(PictureTooLarge):
        tidied(_painted_again(500, b"\xff\x02\xff\xff"), "image/jpeg")
    with pytest.raises(PictureTooLarge):
        tidied(_painted_again(1, b"\xff\xfe\x00\x02" * 20_000), "image/jpeg")


def test_what_a_telephone_adds_behind_its_photograph_is_not_counted() -> None:
    """Some keep a short film behind the picture: any bytes may stand there."""
    assert tidied(photo() + b"\xff\xda" * 500 + b"\xff\xd9", "image/jpeg")


def test_an_iphone_photograph_is_opened_apart_and_what_breaks_there_breaks_nothing_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = photo("HEIF", (640, 480))
    with pytest.raises(PictureDamaged):
        tidied(content[: len(content) // 2], "image/heic")
    with monkeypatch.context() as small:
        small.setattr(pictures, "LARGEST_PIXELS", 1000)
        with pytest.raises(PictureTooLarge):
            tidied(content, "image/heic")
    for death, refusal in (("abort()", PictureTooLarge), ("kill(os.getpid(), 11)", PictureDamaged)):
        monkeypatch.setattr(apart, "_START", (sys.executable, "-c", f"import os; os.{death}"))
        with pytest.raises(refusal):
            tidied(content, "image/heic")
    # What the other process says is a photograph is looked at like one from a stranger.
    monkeypatch.setattr(apart, "_START", (sys.executable, "-c", "print('<script>')"))
    with pytest.raises(PictureDamaged):
        tidied(content, "image/heic")
