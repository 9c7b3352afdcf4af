"""An appointment as its page shows it, to who booked it or to who holds its link."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, request

from portal.appointments import calendar, policy, words
from portal.appointments.models import Appointment, State
from portal.catalogue import serving
from portal.platform import clock
from portal.platform.codes import printed
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _


def laid_out(row: Appointment, *, may_change: bool = True) -> dict[str, Any]:
    """When, where, what to bring, and what can still be done by who may change it; nothing of who comes
    and why."""
    snapshot, now = serving.snapshot(), clock.now()
    tone, state = words.STATES[row.state]
    return {
        "id": row.id,
        "code": printed(row.code),
        "when": words.moment_words(row.starts_at) if row.starts_at else "",
        "desk": words.place_of(snapshot, row),
        "papers": words.papers_for(snapshot, row),
        "state": row.state.value,
        "state_words": state,
        "tone": tone,
        "can_change": may_change and policy.can_change(row, now),
        "can_rebook": may_change and policy.can_rebook(row, now),
        "is_coming": row.state is State.BOOKED and policy.can_change(row, now),
    }


def calendar_file(row: Appointment) -> Response:
    """The event for the calendar of a phone; of one that was cancelled, what takes it out.

    Raises:
        NotThere: it never had an hour.
    """
    if row.starts_at is None or row.minutes is None:
        raise NotThere
    desk = words.place_of(serving.snapshot(), row)
    host = urlsplit(current_app.config["SETTINGS"].public_url).hostname or request.host
    event = calendar.Event(
        uid=f"{row.key}@{host}",
        starts_at=row.starts_at,
        minutes=row.minutes,
        sequence=row.sequence,
        stamped_at=row.changed_at,
        is_cancelled=row.state in {State.CANCELLED, State.CALLED_OFF},
        summary=_("Appointment"),
        place=", ".join(part for part in (desk["name"], desk["address"]) if part),
        notes=_(
            "Number: %(code)s. Phone of the desk: %(phone)s.",
            code=printed(row.code),
            phone=desk["phone"],
        ),
    )
    answer = Response(calendar.write(event), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="appuntamento.ics"'
    return answer
