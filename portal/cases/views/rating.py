"""How easy was it: the national rating at the end of a service, in two pages that need no script."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import queries
from portal.cases.actions.rating import rate_case
from portal.cases.forms.following import HighRatingForm, LowRatingForm, StarsForm
from portal.cases.models import Case
from portal.cases.receipts import receipt
from portal.cases.views import bp
from portal.platform.access import participant
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.security import by_person, limiter

#: From this many stars on one is asked what was liked, below what was difficult (C.SE.1.7).
GOOD_FROM = 4


def can_rate(found: Case) -> bool:
    """Whether this person may still rate this case: once, and never an operator for them."""
    return (
        found.sent_at is not None and found.rated_on is None and current_actor().acting_for is None
    )


def _ratable(reference: str) -> Case:
    found = queries.get_case(current_actor(), reference)
    if not can_rate(found):
        raise NotThere
    return found


@bp.get("/pratiche/<reference>/valuta")
@participant
def rate(reference: str) -> ResponseReturnValue:
    """The stars; once they are chosen, what was liked or difficult."""
    found = _ratable(reference)
    stars = request.args.get("stars", "")
    if not stars:
        return _page(found, StarsForm(), "")
    chosen = StarsForm(formdata=request.args)
    if not chosen.validate():
        return _page(found, chosen, "", status=422)
    return _page(found, _details_form(stars), stars)


def _details_form(stars: str) -> LowRatingForm:
    return HighRatingForm() if int(stars) >= GOOD_FROM else LowRatingForm()


def _page(
    found: Case, form: StarsForm | LowRatingForm, stars: str, status: int = 200
) -> ResponseReturnValue:
    return render(
        "cases/rate.html",
        status=status,
        case=found,
        form=form,
        stars=stars,
        is_good=bool(stars) and int(stars) >= GOOD_FROM,
        **receipt.receipt_values(found),
    )


@bp.post("/pratiche/<reference>/valuta")
@participant
@limiter.limit("20 per hour", key_func=by_person)
def save_rating(reference: str) -> ResponseReturnValue:
    """Keep the rating, apart from the case and from the person."""
    found = _ratable(reference)
    chosen = StarsForm()
    if not chosen.validate():
        return _page(found, chosen, "", status=422)
    stars = str(chosen.stars.data)
    form = _details_form(stars)
    if not form.validate():
        return _page(found, form, stars, status=422)
    with writing():
        rate_case(
            current_app.config["KEYRING"], current_actor(), reference, int(stars),
            form.aspect.data, form.details.data or "",
        )  # fmt: skip
    notice(_("Thank you, your opinion helps us to make the service better."))
    return redirect(url_for("cases.case", reference=reference))
