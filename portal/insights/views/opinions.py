"""What people think of services and pages, for who coordinates: they know whom to ask for better words."""

from __future__ import annotations

from babel.numbers import format_decimal
from flask import current_app
from flask.typing import ResponseReturnValue

from portal.cases.words import ASPECTS
from portal.catalogue import serving
from portal.insights import queries
from portal.insights.opinions import opinions_in, remarks_in
from portal.insights.rated import title_of
from portal.insights.views import bp
from portal.insights.views.rating import texts
from portal.insights.words import RATED
from portal.platform.access import officer
from portal.platform.actor import current_actor
from portal.platform.errors import NotThere
from portal.platform.i18n import current_language
from portal.platform.pages import render


@bp.get("/ufficio/numeri/valutazione")
@officer
def opinions() -> ResponseReturnValue:
    """Stars and what was named most, over a year; what was added in words below."""
    bodies = queries.coordinated_bodies(current_actor())
    if not bodies or current_actor().visit is not None:
        raise NotThere
    territories = [
        one.id
        for one in serving.snapshot().territories()
        if bodies & {body.id for body in one.bodies}
    ]
    language, pages = current_language().code, texts()
    return render(
        "insights/opinions.html",
        opinions=opinions_in(territories),
        remarks=remarks_in(current_app.config["KEYRING"], territories),
        aspects=ASPECTS,
        rated=RATED,
        average_of=lambda one: format_decimal(one.average, "0.0", locale=language),
        title_of=lambda one: title_of(one.subject, one.name, language, pages),
    )
