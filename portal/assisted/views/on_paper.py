"""Forms on paper at the desk: print them for a day out, and open what their barcode says."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.assisted import queries
from portal.assisted.kiosk.scanning import Scanned, read_scan
from portal.assisted.views import bp
from portal.cases.paper.printing import blank_pdf
from portal.cases.queries import get_draft
from portal.catalogue import serving
from portal.platform.access import in_visit, operator
from portal.platform.actor import current_actor
from portal.platform.errors import NotThere
from portal.platform.i18n import current_language
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render


@bp.get("/sportello/moduli")
@operator
def forms_on_paper() -> ResponseReturnValue:
    """The form of each service that can be asked for; in a visit, the box for a barcode too."""
    snapshot, language = serving.snapshot(), current_language().code
    online = [one for one in snapshot.services() if one.questionnaire]
    named = [(one.slug, snapshot.words(one.slug, language)[0].name) for one in online]
    return render("assisted/forms_on_paper.html", services=sorted(named, key=lambda one: one[1]))


@bp.get("/sportello/moduli/<slug>")
@operator
def form_on_paper(slug: str) -> ResponseReturnValue:
    """One form, of the body of this desk."""
    found = serving.snapshot().service(slug)
    body = queries.body_of_desk(current_actor().desk)
    if found is None or not found.questionnaire or body is None:
        raise NotThere
    desk = queries.desk_name(current_actor().desk or "")
    content = blank_pdf(slug, serving.snapshot().body(body).name, desk)
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="modulo-{slug}.pdf"'
    return answer


@bp.post("/sportello/moduli")
@in_visit
def open_form() -> ResponseReturnValue:
    """What the barcode of a form says: a prepared draft of the person, or a service to begin."""
    found = read_scan(
        request.form.get("q", "")[:200], lambda slug: serving.snapshot().service(slug) is not None
    )
    if found.reference:
        # Through the actor: the reference of somebody else opens nothing here.
        get_draft(current_actor(), found.reference)
        return redirect(url_for("cases.resume", reference=found.reference))
    if found.service:
        _say_if_older(found)
        return redirect(url_for("cases.begin", slug=found.service))
    notice(_("This is not the barcode of a form. Look for the service by its name."), "warning")
    return redirect(url_for("assisted.forms_on_paper"))


def _say_if_older(found: Scanned) -> None:
    snapshot = serving.snapshot()
    sheet = snapshot.service(found.service)
    if sheet is None or not sheet.questionnaire or not found.version:
        return
    if found.version != snapshot.questionnaire(sheet.questionnaire).version:
        notice(
            _(
                "The questions changed since this form was printed. Leave blank what it does not ask."
            ),
            "warning",
        )
