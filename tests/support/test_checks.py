"""Each check proves that it can see: one good page passes all, and each bad page fails its own."""

from __future__ import annotations

import pytest

from tests.support import checks
from tests.support.parsing import parse, parse_errors

GOOD = """<!doctype html>
<html lang="it" dir="ltr"><head><title>Aiuto a casa · Accanto</title>
<link rel="stylesheet" href="/static/a.css"><script src="/static/a.js" defer></script>
<script type="application/ld+json">{"name": "x"}</script></head>
<body><a href="#main">Vai al contenuto</a>
<main id="main"><h1>Aiuto a casa</h1><h2>Dati</h2><p>Qualcosa da leggere.</p>
<form method="post" action="/x" id="f">
<label for="a">Nome</label><input id="a" name="a" aria-describedby="h"><p id="h">Come sul documento</p>
<fieldset><legend>Sesso</legend><input type="radio" id="r" name="r"><label for="r">Donna</label></fieldset>
<button>Avanti</button></form>
<img src="/static/b.svg" alt=""><svg aria-hidden="true"></svg></main></body></html>"""

BAD = [
    (checks.one_heading, "<h1>Aiuto a casa</h1>", "<p>Aiuto a casa</p>", "0 <h1>"),
    (checks.one_heading, "<h2>Dati</h2>", "<h1>Dati</h1>", "2 <h1>"),
    (checks.one_heading, "<h1>Aiuto a casa</h1>", "<h1> </h1>", "empty"),
    (checks.title_names_the_page, "<title>Aiuto a casa", "<title>Benvenuti", "does not begin"),
    (checks.title_names_the_page, "<h2>Dati</h2>", "<p data-error-summary>x</p>", "number"),
    (checks.language_and_direction, ' lang="it"', "", "lang"),
    (checks.language_and_direction, ' dir="ltr"', "", "dir"),
    (checks.skip_links, 'href="#main"', 'href="/"', "skip link"),
    (checks.skip_links, 'href="#main"', 'href="#nowhere"', "not in the page"),
    (checks.unique_ids, 'id="h"', 'id="a"', "2 times"),
    (checks.unique_ids, 'id="f"', 'id="f g"', "space"),
    (checks.labelled_controls, 'for="a"', 'for="b"', "no label"),
    (checks.labelled_controls, ">Nome<", "> <", "no label"),
    (checks.references_exist, 'id="h"', 'id="k"', "aria-describedby"),
    (checks.references_exist, 'for="r"', 'for="s"', "for="),
    (checks.anchors_exist, "<p>Qualcosa", '<p><a href="#x">x</a>Qualcosa', "not in the page"),
    (checks.legends, "<legend>Sesso</legend>", "<p>Sesso</p>", "legend"),
    (checks.nothing_inline, "<h2>", '<h2 onclick="x()">', "onclick"),
    (checks.nothing_inline, "<h2>", '<h2 style="color:red">', "style="),
    (checks.nothing_inline, "</head>", "<style>p {}</style></head>", "styles stand"),
    (checks.scripts_are_files, "</head>", "<script>x()</script></head>", "without src"),
    (checks.no_leftovers, "Qualcosa", "{{ qualcosa }}", "{{"),
    (checks.no_leftovers, "Qualcosa", "%(count)d cose", "%("),
    (checks.no_leftovers, "Qualcosa", "None", "missing"),
    (checks.no_leftovers, 'action="/x"', 'action="/x/{% url %}"', "{%"),
    (checks.no_leftovers, "Qualcosa", "&lt;Case object at 0x7f&gt;", "object at"),
    (checks.forms_say_where, ' action="/x"', "", "no action"),
    (checks.forms_say_where, 'method="post"', 'method="put"', "method"),
    (checks.forms_say_where, "<button>Avanti</button>", "", "no button"),
    (checks.forms_say_where, 'id="a" name', 'type="file" id="a" name', "multipart"),
    (checks.summary_links_to_fields, 'id="a"', 'id="a" aria-invalid="true"', "no summary"),
    (
        checks.summary_links_to_fields,
        "<h2>",
        '<div data-error-summary role="alert" tabindex="-1"><a href="#h">x</a></div><h2>',
        "control",
    ),
    (checks.summary_links_to_fields, "<h2>", "<div data-error-summary></div><h2>", "role"),
    (checks.links_have_words, "<p>Qualcosa", '<p><a href="/"></a>Qualcosa', "no words"),
    (checks.links_have_words, "<p>Qualcosa", "<p><a>qui</a>Qualcosa", "no href"),
    (checks.links_have_words, ">Avanti<", "><", "no words"),
    (checks.images_have_alternatives, ' alt=""', "", "no alt"),
    (checks.images_have_alternatives, '<svg aria-hidden="true">', "<svg>", "svg"),
    (checks.headings_do_not_skip, "<h2>Dati</h2>", "<h3>Dati</h3>", "level 1"),
    (checks.htmx_is_data, "<h2>", '<h2 hx-get="/x">', "data-hx-get"),
    (checks.nothing_from_outside, 'src="/static/b.svg"', 'src="https://cdn.example/b"', "cdn"),
    (checks.nothing_from_outside, 'href="/static/a.css"', 'href="//cdn.example/a"', "cdn"),
    (checks.text_is_there, '<main id="main">', '<main id="main"></main><div>', "no text"),
]


@pytest.mark.parametrize("check", checks.WHOLE_PAGE, ids=lambda check: check.__name__)
def test_the_good_page_passes(check: checks.Check) -> None:
    assert list(check(parse(GOOD))) == []


@pytest.mark.parametrize(
    ("check", "good", "bad", "says"), BAD, ids=[f"{row[0].__name__}-{row[2][:24]}" for row in BAD]
)
def test_a_bad_page_is_seen(check: checks.Check, good: str, bad: str, says: str) -> None:
    assert good in GOOD, "The good page changed: this example no longer spoils it."
    complaints = list(check(parse(GOOD.replace(good, bad, 1))))
    assert any(says in words for words in complaints), complaints


def test_every_check_has_a_bad_page() -> None:
    shown = {row[0] for row in BAD}
    assert shown == set(checks.WHOLE_PAGE), "Add a bad page to BAD for each check."


def test_broken_html_is_seen() -> None:
    assert list(parse_errors(GOOD)) == []
    for good, bad in (("</h1>", "</h2>"), ('id="f"', 'id="f" id="f"'), ("<p>Qua", "</p><p>Qua")):
        assert list(parse_errors(GOOD.replace(good, bad, 1))) != []
