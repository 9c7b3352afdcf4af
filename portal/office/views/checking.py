"""Checking what a register did not say, or what the person denies: one box for each register."""

from __future__ import annotations

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import queries as cases
from portal.cases.known.checking import note_check
from portal.office.forms import CheckForm
from portal.office.registers import IN_ADDRESS
from portal.office.views import bp
from portal.office.views.acts import BOTH
from portal.office.views.case import show
from portal.platform.access import officer
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice

_NAMED = {word: register for register, word in IN_ADDRESS.items()}


@bp.route("/ufficio/pratiche/<reference>/registri/<register>", methods=BOTH)
@officer
def check_register(reference: str, register: str) -> ResponseReturnValue:
    """Write down what came out of looking a register's data up."""
    actor = current_actor()
    found = cases.get_office_case(actor, reference)
    if register not in _NAMED:
        abort(404)
    if request.method == "GET":
        return show(found)
    form = CheckForm(id_prefix=f"check-{register}-")
    if not form.validate():
        return show(found, extra={f"check_{register}": form}, status=422)
    keyring = current_app.config["KEYRING"]
    with writing():
        note_check(keyring, actor, reference, _NAMED[register], form.text.data or "")
    notice(_("What you found is kept with the case."))
    return redirect(url_for("office.case", reference=reference))
