"""One way to answer: a page, or its fragment when htmx asks; notices; assets; drawings."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from flask import (
    Flask,
    current_app,
    flash,
    g,
    get_flashed_messages,
    has_request_context,
    render_template,
    request,
    url_for,
)
from flask import make_response as flask_response
from htmx_flask import Htmx
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from portal.platform.actor import NOBODY, current_actor
from portal.platform.csrf import csrf_field
from portal.platform.i18n import current_language

htmx = Htmx()


def is_fragment_wanted() -> bool:
    """Whether htmx asks for a part of the page (htmx 4 says ``partial``; history wants the whole)."""
    return bool(request.headers.get("HX-Request")) and (
        request.headers.get("HX-Request-Type", "partial") == "partial"
    )


def render(name: str, *, status: int = 200, **values: Any) -> Response:
    """A whole page."""
    response = flask_response(render_template(name, **values), status)
    response.vary.add("HX-Request")
    return response


def mark_discreet() -> None:
    """Give this page a neutral title and the quick exit: somebody may look at the screen."""
    g.is_discreet = True


def notice(words: object, kind: str = "success") -> None:
    """Say something once, on the next page of this browser. Kinds: success, info, warning, danger.

    It travels in a signed cookie, so it is a sentence of ours and names nobody.
    """
    flash(str(words), kind)


def take_notices() -> list[tuple[str, str]]:
    """The notices for this page; a shared page never shows them."""
    if g.get("is_shared"):
        return []
    return list(get_flashed_messages(with_categories=True))  # type: ignore[arg-type]


@cache
def _manifest(folder: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((folder / "manifest.json").read_text())
    return found


def asset(name: str) -> str:
    """The address of a built asset, with the hash of its content in its name."""
    return f"/static/dist/{_manifest(current_app.config['DIST'])[name]}"


def icon(name: str, size: str = "", label: str | None = None, extra: str = "") -> Markup:
    """An icon of the sprite; without a label it is decoration and hidden from screen readers."""
    return _icon(asset("icons.svg"), name, size, None if label is None else str(label), extra)


@lru_cache(maxsize=1_000)
def _icon(sprite: str, name: str, size: str, label: str | None, extra: str) -> Markup:
    classes = " ".join(part for part in ("icon", f"icon-{size}" if size else "", extra) if part)
    spoken = (
        Markup('role="img" aria-label="{}"').format(label)
        if label
        else Markup('aria-hidden="true" focusable="false"')
    )
    return Markup('<svg class="{}" {}><use href="{}#{}"></use></svg>').format(
        classes, spoken, sprite, name
    )


def pictogram(name: str, label: str | None = None) -> Markup:
    """One of our line drawings, in the page so that it takes the colour of its words."""
    return _pictogram(current_app.config["STATIC"], name, None if label is None else str(label))


@lru_cache(maxsize=1_000)
def _pictogram(folder: Path, name: str, label: str | None) -> Markup:
    svg = (folder / "pictograms" / f"{name}.svg").read_text().strip()
    spoken = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return Markup(svg.replace("<svg ", f'<svg class="ac-pictogram" {spoken} ', 1))  # noqa: S704 our own files


def address(endpoint: str, **values: Any) -> str:
    """The address of a page of ours; one without values is put together once: a page links some thirty."""
    if values or not has_request_context():
        return url_for(endpoint, **values)
    return _address(request.script_root, endpoint)


@lru_cache(maxsize=1_000)
def _address(_root: str, endpoint: str) -> str:
    return url_for(endpoint)


def frame(name: str) -> Markup:
    """A part of the frame that is the same on every page in one language, drawn once."""
    settings = current_app.config["SETTINGS"]
    marks = bool(settings.demo), bool(settings.training)
    return _frame(name, current_language().code, request.script_root, *marks)


@lru_cache(maxsize=200)
def _frame(name: str, _language: str, _root: str, is_demo: bool, is_training: bool) -> Markup:
    template = current_app.jinja_env.get_template(name)
    return Markup(template.render(is_demo=is_demo, is_training=is_training))  # noqa: S704 a template of ours, escaped by itself


def init_app(app: Flask) -> None:
    """Give templates what they may use everywhere."""
    htmx.init_app(app)
    jinja = app.jinja_env
    jinja.globals.update(
        asset=asset,
        icon=icon,
        pictogram=pictogram,
        csrf_field=csrf_field,
        url_for=address,
        frame=frame,
    )
    # Jinja would lay an empty map over the globals of each template, and go through both at each
    # include and import.
    jinja.make_globals = lambda _own: jinja.globals  # type: ignore[method-assign,assignment]

    @app.context_processor
    def what_every_page_knows() -> dict[str, Any]:
        # Whoever makes a shared page is nobody in it: others will read it.
        actor = NOBODY if g.get("is_shared") else current_actor()
        settings = app.config["SETTINGS"]
        return {
            "actor": actor,
            "is_demo": settings.demo,
            "is_training": settings.training,
            "notices": take_notices,
        }
