"""Asking to act for somebody by law: the act is sent once, an officer looks at it."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.platform.access import signed_in
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.security import by_person, limiter
from portal.platform.stored import uploads
from portal.powers import queries
from portal.powers.actions.giving import Oneself
from portal.powers.actions.representing import (
    NotAMinor,
    OverAlready,
    Scanned,
    ask_representation,
    give_copy,
)
from portal.powers.actions.sureness import must_be_sure
from portal.powers.forms import ActForm, RepresentationForm
from portal.powers.models import PowerState
from portal.powers.views import bp
from portal.powers.views.giving import laid_out


@bp.route("/area-personale/per-chi/rappresentanza", methods=["GET", "POST"])
@signed_in
@limiter.limit("20 per hour", methods=["POST"], key_func=by_person)
def represent() -> ResponseReturnValue:
    """Say for whom, what the act says, and add the act."""
    must_be_sure(current_app.config["KEYRING"], current_actor())
    form = RepresentationForm()
    if request.method == "POST" and form.validate():
        found = _represent(form)
        if found is not None:
            return found
    return render("powers/represent.html", status=422 if form.errors else 200, form=form)


def _represent(form: RepresentationForm) -> ResponseReturnValue | None:
    scanned = _kept(form, current_app.config["KEYRING"].new_data_key())
    if scanned is None:
        return None
    claimed = form.claimed()
    try:
        with writing():
            keyring = current_app.config["KEYRING"]
            power_id = ask_representation(keyring, current_actor(), claimed, scanned).id
    except Oneself as problem:
        form.blame("fiscal_code", problem.title)
    except NotAMinor as problem:
        form.blame("birth_date", problem.title)
    except OverAlready as problem:
        form.blame("until", problem.title)
    else:
        notice(_("The act is sent. An officer looks at it: we tell you what they say."))
        return redirect(url_for("powers.power", power_id=power_id))
    return None


def _kept(form: Any, data_key: bytes) -> Scanned | None:
    """The act, checked and sealed; nothing where the form was blamed."""
    file = form.files.data[0]
    try:
        checked = uploads.check(file.stream, file.filename or "")
    except uploads.FileRefused:
        form.blame("files", _("This is not a PDF, JPEG or PNG that can be read. Choose it again."))
        return None
    key = current_app.config["POWER_FILES"].save(data_key, checked.content)
    return Scanned(data_key, key, checked.media_type)


@bp.route("/area-personale/per-chi/<int:power_id>/atto", methods=["GET", "POST"])
@signed_in
def better_copy(power_id: int) -> ResponseReturnValue:
    """The better copy that an officer asked for."""
    keyring, actor = current_app.config["KEYRING"], current_actor()
    row = queries.get_held(keyring, actor, power_id)
    if row.state is not PowerState.COPY_WANTED:
        raise NotThere
    form = ActForm()
    if request.method == "POST" and form.validate():
        scanned = _kept(form, row.data_key)
        if scanned is not None:
            with writing():
                give_copy(keyring, actor, power_id, scanned)
            notice(_("The new copy is sent. An officer looks at it."))
            return redirect(url_for("powers.held"))
    return render(
        "powers/better_copy.html", status=422 if form.errors else 200, form=form, one=laid_out(row)
    )
