"""Does by hand what htmx does in a browser, so that a swap can be compared with a fresh page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from bs4.formatter import HTMLFormatter

from portal.platform.csrf import FIELD
from tests.support.checks import value
from tests.support.filling import posted_by
from tests.support.page import SAME_ORIGIN, Page, PageClient
from tests.support.parsing import parse

SWAPS = {
    "innerHTML", "outerHTML", "beforebegin", "afterbegin", "beforeend", "afterend", "delete",
    "none", "innerMorph", "outerMorph",
}  # fmt: skip


class _Sorted(HTMLFormatter):
    def attributes(self, tag: Tag) -> Any:
        return sorted((tag.attrs or {}).items())


def body_of(html: str) -> Tag:
    """The elements of a piece of HTML, in a body."""
    body = parse(html).body
    assert body is not None
    return body


def swap(page: BeautifulSoup, html: str, target: str, how: str = "innerHTML") -> None:
    """Put a part into a page as htmx would; what is marked out-of-band goes to its own place."""
    style = how.split()[0] if how else "innerHTML"
    assert style in SWAPS, f"htmx 4 does not know the swap {style}."
    body = body_of(html)
    for part in body.find_all(attrs={"data-hx-swap-oob": True}):
        place = page.find(id=value(part, "id"))
        assert isinstance(place, Tag), f"No place in the page for the part #{value(part, 'id')}."
        way = value(part.extract(), "data-hx-swap-oob")
        _put(place, [part], "outerHTML" if way == "true" else way)
    found = page.select(target)
    assert found, f"The target {target} is not in the page."
    _put(found[0], list(body.contents), style)


def _put(place: Tag, parts: list[Any], style: str) -> None:
    parts = [part.extract() for part in parts]
    if style in {"innerHTML", "innerMorph"}:
        place.clear()
        place.extend(parts)
    elif style in {"outerHTML", "outerMorph"}:
        place.replace_with(*parts)
    elif style == "beforebegin":
        place.insert_before(*parts)
    elif style == "afterend":
        place.insert_after(*parts)
    elif style == "afterbegin":
        for part in reversed(parts):
            place.insert(0, part)
    elif style == "beforeend":
        place.extend(parts)
    elif style == "delete":
        place.decompose()


def press(
    client: PageClient, selector: str, data: dict[str, Any] | None = None, *, status: int = 200
) -> Page:
    """Use an element with ``data-hx-get`` or ``data-hx-post`` of the last page, scripts on.

    Gives back the page as it stands after the swap. Fields of its form, or of itself, travel.
    """
    page = client.page
    assert page is not None, "Read a page first: client.get(…)."
    element = page.one(selector)
    method = "post" if element.get("data-hx-post") else "get"
    address = urljoin(page.url, value(element, f"data-hx-{method}"))
    form = element if element.name == "form" else element.find_parent("form")
    values = posted_by(page.soup, form, data or {}, None).values if isinstance(form, Tag) else data
    target = value(element, "data-hx-target") or "this"
    headers = {
        **SAME_ORIGIN,
        "HX-Request": "true",
        "HX-Request-Type": "partial",
        "HX-Source": f"{element.name}#{value(element, 'id')}",
        "HX-Current-URL": page.url,
    }
    if method == "get":
        response = client.raw.get(address, query_string=values, headers=headers)
    else:
        response = client.raw.post(address, data=values, headers=headers)
    client.part_of(response, status)
    after = Page(page.response, page.html)
    place = selector if target == "this" else target
    swap(after.soup, response.get_data(as_text=True), place, value(element, "data-hx-swap"))
    return after


def same_as_reload(swapped: Page, reloaded: Page, selector: str = "main") -> None:
    """Fail unless the page after a swap is what a fresh load shows (tokens aside)."""
    one, other = (plain(page.one(selector)) for page in (swapped, reloaded))
    assert one == other, (
        f"After the swap {selector} differs from a fresh load of {reloaded.url}: the part and the "
        f"page must come from one template.\n--- swapped\n{one}\n--- fresh\n{other}"
    )


def plain(tag: Tag) -> str:
    """An element as text that can be compared: sorted attributes, no token, no layout."""
    copy = body_of(str(tag))
    for token in copy.find_all(attrs={"name": FIELD}):
        token["value"] = ""
    for text in copy.find_all(string=True):
        words = " ".join(text.split())
        if words:
            text.replace_with(words)
        else:
            text.extract()
    return str(copy.decode(formatter=_Sorted())).replace("><", ">\n<")
