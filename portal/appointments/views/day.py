"""The desk's list: who is expected on a day, who came, an hour given back, a day closed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.appointments import policy, queries, words
from portal.appointments.actions import day as acts
from portal.appointments.forms import ClosingForm
from portal.appointments.models import Appointment, State
from portal.appointments.views import bp
from portal.appointments.views.steps import keyring
from portal.catalogue import serving
from portal.platform import audit, clock
from portal.platform.access import operator
from portal.platform.actor import Actor, current_actor
from portal.platform.codes import printed
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.i18n import ngettext
from portal.platform.pages import notice, render

#: Nobody books so far ahead, and at the ends of the calendar there is no day before or after.
_FURTHEST = timedelta(days=3660)
_OUTCOMES = {"arrived": State.ARRIVED, "missed": State.MISSED}


def _day() -> date:
    try:
        asked = date.fromisoformat(request.values.get("giorno", ""))
    except ValueError:
        return clock.today()
    return asked if abs(asked - clock.today()) <= _FURTHEST else clock.today()


def _list(day: date) -> str:
    return url_for("appointments.day", giorno=day)


@bp.get("/sportello/appuntamenti")
@operator
def day() -> ResponseReturnValue:
    """The appointments of a day at the desk where the operator sits, and how many come next."""
    if current_actor().desk is None:
        return redirect(url_for("assisted.choose_desk"))
    return _page(ClosingForm(data={"day": _day()}))


def _page(form: ClosingForm) -> ResponseReturnValue:
    actor, asked = current_actor(), _day()
    desk = actor.desk or ""
    rows = queries.list_at_desk(desk, asked)
    for row in rows:
        _note_reading(actor, row, asked)
    found = serving.snapshot().desk(desk)
    return render(
        "appointments/day.html",
        status=422 if form.errors else 200,
        form=form,
        desk_name=found.name if found else desk,
        can_be_booked=found is not None and found.appointments is not None,
        day=asked,
        before=_list(asked - timedelta(days=1)),
        after=_list(asked + timedelta(days=1)),
        is_over=asked < clock.today(),
        appointments=[_expected(row) for row in rows],
        coming=[(one, count, _list(one)) for one, count in queries.count_coming(desk).items()],
        closed=sorted(queries.closed_days(desk)),
    )


def _note_reading(actor: Actor, row: Appointment, asked: date) -> None:
    """One line in the trail for each person and day, before the name is shown."""
    purpose = f"day:{asked}"
    if not audit.has_recorded(actor, "appointment.read", "appointment", row.id, purpose):
        audit.record_read(
            actor,
            "appointment.read",
            "appointment",
            row.id,
            subject_id=row.person_id,
            purpose=purpose,
        )


def _expected(row: Appointment) -> dict[str, Any]:
    facts = queries.facts_of(keyring(), row)
    tone, state = words.STATES[row.state]
    is_today = row.starts_at is not None and clock.rome_day(row.starts_at) <= clock.today()
    return {
        "id": row.id,
        "starts_at": row.starts_at,
        "name": facts.name,
        "code": printed(row.code),
        "topic": words.topic_words(serving.snapshot(), row, facts),
        "reason": words.REASONS.get(facts.reason, facts.reason),
        "details": facts.details,
        "phone": facts.phone,
        "email": facts.email,
        "state": row.state.value,
        "state_words": state,
        "tone": tone,
        "can_mark": row.state in policy.KEPT and is_today,
        "can_call_off": policy.can_change(row, clock.now()),
        "must_be_called": row.state is State.CALLED_OFF
        and not facts.email
        and row.person_id is None,
    }


@bp.post("/sportello/appuntamenti/<int:appointment_id>/esito")
@operator
def mark(appointment_id: int) -> ResponseReturnValue:
    """The person came, or did not."""
    state = _OUTCOMES.get(request.form.get("outcome", ""), State.ARRIVED)
    with writing():
        acts.mark(current_actor(), appointment_id, state)
    return redirect(_list(_day()))


@bp.post("/sportello/appuntamenti/<int:appointment_id>/libera")
@operator
def call_off(appointment_id: int) -> ResponseReturnValue:
    """Give an hour back; the person is told and offered another."""
    with writing():
        acts.call_off(keyring(), current_actor(), appointment_id)
    notice(_("The hour is free. We told the person and offered another hour."))
    return redirect(_list(_day()))


@bp.post("/sportello/appuntamenti/chiudi")
@operator
def close_day() -> ResponseReturnValue:
    """Nobody is seen on this day; who had an hour is told."""
    form = ClosingForm()
    if not form.validate():
        return _page(form)
    chosen = form.day.data
    with writing():
        told = acts.close_day(keyring(), current_actor(), chosen)
    told_words = ngettext("%(num)d person was told.", "%(num)d persons were told.", told)
    notice(_("The day is closed.") + " " + told_words)
    return redirect(_list(chosen))


@bp.post("/sportello/appuntamenti/riapri")
@operator
def open_day() -> ResponseReturnValue:
    """The desk sees people on this day after all."""
    chosen = _day()
    with writing():
        acts.open_day(current_actor(), chosen)
    notice(_("The day is open again."))
    return redirect(_list(chosen))
