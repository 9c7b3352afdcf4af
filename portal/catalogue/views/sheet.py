"""The page of one service."""

from __future__ import annotations

from flask import abort, current_app, g, request, url_for
from flask.typing import ResponseReturnValue

from portal.catalogue import serving
from portal.catalogue.jsonld import linked_data
from portal.catalogue.sheet import Sheet, read_sheet
from portal.catalogue.views import bp
from portal.catalogue.views.home import emergency_numbers
from portal.catalogue.views.place import chosen, place_values
from portal.catalogue.views.words import desk_words, italian_now
from portal.platform.access import public
from portal.platform.actor import current_actor
from portal.platform.i18n import current_language
from portal.platform.pages import mark_discreet, render
from portal.platform.sessions import COOKIE
from portal.platform.shared import shared


@bp.get("/servizi/<slug>")
@public
@shared
def service(slug: str) -> ResponseReturnValue:
    """The sheet, in the order of the national model."""
    snapshot = serving.snapshot()
    found = snapshot.service(slug)
    if found is None:
        abort(404)
    if found.may_endanger:
        mark_discreet()
    sheet = read_sheet(snapshot, found, current_language().code, chosen().istat, italian_now())
    return render(
        "catalogue/service.html",
        sheet=sheet,
        **place_values(),
        desks=[desk_words(desk) for desk in sheet.here.desks] if sheet.here else [],
        begin=_begin_address(sheet),
        mandate=_mandate_address(slug),
        without_login=_without_login(sheet),
        emergency=emergency_numbers() if found.urgent else [],
        data=linked_data(sheet, whole_address(url_for("catalogue.service", slug=slug)), "Accanto"),
    )


def whole_address(path: str) -> str:
    """A path of ours with the name people reach us by."""
    return f"{current_app.config['SETTINGS'].public_url.rstrip('/')}{path}"


def _begin_address(sheet: Sheet) -> str:
    """Where "ask online" leads: straight in, or by the login first; nowhere without a questionnaire."""
    if not sheet.can_begin:
        return ""
    begin = url_for("cases.begin", slug=sheet.service.slug)
    # A shared page knows one bit of the reader: whether the browser holds a session.
    is_in = COOKIE in request.cookies if g.get("is_shared") else current_actor().is_signed_in
    if is_in or _without_login(sheet):
        return begin
    return url_for("identity.begin", da=begin)


def _mandate_address(slug: str) -> str:
    """Where an operator reads the mandate for a service that the person beside them did not allow yet."""
    # No page that is shared is read in a visit.
    visit = None if g.get("is_shared") else current_actor().visit
    if visit is None or visit.representative_id is not None or visit.allows(slug):
        return ""
    return url_for("assisted.mandate", servizio=slug)


def _without_login(sheet: Sheet) -> bool:
    """Whether it may be asked for without signing in: its questionnaire says so."""
    name = sheet.service.questionnaire
    return name is not None and serving.snapshot().questionnaire(name).without_login
