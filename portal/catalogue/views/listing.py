"""The list of services: searched, narrowed, and the part of it that changes while one types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.catalogue import serving
from portal.catalogue.analysis import LONGEST
from portal.catalogue.queries import STEP, Selection, list_services
from portal.catalogue.views import bp
from portal.catalogue.views.home import emergency_numbers
from portal.catalogue.views.place import Chosen, chosen, kept_in_address, place_values
from portal.catalogue.views.words import italian_now
from portal.platform.access import public
from portal.platform.i18n import current_language
from portal.platform.pages import is_fragment_wanted, render
from portal.platform.shared import shared

#: How a selection is written in an address.
_NAMES = {"question": "q", "need": "bisogno", "audience": "per", "event": "evento"}


def _known(name: str, ids: set[str]) -> str | None:
    value = request.args.get(name, "")
    return value if value in ids else None


def _selection(here: Chosen) -> Selection:
    catalogue = serving.snapshot().catalogue
    shown = request.args.get("mostra", "")
    return Selection(
        question=" ".join(request.args.get("q", "")[:LONGEST].split()),
        need=_known("bisogno", {theme.id for theme in catalogue.needs}),
        audience=_known("per", {theme.id for theme in catalogue.audiences}),
        event=_known("evento", {theme.id for theme in catalogue.life_events}),
        municipality=here.istat,
        shown=max(STEP, int(shown))
        if shown.isascii() and shown.isdigit() and len(shown) < 5
        else STEP,
    )


def addresses_of(asked: Selection) -> Callable[..., str]:
    """Gives the address of the list for a selection with changes; what is empty is left out."""
    path = url_for("catalogue.services")
    values = {parameter: getattr(asked, name) for name, parameter in _NAMES.items()}
    values |= kept_in_address()

    parts = {name: f"{name}={quote_plus(text)}" for name, text in values.items() if text}

    def address(**changes: str | None) -> str:
        changed = {name: f"{name}={quote_plus(t)}" if t else "" for name, t in changes.items()}
        query = "&".join(part for part in (parts | changed).values() if part)
        return f"{path}?{query}" if query else path

    return address


def _values() -> dict[str, Any]:
    here = chosen()
    asked = _selection(here)
    listing = list_services(serving.current(), asked, current_language().code, italian_now().date())
    kept = [(n, v) for n, v in (("bisogno", asked.need), ("per", asked.audience)) if v]
    kept += [("evento", asked.event)] if asked.event else []
    return {
        "asked": asked,
        "listing": listing,
        "emergency": emergency_numbers(),
        **place_values(),
        "address": addresses_of(asked),
        "hidden": [*kept, *kept_in_address().items()],
    }


@bp.get("/servizi")
@public
@shared
def services() -> ResponseReturnValue:
    """Every service, or those found; with counts of what each filter leaves."""
    if is_fragment_wanted():
        return render("catalogue/_suggestions.html", **_values())
    return render("catalogue/services.html", **_values())


@bp.get("/servizi/suggerimenti")
@public
@shared
def suggestions() -> ResponseReturnValue:
    """The results while one types; without scripts it is the list itself."""
    if not is_fragment_wanted():
        return redirect(addresses_of(_selection(chosen()))())
    return render("catalogue/_suggestions.html", **_values())
