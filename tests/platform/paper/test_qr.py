"""A QR code that has a name and needs no style."""

import xml.etree.ElementTree as ET

import pytest

from portal.platform.paper.qr import qr_svg

SVG = "{http://www.w3.org/2000/svg}"


def test_it_is_an_image_with_a_name_and_no_inline_style():
    drawing = ET.fromstring(qr_svg("https://prova.invalid/pratiche/AC", "Codice della pratica"))  # noqa: S314
    assert drawing.tag == f"{SVG}svg"
    assert drawing.get("role") == "img"
    assert drawing.findtext(f"{SVG}title") == "Codice della pratica"
    assert drawing.get("viewBox")
    assert all("style" not in element.attrib for element in drawing.iter())


def test_the_name_is_text_never_markup():
    drawing = ET.fromstring(qr_svg("x", '<script>"&'))  # noqa: S314
    assert drawing.findtext(f"{SVG}title") == '<script>"&'
    assert [element.tag for element in drawing] == [f"{SVG}title", f"{SVG}path", f"{SVG}path"]


@pytest.mark.parametrize("text", ["https://prova.invalid/a", "https://prova.invalid/b", "è" * 200])
def test_different_texts_are_drawn_differently(text):
    assert qr_svg(text, "Codice") == qr_svg(text, "Codice")
    assert qr_svg(text, "Codice") != qr_svg(text + "x", "Codice")
