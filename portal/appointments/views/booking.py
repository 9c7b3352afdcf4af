"""Where and when: the desk one goes to, then an hour that is free there."""

from __future__ import annotations

import secrets

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.appointments import policy, queries
from portal.appointments.actions import booking
from portal.appointments.forms import desk_form, slot_form
from portal.appointments.views import bp
from portal.appointments.views.desks import Desks, desks_of, home
from portal.appointments.views.hours import shown_from, window
from portal.appointments.views.steps import (
    get_draft,
    keyring,
    next_address,
    recap,
    service_named,
    step_values,
)
from portal.catalogue import serving
from portal.identity.queries import profile_of
from portal.platform.access import participant, public
from portal.platform.actor import Actor, current_actor
from portal.platform.database import writing
from portal.platform.forms import Form
from portal.platform.i18n import current_language
from portal.platform.pages import render
from portal.platform.security import limiter
from portal.platform.sessions import current_session, open_session


def _service() -> str | None:
    """The service one comes from, named in the address."""
    slug = request.args.get("servizio", "")
    if slug and serving.snapshot().service(slug) is None:
        abort(404)
    return slug or None


@bp.get("/appuntamenti")
@public
def begin() -> ResponseReturnValue:
    """The desks of one's territory, nearest first; from a service only those that give it."""
    service = _service()
    if not policy.can_book(current_actor(), service):
        raise booking.MandateNeeded
    desks = desks_of(service, home())
    return _place_page(desks, desk_form(desks.choices(), request.args.get("sportello")), service)


@bp.post("/appuntamenti")
@public
@limiter.limit("30 per minute")
def start() -> ResponseReturnValue:
    """Begin a draft at the desk chosen."""
    service = _service()
    desks = desks_of(service, home())
    form = desk_form(desks.choices(), None)
    if desks.place is None or not form.validate():
        return _place_page(desks, form, service)
    with writing() as session:
        if not current_actor().is_signed_in and current_session() is None:
            open_session(session, None, {"guest": secrets.token_hex(32)})
        actor = current_actor()
        row = booking.begin_draft(
            keyring(),
            actor,
            service=service,
            municipality=desks.place.istat,
            desk=form["desk"].data,
            language=current_language().code,
            known=_known(actor),
        )
        number = row.id
    return redirect(url_for("appointments.hour", appointment_id=number))


def _known(actor: Actor) -> dict[str, str]:
    """Name and contacts of the subject, where we know who that is; whoever acts online for them writes
    contacts anew.
    """
    if actor.subject_id is None:
        return {}
    profile = profile_of(keyring(), actor.subject_id)
    names = ["given_name", "family_name"]
    if actor.speaker_id is None:
        names += ["email", "phone"]
    return {name: getattr(profile, name) for name in names}


@bp.route("/appuntamenti/<int:appointment_id>/luogo", methods=["GET", "POST"])
@participant
def place(appointment_id: int) -> ResponseReturnValue:
    """Another desk, with all the rest kept."""
    row = get_draft(appointment_id)
    desks = desks_of(row.service, row.municipality)
    form = desk_form(desks.choices(), row.desk)
    if request.method == "POST" and form.validate():
        with writing():
            booking.choose_desk(current_actor(), appointment_id, form["desk"].data)
        row = get_draft(appointment_id)
        return redirect(next_address(row, queries.facts_of(keyring(), row)))
    return _place_page(desks, form, service_named(row))


def _place_page(desks: Desks, form: Form, service: str | None) -> ResponseReturnValue:
    return render(
        "appointments/place.html",
        status=422 if form.errors else 200,
        form=form,
        desks=desks,
        here=request.script_root + request.full_path.rstrip("?"),
        **step_values(1, None, service),
    )


@bp.route("/appuntamenti/<int:appointment_id>/orario", methods=["GET", "POST"])
@participant
def hour(appointment_id: int) -> ResponseReturnValue:
    """The free hours of the desk, a few days at a time."""
    row = get_draft(appointment_id)
    desk = serving.snapshot().desk(row.desk)
    free = queries.list_free(serving.snapshot(), desk) if desk else []
    shown = window(free, shown_from(request.args.get("dal", ""), row.starts_at))
    form = slot_form(shown.moments, row.starts_at)
    if request.method == "POST" and form.validate():
        chosen = next(one for one in free if one.isoformat() == form["slot"].data)
        with writing():
            booking.choose_slot(current_actor(), appointment_id, chosen)
        row = get_draft(appointment_id)
        return redirect(next_address(row, queries.facts_of(keyring(), row)))
    return render(
        "appointments/hour.html",
        status=422 if form.errors else 200,
        form=form,
        shown=shown,
        **recap(row),
        **step_values(2, row, service_named(row)),
    )
