"""Was this page clear? The national rating of information, in two pages that need no script and no login."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.actions.rating import add_rating
from portal.cases.forms.following import HighRatingForm, LowRatingForm
from portal.catalogue import serving
from portal.catalogue.texts import TextPage
from portal.catalogue.views.texts import TEXTS
from portal.insights.forms import ClearForm
from portal.insights.opinions import GOOD_FROM
from portal.insights.rated import SHEET, RatedPage, find_page, title_of
from portal.insights.views import bp
from portal.platform.access import public
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.forms import Form
from portal.platform.i18n import current_language
from portal.platform.pages import mark_discreet, render
from portal.platform.security import from_strangers, limiter


def texts() -> Mapping[str, TextPage]:
    """The pages of text of this installation."""
    found: Mapping[str, TextPage] = current_app.extensions[TEXTS]
    return found


def _rated() -> RatedPage:
    """The page that the request names.

    Raises:
        NotThere: it is none that asks.
    """
    found = find_page(request.values.get("pagina", ""), texts())
    if found is None:
        raise NotThere
    service = serving.snapshot().service(found.name) if found.kind == SHEET else None
    if service is not None and service.may_endanger:
        mark_discreet()
    return found


def _page(page: RatedPage, form: Form, stars: str = "", status: int = 200) -> ResponseReturnValue:
    language = current_language().code
    return render(
        "insights/rate_page.html",
        status=status,
        page=page,
        page_title=title_of(page.kind, page.name, language, texts()),
        form=form,
        stars=stars,
        is_good=bool(stars) and int(stars) >= GOOD_FROM,
    )


def _details_form(stars: str) -> LowRatingForm:
    return HighRatingForm() if int(stars) >= GOOD_FROM else LowRatingForm()


@bp.get("/valutazione")
@public
def rate_page() -> ResponseReturnValue:
    """After the stars of a page: what was difficult, or liked; without stars, those first."""
    page, form = _rated(), ClearForm(formdata=request.args)
    if not form.validate():
        return _page(page, form, status=422 if "stars" in request.args else 200)
    stars = str(form.stars.data)
    return _page(page, _details_form(stars), stars)


@bp.post("/valutazione")
@public
@limiter.limit("30 per hour")
@from_strangers
def save_page_rating() -> ResponseReturnValue:
    """Keep the rating: a day, the page, and nothing of who gave it."""
    page, chosen = _rated(), ClearForm()
    if not chosen.validate():
        return _page(page, chosen, status=422)
    stars = str(chosen.stars.data)
    form = _details_form(stars)
    if not form.validate():
        return _page(page, form, stars, status=422)
    with writing():
        add_rating(
            current_app.config["KEYRING"], page.kind, page.name, int(stars), form.aspect.data,
            form.details.data or "",
        )  # fmt: skip
    return redirect(url_for("insights.page_rated", pagina=page.path))


@bp.get("/valutazione/fine")
@public
def page_rated() -> ResponseReturnValue:
    """Thanks, and the way back."""
    return render("insights/page_rated.html", page=_rated())
