"""Pages of text, and what machines read: robots.txt and the map of the site."""

from __future__ import annotations

from flask import Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.catalogue import serving
from portal.catalogue.labels import in_language
from portal.catalogue.texts import TextPage
from portal.catalogue.views import bp
from portal.catalogue.views.sheet import whole_address
from portal.platform.access import public
from portal.platform.i18n import LANGUAGES, current_language, url_in
from portal.platform.pages import render
from portal.platform.shared import shared

TEXTS = "accanto.texts"
#: What belongs to somebody, or to those who work here.
_NOT_FOR_ROBOTS = (
    "/pratiche", "/area-personale", "/deleghe", "/dichiarazioni", "/accedi", "/sportello/", "/ufficio",
    "/comune", "/valutazione",
)  # fmt: skip


@bp.get("/pagine/<name>")
@public
@shared
def page(name: str) -> ResponseReturnValue:
    """A page of text."""
    texts: dict[str, TextPage] = current_app.extensions[TEXTS]
    found = texts.get(name)
    if found is None:
        abort(404)
    words, written_in = in_language(found.words, current_language().code)
    return render("catalogue/page.html", text=found, words=words, written_in=written_in)


@bp.get("/robots.txt")
@public
@shared
def robots() -> Response:
    """Everything public may be found; what belongs to somebody is not asked for."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_FOR_ROBOTS)]
    lines.append(f"Sitemap: {whole_address('/sitemap.xml')}")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.get("/sitemap.xml")
@public
@shared
def sitemap() -> Response:
    """The public pages in every language, each naming the others."""
    paths = [
        url_for("catalogue.home"),
        url_for("catalogue.services"),
        url_for("catalogue.orientation"),
        url_for("insights.published"),
    ]
    paths += [
        url_for("catalogue.service", slug=service.slug) for service in serving.snapshot().services()
    ]
    paths += [url_for("catalogue.page", name=name) for name in current_app.extensions[TEXTS]]
    paths = [path.removeprefix(request.script_root) for path in paths]
    entries = [{code: whole_address(url_in(code, path)) for code in LANGUAGES} for path in paths]
    return Response(
        render_template("catalogue/sitemap.xml", entries=entries), mimetype="application/xml"
    )
