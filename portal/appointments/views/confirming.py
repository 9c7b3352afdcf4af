"""Why and who, then everything on one page, then the confirmation."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.appointments import policy, queries, words
from portal.appointments.actions import booking
from portal.appointments.facts import Facts
from portal.appointments.forms import contacts_form, details_form
from portal.appointments.models import Appointment
from portal.appointments.views import bp
from portal.appointments.views.steps import (
    address,
    get_draft,
    keyring,
    next_address,
    recap,
    service_named,
    step_values,
)
from portal.catalogue import serving
from portal.identity.mailboxes import is_of_the_desk
from portal.platform.access import participant
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.forms import Form
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.security import by_person, is_known, limiter


@bp.route("/appuntamenti/<int:appointment_id>/dettagli", methods=["GET", "POST"])
@participant
def details(appointment_id: int) -> ResponseReturnValue:
    """Topic, reason and details; from a service the topic is that service."""
    row = get_draft(appointment_id)
    if row.moves_id is not None:
        return redirect(address(row, 5))
    known = queries.facts_of(keyring(), row).as_data()
    form = details_form(known, asks_topic=row.service is None)
    return _say(row, form, 3, str(words.STEPS[2]))


@bp.route("/appuntamenti/<int:appointment_id>/contatti", methods=["GET", "POST"])
@participant
def contacts(appointment_id: int) -> ResponseReturnValue:
    """Who comes: name and contacts, already there for who signed in."""
    row, actor = get_draft(appointment_id), current_actor()
    if row.moves_id is not None:
        return redirect(address(row, 5))
    known = queries.facts_for(keyring(), actor, row).as_data()
    is_named = row.person_id is not None and bool(known["given_name"] and known["family_name"])
    form = contacts_form(known, is_named=is_named, is_beside=actor.acting_for is not None)
    form.is_refused = lambda email: is_of_the_desk(keyring(), actor, email)
    return _say(row, form, 4, str(words.STEPS[3]))


def _say(row: Appointment, form: Form, number: int, title: str) -> ResponseReturnValue:
    """Keep what a step says and go on, or show it."""
    if request.method == "POST" and form.validate():
        number_of_row = row.id
        with writing():
            booking.say(keyring(), current_actor(), number_of_row, form.posted_values())
        row = get_draft(number_of_row)
        return redirect(next_address(row, queries.facts_of(keyring(), row)))
    return render(
        "appointments/step.html",
        status=422 if form.errors else 200,
        form=form,
        title=title,
        here=request.path,
        **recap(row),
        **step_values(number, row, service_named(row)),
    )


@bp.get("/appuntamenti/<int:appointment_id>/riepilogo")
@participant
def summary(appointment_id: int) -> ResponseReturnValue:
    """Everything that was chosen and said, each with its way back."""
    row = get_draft(appointment_id)
    facts = queries.facts_of(keyring(), row)
    missing = next_address(row, facts)
    if missing != address(row, 5):
        return redirect(missing)
    return render(
        "appointments/summary.html",
        groups=_groups(row, facts),
        confirm=url_for("appointments.confirm", appointment_id=row.id),
        is_move=row.moves_id is not None,
        **step_values(5, row, service_named(row)),
    )


def _groups(row: Appointment, facts: Facts) -> list[dict[str, Any]]:
    """The summary by steps, in the words of the national model."""
    so_far = recap(row)
    topic, language = words.topic_words(serving.snapshot(), row, facts)
    rows = (
        [(_("Office"), so_far["desk"]["name"], ""), (_("Address"), so_far["desk"]["address"], "")],
        [(_("Date and time"), so_far["when"], "")],
        [
            (_("Topic"), topic, language),
            (_("Reason"), str(words.REASONS.get(facts.reason, facts.reason)), ""),
            (_("Details"), facts.details, ""),
        ],
        [
            (_("Name"), facts.name, ""),
            *_contacts(facts),
        ],
    )
    return [
        {
            "title": str(words.STEPS[number]),
            "address": address(row, number + 1),
            "rows": [{"label": a, "value": b, "language": c} for a, b, c in group],
        }
        for number, group in enumerate(rows[:2] if row.moves_id is not None else rows)
    ]


def _contacts(facts: Facts) -> list[tuple[str, str, str]]:
    """How the person is reached; that it is known, to who does not read it."""
    if not policy.reads_contacts(current_actor(), facts):
        return [
            (_("E-mail or phone"), _("Known. They are not shown to who acts for the person."), "")
        ]
    return [(_("E-mail"), facts.email, ""), (_("Phone"), facts.phone, "")]


@bp.post("/appuntamenti/<int:appointment_id>/conferma")
@participant
@limiter.limit("20 per minute", key_func=by_person)
@limiter.limit("20 per hour", exempt_when=is_known)
def confirm(appointment_id: int) -> ResponseReturnValue:
    """Take the hour. If somebody was quicker, choose another: all the rest is kept."""
    rules = current_app.config["APPOINTMENT_RULES"]
    try:
        with writing():
            row = booking.confirm(keyring(), current_actor(), rules, appointment_id)
            number = row.id
    except booking.SlotTaken:
        words_said = _("This hour has just been taken. Choose another one: what you wrote is kept.")
        notice(words_said, "warning")
        return redirect(url_for("appointments.hour", appointment_id=appointment_id))
    booked = queries.get_booked(number)
    if policy.is_own(current_actor(), booked):
        return redirect(url_for("appointments.appointment", appointment_id=number))
    token = queries.facts_of(keyring(), booked).token
    return redirect(url_for("appointments.by_link", token=token))
