"""What the link of a letter opens: the appointment, without a login; only a button changes it."""

from __future__ import annotations

import secrets

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.appointments import queries
from portal.appointments.actions import changing
from portal.appointments.views import bp
from portal.appointments.views.sheet import calendar_file, laid_out
from portal.appointments.views.steps import keyring
from portal.platform.access import public
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.security import limiter
from portal.platform.sessions import current_session, open_session


@bp.get("/appuntamenti/link/<token>")
@public
@limiter.limit("60 per minute")
def by_link(token: str) -> ResponseReturnValue:
    """When, where and what to bring; not who comes, nor why."""
    row = queries.get_by_token(token)
    return render(
        "appointments/appointment.html",
        one=laid_out(row),
        email="",
        link="",
        calendar=url_for("appointments.calendar_by_link", token=token),
        move=url_for("appointments.move_by_link", token=token),
        cancel=url_for("appointments.cancel_by_link", token=token),
        service=row.service,
    )


@bp.get("/appuntamenti/link/<token>/calendario.ics")
@public
@limiter.limit("60 per minute")
def calendar_by_link(token: str) -> ResponseReturnValue:
    """The event for the calendar of who holds the link."""
    return calendar_file(queries.get_by_token(token))


@bp.route("/appuntamenti/link/<token>/disdici", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute")
def cancel_by_link(token: str) -> ResponseReturnValue:
    """Opening the address changes nothing; the button gives the hour back."""
    back = url_for("appointments.by_link", token=token)
    if request.method == "POST":
        with writing():
            row = queries.get_by_token(token, lock=True)
            changing.cancel(keyring(), current_actor(), row)
        notice(_("The appointment is cancelled. The desk knows."))
        return redirect(back)
    one = laid_out(queries.get_by_token(token))
    return render("appointments/cancel.html", one=one, here=request.path, back=back)


@bp.post("/appuntamenti/link/<token>/sposta")
@public
@limiter.limit("30 per minute")
def move_by_link(token: str) -> ResponseReturnValue:
    """Choose another hour in this browser; the old one holds until the new one is confirmed."""
    with writing() as session:
        if not current_actor().is_signed_in and current_session() is None:
            open_session(session, None, {"guest": secrets.token_hex(32)})
        row = queries.get_by_token(token, lock=True)
        number = changing.begin_move(keyring(), current_actor(), row).id
    return redirect(url_for("appointments.hour", appointment_id=number))
