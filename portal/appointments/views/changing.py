"""Cancelling one's appointment, or putting it to another hour."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.appointments import policy, queries
from portal.appointments.actions import changing
from portal.appointments.views import bp
from portal.appointments.views.own import CONFIRMED, get_confirmed
from portal.appointments.views.sheet import laid_out
from portal.appointments.views.steps import keyring
from portal.platform.access import participant
from portal.platform.acting import Errand
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render


@bp.route("/appuntamenti/<int:appointment_id>/disdici", methods=["GET", "POST"])
@participant
def cancel(appointment_id: int) -> ResponseReturnValue:
    """Ask once, then give the hour back."""
    back = url_for("appointments.appointment", appointment_id=appointment_id)
    if request.method == "POST":
        with writing():
            row = queries.get_own(current_actor(), appointment_id, *CONFIRMED, lock=True)
            changing.cancel(keyring(), current_actor(), row)
        notice(_("The appointment is cancelled. The desk knows."))
        return redirect(back)
    row = get_confirmed(appointment_id)
    if not policy.is_own(current_actor(), row, Errand.BOOK_HOUR):
        raise NotThere
    one = laid_out(row)
    return render("appointments/cancel.html", one=one, here=request.path, back=back)


@bp.post("/appuntamenti/<int:appointment_id>/sposta")
@participant
def move(appointment_id: int) -> ResponseReturnValue:
    """Choose another hour; the old one holds until the new one is confirmed."""
    with writing():
        row = queries.get_own(current_actor(), appointment_id, *CONFIRMED, lock=True)
        number = changing.begin_move(keyring(), current_actor(), row).id
    return redirect(url_for("appointments.hour", appointment_id=number))
