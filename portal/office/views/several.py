"""One act on the cases chosen in the inbox: asked once, done in one write, told case by case."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal.cases import reference as references
from portal.identity.queries import names_of, staff_of_office
from portal.office import bulk, words
from portal.office.bulk import Bulk
from portal.office.forms.several import WordsForm, several_form
from portal.office.views import bp
from portal.platform.access import officer, sensitive
from portal.platform.actor import Actor, current_actor
from portal.platform.database import writing
from portal.platform.forms import Form
from portal.platform.i18n import gettext as _
from portal.platform.kept import forget_kept_forms, kept_form
from portal.platform.pages import notice, render


@bp.route("/ufficio/insieme", methods=["GET", "POST"])
@officer
@sensitive
def several() -> ResponseReturnValue:
    """Ask what the act needs, then do it on each chosen case. Who had to sign in once more in between
    finds what they had chosen and written."""
    is_posted = request.method == "POST"
    posted = request.form if is_posted else kept_form(current_actor().person_id) or MultiDict()
    chosen = [one for one in posted.getlist("case") if references.is_valid(one)]
    act = posted.get("act", "")
    if not chosen or act not in set(Bulk):
        if is_posted:
            notice(_("Choose at least one case, then what to do."), "info")
        return redirect(url_for("office.inbox"))
    kind = _kind(current_actor(), Bulk(act))
    if not is_posted:
        return _page("office/several.html", Bulk(act), chosen, (kind or Form)(formdata=posted), 200)
    asked = "go" in posted
    form = None if kind is None else kind() if asked else kind(formdata=None)
    if form is not None and not (asked and form.validate()):
        status = 422 if asked else 200
        return _page("office/several.html", Bulk(act), chosen, form, status)
    return _done(Bulk(act), chosen, form)


def _kind(actor: Actor, act: Bulk) -> type[Form] | None:
    """The form of an act; taking charge needs nothing."""
    if act is Bulk.TAKE:
        return None
    if act is not Bulk.ASSIGN:
        return WordsForm
    people = {one for office in actor.offices() for one in staff_of_office(office)}
    names = names_of(current_app.config["KEYRING"], people)
    return several_form(sorted(((str(k), v) for k, v in names.items()), key=lambda o: o[1]))


def _page(
    template: str, act: Bulk, chosen: list[str], form: Form, status: int
) -> ResponseReturnValue:
    return render(
        template, status=status, act=act, chosen=chosen[: bulk.MOST], form=form, words=words,
        spoken=references.spoken,
    )  # fmt: skip


def _done(act: Bulk, chosen: list[str], form: Form | None) -> ResponseReturnValue:
    answers = form.posted_values() if form is not None else {}
    with writing() as session:
        forget_kept_forms(session, current_actor().person_id or 0, request.path)
        results = bulk.act_on(
            current_app.config["KEYRING"], current_actor(), chosen, act,
            str(answers.get("text") or ""), int(answers.get("to") or 0),
        )  # fmt: skip
    return render(
        "office/several_done.html",
        act=act,
        done=[one for one in results if not one.trouble],
        refused=[one for one in results if one.trouble],
        words=words,
        spoken=references.spoken,
    )
