"""The list to prepare a visit with: without a login, to read or to print, also beside the Italian."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue

from portal.catalogue import serving
from portal.catalogue.preparing import MOST_PEOPLE, has_household, parts_of
from portal.catalogue.sheet import read_sheet
from portal.catalogue.views import bp
from portal.catalogue.views.place import chosen
from portal.catalogue.views.words import italian_now
from portal.platform.access import public
from portal.platform.beside import set_beside
from portal.platform.i18n import DEFAULT, current_language
from portal.platform.pages import mark_discreet, render
from portal.platform.shared import shared


@bp.get("/servizi/<slug>/prepara")
@public
@shared
def prepare(slug: str) -> ResponseReturnValue:
    """Papers and questions of a service, for so many people. In another language the Italian stands
    beside: the same sheet serves the person and whoever sits at the desk."""
    snapshot = serving.snapshot()
    found = snapshot.service(slug)
    if found is None:
        abort(404)
    if found.may_endanger:
        mark_discreet()
    language = current_language().code
    set_beside(DEFAULT if language != DEFAULT else None)
    asked = snapshot.questionnaire(found.questionnaire) if found.questionnaire else None
    people = _people(request.args.get("persone", ""))
    return render(
        "catalogue/prepare.html",
        sheet=read_sheet(snapshot, found, language, chosen().istat, italian_now()),
        parts=parts_of(asked, people) if asked else [],
        people=people,
        has_household=asked is not None and has_household(asked),
        most=MOST_PEOPLE,
    )


def _people(said: str) -> int:
    """How many live together: one, where nobody said it or it is no such number."""
    is_number = said.isascii() and said.isdigit() and len(said) < 3
    return min(max(int(said), 1), MOST_PEOPLE) if is_number else 1
