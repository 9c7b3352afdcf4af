"""Contacts that an operator types: proved by who reads the code out, held for a colleague or for a day."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.assisted import queries
from portal.assisted.actions.mandating import check_doubt
from portal.assisted.fairness.apart import DocumentNeeded, refuse_representative
from portal.assisted.fairness.forms import DeskContactsForm, ReadOutForm
from portal.assisted.models import IdentifiedBy, Visit
from portal.assisted.rechecks.actions import note_contacts_hold
from portal.assisted.rechecks.queries import is_old
from portal.assisted.views import bp
from portal.cases.ties import is_bound_to
from portal.identity.mailboxes import NOT_THEIRS, is_of_the_desk
from portal.identity.models import Person
from portal.identity.queries import names_of, open_profile, profile_of
from portal.notifications.actions.proving import CodeWrong
from portal.notifications.channels import Contact
from portal.notifications.held import actions
from portal.notifications.held import queries as held
from portal.notifications.held.models import HeldChange
from portal.notifications.words import HELD, masked
from portal.platform import audit
from portal.platform.access import in_visit, operator, sensitive
from portal.platform.actor import current_actor
from portal.platform.addresses import row_number
from portal.platform.database import db, writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.security import by_person, limiter


def _number() -> int:
    """Which change was meant."""
    return row_number(request.form.get("number", ""))


def _visit() -> Visit:
    """The visit; contacts are not changed for somebody who showed no document, nor by whom they doubt."""
    refuse_representative(current_actor())
    row = queries.get_visit(current_actor())
    check_doubt(row)
    if row.identified_by is IdentifiedBy.KNOWN:
        raise DocumentNeeded
    return row


@bp.get("/sportello/visita/contatti")
@in_visit
def desk_contacts() -> ResponseReturnValue:
    """Which contacts the person has, never whole, and what waits."""
    return _page(_visit(), DeskContactsForm(formdata=None))


def _page(
    row: Visit, form: DeskContactsForm, code: ReadOutForm | None = None
) -> ResponseReturnValue:
    keyring = current_app.config["KEYRING"]
    profile = profile_of(keyring, row.subject_id)
    used = {one.value: getattr(profile, one.value) for one in Contact}
    failed = bool(form.errors or (code and code.errors))
    return render(
        "assisted/contacts.html",
        status=422 if failed else 200,
        form=form,
        used={name: masked(value) for name, value in used.items() if value},
        is_old=is_old(row.subject_id, profile),
        waiting=[_waiting(one, code) for one in held.waiting_for(row.subject_id)],
    )


def _waiting(one: HeldChange, code: ReadOutForm | None) -> dict[str, Any]:
    """A change of this person: with the form for its code, or until when it waits."""
    form = code if code is not None and code.number.data == str(one.id) else None
    value = held.value_of(current_app.config["KEYRING"], one)
    return {
        "number": one.id,
        "what": HELD[one.what],
        "to": masked(value) if value else "",
        "until": one.holds_until,
        "form": form
        or ReadOutForm(formdata=None, id_prefix=f"held-{one.id}-", data={"number": str(one.id)}),
    }


@bp.post("/sportello/visita/contatti")
@in_visit
@limiter.limit("30 per hour", key_func=by_person)
def type_contacts() -> ResponseReturnValue:
    """A code goes to the new contact, the old one is told at once."""
    row, form = _visit(), DeskContactsForm()
    if form.validate() and is_of_the_desk(
        current_app.config["KEYRING"], current_actor(), form.email.data
    ):
        form.blame("email", NOT_THEIRS)
    if form.errors:
        return _page(row, form)
    with writing():
        for contact, value in form.given().items():
            actions.hold_contact(
                current_app.config["KEYRING"], current_actor(), contact, value, row.body
            )
    notice(_("We sent a code to the new contact. The person reads it out."), "info")
    return redirect(url_for("assisted.desk_contacts"))


@bp.post("/sportello/visita/contatti/codice")
@in_visit
@limiter.limit("30 per hour", key_func=by_person)
def read_out_code() -> ResponseReturnValue:
    """The person reads the code out: the contact is theirs; where there was another, it waits."""
    row = _visit()
    number = _number()
    form, wrong = ReadOutForm(id_prefix=f"held-{number}-"), None
    if not form.validate():
        return _page(row, DeskContactsForm(formdata=None), form)
    with writing():
        try:
            found = actions.prove_held(
                current_app.config["KEYRING"], current_actor(), number, form.digits
            )
            is_used = found.ended_at is not None
        except CodeWrong as problem:
            wrong = problem
    if wrong is not None:
        form.blame("code", _("This is not the code, or it is too old. Send another one."))
        return _page(row, DeskContactsForm(formdata=None), form)
    if is_used:
        notice(_("Confirmed. From now on we reach the person here."))
    else:
        notice(_("The contact is the person’s. It waits for a colleague, or for 24 hours."))
    return redirect(url_for("assisted.desk_contacts"))


@bp.post("/sportello/visita/contatti/conferma")
@in_visit
def contacts_hold() -> ResponseReturnValue:
    """The person says that they are still reached there."""
    _visit()
    with writing():
        note_contacts_hold(current_actor())
    notice(_("Noted. We ask again in six months."))
    return redirect(url_for("assisted.visit"))


@bp.get("/sportello/da-confermare")
@operator
def to_confirm() -> ResponseReturnValue:
    """What colleagues of this body typed and a second pair of eyes may confirm."""
    actor = current_actor()
    if actor.visit is not None:
        raise NotThere
    rows = [one for one in held.waiting_at(actor.desk) if not _is_apart(one)]
    audit.record_found(
        actor, "identity.change_seen", "held_change", [(one.id, one.person_id) for one in rows]
    )
    names = names_of(current_app.config["KEYRING"], {one.asked_by for one in rows})
    lines = [
        {
            **_waiting(one, None),
            "person": _initials(one.person_id),
            "asked_by": names.get(one.asked_by, ""),
            "asked_at": one.asked_at,
            "is_own": one.asked_by == actor.person_id,
        }
        for one in rows
    ]
    return render("assisted/to_confirm.html", lines=lines)


def _is_apart(row: HeldChange) -> bool:
    """Nobody confirms anything of themselves, or of whom they are bound to."""
    actor, person = current_actor(), db.session.get_one(Person, row.person_id)
    own = actor.person_id or 0
    return row.person_id == own or is_bound_to(own, person)


def _initials(person_id: int) -> str:
    known = open_profile(current_app.config["KEYRING"], db.session.get_one(Person, person_id))
    initials = " ".join(f"{name[:1]}…" for name in (known.given_name, known.family_name))
    return _("%(initials)s, born in %(year)s", initials=initials, year=known.birth_date[:4])


@bp.post("/sportello/da-confermare")
@operator
@sensitive
def confirm_change() -> ResponseReturnValue:
    """A second operator looked at it: it counts from now on; or stops it."""
    actor, number = current_actor(), _number()
    rows = {one.id: one for one in held.waiting_at(actor.desk)}
    if actor.visit is not None or number not in rows or _is_apart(rows[number]):
        raise NotThere
    is_stop = request.form.get("act") == "stop"
    with writing():
        if is_stop:
            actions.stop_held(actor, held.of_person(rows[number].person_id, number))
        else:
            actions.confirm_held(current_app.config["KEYRING"], actor, number)
    notice(
        _("Stopped. The old one is used.") if is_stop else _("Confirmed. It counts from now on.")
    )
    return redirect(url_for("assisted.to_confirm"))
