"""The inspecting client: it refuses bad pages, fills real forms, and the plain one is blocked."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, redirect, request

from portal.platform.csrf import FIELD
from portal.platform.sessions import COOKIE
from tests.support import page as page_module
from tests.support.htmx import press, same_as_reload
from tests.support.page import (
    PageClient,
    PageIsWrong,
    PlainClientBlocked,
    block_plain_client,
)

SHELL = """<!doctype html><html lang="it" dir="ltr"><head><title>Prova · Accanto</title></head>
<body><a href="#main">Vai al contenuto</a><main id="main"><h1>Prova</h1>{}</main></body></html>"""
FORM = """<form id="f" method="post" action="/sent?n=1"><input type="hidden" name="csrf_token" value="t">
<label for="a">Nome</label><input id="a" name="a" value="Anna">
<label for="s">Comune</label><select id="s" name="s"><option value="">Scegli</option>
<option value="1" selected>Uno</option><option value="2">Due</option></select>
<fieldset><legend>Cose</legend><input type="checkbox" id="b" name="b" value="x" checked>
<label for="b">X</label><input type="checkbox" id="c" name="b" value="y"><label for="c">Y</label></fieldset>
<label for="t">Note</label><textarea id="t" name="t">
vecchie</textarea><input type="hidden" name="gone" value="g" disabled>
<button name="go" value="on">Avanti</button><button name="go" value="save">Salva</button></form>"""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "HX-Request",
}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Flask:
    classes = tmp_path / "classes.json"
    classes.write_text(json.dumps({"known": ["btn", "modal"], "kept": ["btn"]}))
    monkeypatch.setattr(page_module, "CLASSES", classes)
    page_module._lost_classes.cache_clear()
    app = Flask("site")
    app.bodies = {"/": FORM}  # type: ignore[attr-defined]
    app.more = {}  # type: ignore[attr-defined]

    @app.get("/")
    def home() -> Response:
        if request.headers.get("HX-Request"):
            return Response("<p>nuovo</p>", headers=HEADERS)
        body = app.bodies["/"]  # type: ignore[attr-defined]
        return Response(SHELL.format(body), headers={**HEADERS, **app.more})  # type: ignore[attr-defined]

    @app.post("/sent")
    def sent() -> Response:
        app.heard = request.form.to_dict(flat=False)  # type: ignore[attr-defined]
        app.files_heard = [f.filename for f in request.files.values()]  # type: ignore[attr-defined]
        app.site = request.headers.get("Sec-Fetch-Site")  # type: ignore[attr-defined]
        return redirect("/thanks?n=" + request.args["n"])  # type: ignore[return-value]

    @app.get("/thanks")
    def thanks() -> Response:
        return Response(SHELL.format("<p>Grazie</p>"), headers=HEADERS)

    return app


def show(site: Flask, body: str, **more: str) -> PageClient:
    site.bodies["/"] = body  # type: ignore[attr-defined]
    site.more = {name.replace("_", "-"): text for name, text in more.items()}  # type: ignore[attr-defined]
    return PageClient(site)


def test_a_page_without_faults_is_given(site: Flask) -> None:
    page = PageClient(site).get("/")
    assert (page.h1, page.title, page.status) == ("Prova", "Prova · Accanto", 200)


def test_a_form_is_sent_with_all_that_the_page_holds(site: Flask) -> None:
    client = PageClient(site)
    client.get("/")
    thanks = client.submit("f", {"a": "Bruno", "b": ["y"]}, button="Salva")
    assert thanks.url == "/thanks?n=1"
    assert "Grazie" in thanks.text
    heard: dict[str, Any] = site.heard  # type: ignore[attr-defined]
    assert heard == {
        "csrf_token": ["t"],
        "a": ["Bruno"],
        "s": ["1"],
        "b": ["y"],
        "t": ["vecchie"],
        "go": ["save"],
    }
    assert site.site == "same-origin"  # type: ignore[attr-defined]


def test_a_file_travels_with_its_form(site: Flask) -> None:
    client = show(
        site,
        '<form id="u" method="post" action="/sent?n=2" enctype="multipart/form-data">'
        '<label for="p">Documento</label><input type="file" id="p" name="p"><button>Invia</button></form>',
    )
    client.get("/")
    client.submit("u", {"p": (BytesIO(b"x"), "a.pdf")})
    assert site.files_heard == ["a.pdf"]  # type: ignore[attr-defined]


def test_what_the_page_does_not_offer_cannot_be_sent(site: Flask) -> None:
    client = PageClient(site)
    client.get("/")
    with pytest.raises(AssertionError, match="has no field z"):
        client.submit("f", {"z": "1"})
    with pytest.raises(AssertionError, match="does not offer '9'"):
        client.submit("f", {"s": "9"})
    with pytest.raises(AssertionError, match="No button “Cancella”"):
        client.submit("f", button="Cancella")
    with pytest.raises(AssertionError, match="No form g"):
        client.submit("g")


def test_an_unexpected_status_is_said(site: Flask) -> None:
    with pytest.raises(AssertionError, match="404 instead of 200"):
        PageClient(site).get("/nowhere")


def test_a_fault_of_the_page_is_seen_with_its_cure(site: Flask) -> None:
    with pytest.raises(PageIsWrong, match="<h1> instead of one"):
        show(site, "<h1>Due</h1>").get("/")
    with pytest.raises(PageIsWrong, match="HTML is broken"):
        show(site, "<p>x</div>").get("/")
    with pytest.raises(PageIsWrong, match="class modal is not in the built sheet"):
        show(site, '<p class="btn modal">x</p>').get("/")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("Content_Security_Policy", "", "No strict"),
        ("Content_Security_Policy", "default-src 'self' 'unsafe-inline'", "too much"),
        ("X_Content_Type_Options", "", "nosniff"),
        ("Content_Security_Policy", "default-src 'self'", "frame this page"),
        ("Cache_Control", "no-cache", "Vary: Cookie"),
    ],
)
def test_a_weak_header_is_seen(site: Flask, name: str, value: str, says: str) -> None:
    with pytest.raises(PageIsWrong, match=says):
        show(site, "<p>x</p>", **{name: value}).get("/")


def test_a_shared_page_with_somebody_in_it_is_seen(site: Flask) -> None:
    shared = {"Cache_Control": "no-cache", "Vary": "Cookie"}
    show(site, "<p>x</p>", **shared).get("/")
    with pytest.raises(PageIsWrong, match="holds a token"):
        show(site, FORM, **shared).get("/")
    with pytest.raises(PageIsWrong, match="sets a cookie"):
        show(site, "<p>x</p>", Set_Cookie="a=b", **shared).get("/")


def test_in_a_session_a_form_without_token_is_seen(site: Flask) -> None:
    bare = FORM.replace(f'<input type="hidden" name="{FIELD}" value="t">', "")
    client = show(site, bare)
    client.get("/")
    client.raw.set_cookie(COOKIE, "anything")
    with pytest.raises(PageIsWrong, match="has no token"):
        client.get("/")


def test_the_plain_client_is_blocked_and_says_which_to_use(site: Flask) -> None:
    block_plain_client(site)
    with pytest.raises(PlainClientBlocked, match="PageClient"):
        site.test_client()
    assert PageClient(site).get("/").h1 == "Prova"


def test_a_swap_is_made_as_htmx_would_and_compared_with_a_fresh_page(site: Flask) -> None:
    box = '<p><button id="more" data-hx-get="/" data-hx-target="#here">Altro</button></p>'
    client = show(site, f'{box}<div id="here"><p>vecchio</p></div>')
    client.get("/")
    swapped = press(client, "#more")
    assert swapped.one("#here").get_text() == "nuovo"
    with pytest.raises(AssertionError, match="differs from a fresh load"):
        same_as_reload(swapped, client.get("/"))
    fresh = show(site, f'{box}<div id="here"> <p>nuovo</p></div>').get("/")
    same_as_reload(swapped, fresh)
