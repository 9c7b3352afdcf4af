"""What every page must be: one small check each, with a message that says how to put it right.

A check takes a parsed page and yields its complaints; ``WHOLE_PAGE`` and ``ANY_PART`` list them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Set
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Comment, Doctype, NavigableString, Tag

Complaints = Iterator[str]
Check = Callable[[BeautifulSoup], Complaints]

CONTROLS = ("input", "select", "textarea")
UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}
#: Attributes that load something when the page is shown.
LOADING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "use": "href"}
LEFTOVERS = re.compile(r"\{\{|\}\}|\{%|%\}|%\(|Undefined| object at 0x|LazyString")
#: Attributes that people or their programs read.
READ = {"href", "action", "alt", "title", "aria-label", "id", "name", "src"}
#: Attributes that name other elements by their id.
REFERRING = {"aria-describedby", "aria-labelledby", "aria-controls", "for", "list"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
WORDLESS = {"None", "none", "undefined", "nan", "[]", "{}", "True", "False"}


def where(tag: Tag) -> str:
    """A short picture of an element, for messages."""
    attributes = " ".join(
        f'{name}="{value if isinstance(value, str) else " ".join(value)}"'
        for name, value in tag.attrs.items()
        if name in {"id", "name", "type", "class", "href", "src", "for", "action"}
    )
    return f"<{tag.name} {attributes}>".replace(" >", ">")


def value(tag: Tag, name: str) -> str:
    """An attribute as text; empty when it is not there."""
    found = tag.get(name, "")
    return found if isinstance(found, str) else " ".join(found)


def words_of(tag: Tag) -> str:
    """The text of an element, drawings and hidden words left out."""
    return " ".join(tag.get_text(" ").split())


def elements(tag: Tag) -> Iterator[Tag]:
    """Every element inside another, in the order of the page."""
    return iter(_of_page(tag) if isinstance(tag, BeautifulSoup) else _inside(tag))


def _inside(tag: Tag) -> list[Tag]:
    return [found for found in tag.descendants if isinstance(found, Tag)]


def _of_page(page: BeautifulSoup) -> list[Tag]:
    """The elements of a whole page, gone through once for all checks."""
    # In its own dictionary: any other attribute of a soup is a search for an element.
    known = vars(page)
    if "_elements" not in known:
        known["_elements"] = _inside(page)
    found: list[Tag] = known["_elements"]
    return found


def named(tag: Tag, *names: str) -> list[Tag]:
    """The elements with these names; what ``find_all`` does, in a third of its time."""
    return [found for found in elements(tag) if found.name in names]


def having(tag: Tag, attribute: str) -> list[Tag]:
    """The elements that have an attribute, even an empty one."""
    return [found for found in elements(tag) if attribute in found.attrs]


def spoken(tag: Tag) -> str:
    """What a screen reader can say of a link or a button."""
    pictures = [value(image, "alt") for image in named(tag, "img")]
    labels = [value(item, "aria-label") for item in [tag, *having(tag, "aria-label")]]
    return " ".join(filter(None, [words_of(tag), *pictures, *labels]))


def one_heading(page: BeautifulSoup) -> Complaints:
    headings = named(page, "h1")
    if len(headings) != 1:
        yield f"{len(headings)} <h1> instead of one: a page has one subject, name it once."
    elif not words_of(headings[0]):
        yield "The <h1> is empty."


def title_names_the_page(page: BeautifulSoup) -> Complaints:
    title = words_of(page.title) if page.title else ""
    heading = words_of(page.h1) if page.h1 else ""
    if having(page, "data-error-summary"):
        problems, _, title = title.partition(": ")
        if not re.match(r"\d", problems):
            yield "A form came back: the title begins with the number of problems (problems_prefix)."
    if page.body and page.body.has_attr("data-discreet"):
        if heading and heading in title:
            yield f"A discreet page tells in its title what it is about: “{title}”."
        return
    if not heading or not title.startswith(heading):
        yield f"The title “{title}” does not begin with the words of the <h1>, “{heading}”."


def language_and_direction(page: BeautifulSoup) -> Complaints:
    html = page.html
    if html is None or not value(html, "lang"):
        yield 'Write <html lang="…">: screen readers choose their voice by it.'
    if html is None or value(html, "dir") not in {"ltr", "rtl"}:
        yield 'Write <html dir="ltr"> or "rtl", from `language.direction`.'


def skip_links(page: BeautifulSoup) -> Complaints:
    first = page.body.find("a") if page.body else None
    if not isinstance(first, Tag) or not value(first, "href").startswith("#"):
        yield "The first link of the page must jump to the content (skip link)."
        return
    if value(first, "href")[1:] not in _ids(page):
        yield f"The skip link goes to {value(first, 'href')}, which is not in the page."
    if page.main is None:
        yield "The page has no <main>."


def unique_ids(page: BeautifulSoup) -> Complaints:
    counted = Counter(value(tag, "id") for tag in having(page, "id"))
    for identity, times in counted.items():
        if times > 1:
            yield f'id="{identity}" stands {times} times; give the form an `id_prefix`.'
        if not identity or re.search(r"\s", identity):
            yield f'id="{identity}" is empty or has a space.'


def labelled_controls(page: BeautifulSoup) -> Complaints:
    labels = {value(label, "for"): label for label in named(page, "label")}
    for control in named(page, *CONTROLS):
        if value(control, "type") in UNLABELLED_TYPES:
            continue
        label = labels.get(value(control, "id")) or control.find_parent("label")
        has_words = isinstance(label, Tag) and bool(words_of(label))
        if not has_words and not control.get("aria-label") and not control.get("aria-labelledby"):
            yield f"{where(control)} has no label: use a field of portal.platform.forms."


def _ids(page: BeautifulSoup) -> set[str]:
    return {value(tag, "id") for tag in having(page, "id")}


def references_exist(page: BeautifulSoup) -> Complaints:
    ids = _ids(page)
    for tag in elements(page):
        for name in REFERRING & tag.attrs.keys():
            for wanted in value(tag, name).split():
                if wanted not in ids:
                    yield f'{where(tag)} has {name}="{wanted}", which is not in the page.'


def anchors_exist(page: BeautifulSoup) -> Complaints:
    ids = _ids(page)
    for link in named(page, "a"):
        place = value(link, "href")
        if re.match("#.", place) and place[1:] not in ids:
            yield f"{where(link)} goes to a place that is not in the page."


def legends(page: BeautifulSoup) -> Complaints:
    for fieldset in named(page, "fieldset"):
        first = fieldset.find(True, recursive=False)
        if not isinstance(first, Tag) or first.name != "legend" or not words_of(first):
            yield f"{where(fieldset)} does not begin with a <legend> that says the question."


def nothing_inline(page: BeautifulSoup) -> Complaints:
    for tag in elements(page):
        for name in tag.attrs:
            if name.startswith("on"):
                yield f"{where(tag)} has {name}=…: the security policy blocks it; use a script file."
            if name == "style":
                yield f"{where(tag)} has style=…: the security policy blocks it; use a class."
    for style in named(page, "style"):
        yield f"{where(style)}: styles stand in assets/styles, never in a page."


def scripts_are_files(page: BeautifulSoup) -> Complaints:
    for script in named(page, "script"):
        # Data blocks are not run, so the policy does not block them.
        if value(script, "type") in {"application/ld+json", "application/json"}:
            continue
        if not value(script, "src"):
            yield "A <script> without src: the security policy blocks it; use a script file."


def no_leftovers(page: BeautifulSoup) -> Complaints:
    is_italian = page.html is not None and value(page.html, "lang").startswith("it")
    for text in page.find_all(string=True):
        if isinstance(text, Comment | Doctype) or text.parent is None:
            continue
        if text.parent.name in {"script", "code", "pre", "textarea"}:
            continue
        for leftover in _leftovers(str(text), is_italian, WORDLESS):
            yield f"In <{text.parent.name}>: {leftover}"
    for tag in elements(page):
        for name in READ & tag.attrs.keys():
            wordless = WORDLESS - {"none"} if name == "name" else WORDLESS
            for leftover in _leftovers(value(tag, name), is_italian, wordless):
                yield f"In {name} of {where(tag)}: {leftover}"


def _leftovers(text: str, is_italian: bool, wordless: Set[str]) -> Iterator[str]:
    if found := LEFTOVERS.search(text):
        yield f"“{found.group()}”: a template or a translation was not filled in."
    if text.strip() in wordless or (is_italian and re.search(r"\bNone\b", text)):
        yield f"“{text.strip()}”: a value that is missing was printed."


def forms_say_where(page: BeautifulSoup) -> Complaints:
    for form in named(page, "form"):
        if not form.get("action"):
            yield f"{where(form)} has no action: write the address."
        if value(form, "method").lower() not in {"get", "post"}:
            yield f'{where(form)} needs method="get" or "post".'
        if form.find(attrs={"type": "file"}) and value(form, "enctype") != "multipart/form-data":
            yield f"{where(form)} takes files: use form(…, multipart=True)."
        has_button = form.find("button") or form.find("input", type=["submit", "image"])
        outside = value(form, "id") and page.find(attrs={"form": value(form, "id")})
        if not has_button and not outside:
            yield f"{where(form)} has no button: without scripts nobody can send it."


def summary_links_to_fields(page: BeautifulSoup) -> Complaints:
    wrong = page.find_all(attrs={"aria-invalid": "true"})
    summary = page.find(attrs={"data-error-summary": True})
    if wrong and not isinstance(summary, Tag):
        yield "Wrong fields but no summary: use the form macro of templates/components/form.html."
    if not isinstance(summary, Tag):
        return
    for link in summary.find_all("a"):
        target = page.find(id=value(link, "href")[1:])
        if not isinstance(target, Tag) or target.name not in CONTROLS:
            yield f"{where(link)} in the summary does not lead to a control."
    if value(summary, "role") != "alert" or value(summary, "tabindex") != "-1":
        yield 'The summary needs role="alert" and tabindex="-1".'


def links_have_words(page: BeautifulSoup) -> Complaints:
    for tag in named(page, "a", "button", "summary"):
        if not spoken(tag).strip():
            yield f"{where(tag)} has no words: a screen reader would say nothing."
        if tag.name == "a" and not tag.get("href"):
            yield f"{where(tag)} has no href: it cannot be reached by keyboard."


def images_have_alternatives(page: BeautifulSoup) -> Complaints:
    for image in named(page, "img"):
        if "alt" not in image.attrs:
            yield f'{where(image)} has no alt; write alt="" if it says nothing new.'
    for drawing in named(page, "svg"):
        hidden = value(drawing, "aria-hidden") == "true"
        if not hidden and not (drawing.get("aria-label") or drawing.find("title")):
            yield "An <svg> is neither named nor hidden: use icon() or pictogram()."


def headings_do_not_skip(page: BeautifulSoup) -> Complaints:
    level = 0
    for heading in named(page, *HEADINGS):
        found = int(heading.name[1])
        if found > level + 1:
            yield f"<{heading.name}> “{words_of(heading)}” comes after a level {level}."
        level = found


def htmx_is_data(page: BeautifulSoup) -> Complaints:
    for tag in elements(page):
        for name in tag.attrs:
            if name.startswith("hx-"):
                yield f"{where(tag)} has {name}: write data-{name}, which is valid HTML."


def nothing_from_outside(page: BeautifulSoup) -> Complaints:
    for name, attribute in LOADING.items():
        for tag in named(page, name):
            yield from _outside(tag, value(tag, attribute))
    for link in named(page, "link"):
        if set(link.get("rel") or ()) & {"stylesheet", "preload", "icon", "modulepreload"}:
            yield from _outside(link, value(link, "href"))


def _outside(tag: Tag, address: str) -> Complaints:
    parts = urlsplit(address)
    if parts.netloc or parts.scheme not in {"", "data"}:
        yield f"{where(tag)} loads {address}: pages take nothing from other hosts."


def text_is_there(page: BeautifulSoup) -> Complaints:
    main = page.find("main")
    texts = main.find_all(string=True) if isinstance(main, Tag) else []
    if not any(isinstance(text, NavigableString) and text.strip() for text in texts):
        yield "<main> has no text at all."


#: For a part that htmx swaps in, and for a page.
ANY_PART: tuple[Check, ...] = (
    unique_ids,
    labelled_controls,
    legends,
    nothing_inline,
    scripts_are_files,
    no_leftovers,
    forms_say_where,
    links_have_words,
    images_have_alternatives,
    htmx_is_data,
    nothing_from_outside,
)

#: What only a whole page can be asked.
WHOLE_PAGE: tuple[Check, ...] = (
    *ANY_PART,
    one_heading,
    title_names_the_page,
    language_and_direction,
    skip_links,
    references_exist,
    anchors_exist,
    summary_links_to_fields,
    headings_do_not_skip,
    text_is_there,
)
