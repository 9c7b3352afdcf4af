"""What one booked: the confirmation, the calendar, all of them in one's own area."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from portal.appointments import policy, queries
from portal.appointments.models import Appointment, State
from portal.appointments.views import bp
from portal.appointments.views.sheet import calendar_file, laid_out
from portal.appointments.views.steps import keyring
from portal.platform.access import citizen, participant
from portal.platform.acting import Errand
from portal.platform.actor import current_actor
from portal.platform.pages import render

#: What was confirmed once, whatever became of it.
CONFIRMED = (*policy.KEPT, State.CANCELLED, State.CALLED_OFF)


def get_confirmed(appointment_id: int) -> Appointment:
    """An appointment of the actor that was confirmed.

    Raises:
        NotThere: no such appointment, another's, or still a draft.
    """
    return queries.get_own(current_actor(), appointment_id, *CONFIRMED)


@bp.get("/appuntamenti/<int:appointment_id>")
@participant
def appointment(appointment_id: int) -> ResponseReturnValue:
    """The confirmation: when, where, what to bring, the calendar, another hour."""
    row = get_confirmed(appointment_id)
    facts = queries.facts_for(keyring(), current_actor(), row)
    return render(
        "appointments/appointment.html",
        one=laid_out(row, may_change=policy.is_own(current_actor(), row, Errand.BOOK_HOUR)),
        email=facts.email,
        link=url_for("appointments.by_link", token=facts.token, _external=True)
        if row.person_id is None
        else "",
        calendar=url_for("appointments.calendar", appointment_id=row.id),
        move=url_for("appointments.move", appointment_id=row.id),
        cancel=url_for("appointments.cancel", appointment_id=row.id),
        service=row.service,
    )


@bp.get("/appuntamenti/<int:appointment_id>/calendario.ics")
@participant
def calendar(appointment_id: int) -> ResponseReturnValue:
    """The event for one's calendar."""
    return calendar_file(get_confirmed(appointment_id))


@bp.get("/area-personale/appuntamenti")
@citizen
def my_appointments() -> ResponseReturnValue:
    """Everything the person booked, also at a desk: first what is still to come."""
    found = [laid_out(row) for row in queries.list_own(current_actor())]
    coming = [one for one in found if one["is_coming"]]
    return render(
        "appointments/my_appointments.html",
        coming=coming[::-1],
        past=[one for one in found if one not in coming],
    )
