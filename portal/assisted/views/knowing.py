"""Who is in front of the operator: the fiscal code first, then what is known of them, then the document."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.appointments import queries as appointments
from portal.appointments.models import Appointment, State
from portal.assisted.actions.visiting import (
    AnotherVisitOpen,
    Identified,
    open_visit,
)
from portal.assisted.fairness.apart import OwnAffair, refuse_bound
from portal.assisted.knowing import matching, recognitions
from portal.assisted.knowing.forms import (
    NOBODY_OF_THESE,
    DocumentForm,
    KnownForm,
    NewForm,
    WhoForm,
    match_form,
)
from portal.assisted.models import IdentifiedBy, Turn
from portal.assisted.turns.queries import get_mine
from portal.assisted.views import bp
from portal.identity.models import Person
from portal.identity.queries import find_by_fiscal_code
from portal.platform import attempts, audit, clock
from portal.platform.access import operator
from portal.platform.actor import current_actor
from portal.platform.addresses import row_number
from portal.platform.crypto import Keyring
from portal.platform.database import writing
from portal.platform.forms import Form
from portal.platform.i18n import current_language
from portal.platform.i18n import gettext as _
from portal.platform.identifiers import InvalidFiscalCode, read_fiscal_code
from portal.platform.pages import render
from portal.platform.security import by_person, limiter
from portal.platform.sessions import keep_fact, mark_apart

#: Wrong codes of phones that one operator may type in an hour.
_BY_OPERATOR = attempts.Limit("recognition", most=20)
_HERE = (State.BOOKED, State.ARRIVED)


def _keyring() -> Keyring:
    found: Keyring = current_app.config["KEYRING"]
    return found


@dataclass(frozen=True)
class Brought:
    """What brought the person here: a number, an appointment, or neither."""

    turn: Turn | None = None
    appointment: Appointment | None = None

    @property
    def turn_id(self) -> int | None:
        """The number, if one brought them."""
        return self.turn.id if self.turn else None

    @property
    def appointment_id(self) -> int | None:
        """The appointment, if one brought them."""
        return self.appointment.id if self.appointment else None

    def travels(self) -> dict[str, str]:
        """As forms carry it on."""
        return {
            "turno": str(self.turn.id) if self.turn else "",
            "appuntamento": str(self.appointment.id) if self.appointment else "",
        }


def brought() -> Brought:
    """What the address or the form names, if it is this operator's.

    Raises:
        NotThere: another desk's, a colleague's number, or over.
    """
    actor = current_actor()
    turn, appointment = request.values.get("turno", ""), request.values.get("appuntamento", "")
    return Brought(
        get_mine(actor, row_number(turn)) if turn else None,
        appointments.get_at_desk(actor, row_number(appointment), *_HERE) if appointment else None,
    )


@bp.get("/sportello/visita")
@operator
def identify() -> ResponseReturnValue:
    """An empty box for the next person; it never knows anything of the one before."""
    actor = current_actor()
    if actor.visit is not None:
        return redirect(url_for("assisted.visit"))
    if actor.desk is None:
        return redirect(url_for("assisted.desk"))
    return _who(WhoForm(data=brought().travels()))


def _who(form: WhoForm) -> ResponseReturnValue:
    here = brought()
    return render(
        "assisted/who.html",
        status=422 if form.errors else 200,
        form=form,
        brought=here,
        travels=list(here.travels().items()),
    )


@bp.post("/sportello/visita/cerca")
@operator
@limiter.limit("200 per hour", key_func=by_person)
def look_for() -> ResponseReturnValue:
    """The code was read: who has it; or there is none, and the document says who it is."""
    if current_actor().visit is not None:
        raise AnotherVisitOpen
    form = WhoForm()
    if not form.validate():
        return _who(form)
    if form.read.own_code:
        return _take_code(form)
    code = form.read.fiscal_code
    if matching.is_own(_keyring(), current_actor(), {"fiscal_code": code or "-"}):
        raise OwnAffair
    person = find_by_fiscal_code(_keyring(), code) if code else None
    carried = {**brought().travels(), "code": code, "language": current_language().code}
    if person is not None:
        _note_found(person)
        asked = matching.sign(_keyring(), current_actor(), person)
        return _known(KnownForm(formdata=None, data={**carried, "asked": asked}), person)
    reason = "" if code else form.without_code.data
    return _new(NewForm(formdata=None, data={**carried, "without_code": reason, **_hints(code)}))


def _take_code(form: WhoForm) -> ResponseReturnValue:
    """The code of the person's own phone: used up by the first desk that reads it."""
    actor, here = current_actor(), brought()
    source = _keyring().lookup("attempts", f"recognition:{actor.person_id}")
    attempts.spend(_BY_OPERATOR, source)
    try:
        with writing():
            number = recognitions.take_code(
                _keyring(), actor, form.read.own_code, here.turn_id, here.appointment_id
            ).id
    except recognitions.CodeUnknown as problem:
        form.blame("who", problem.words)
        return _who(form)
    attempts.give_back(_BY_OPERATOR, source)
    return redirect(url_for("assisted.wait_who", number=number))


def _note_found(person: Person) -> None:
    """Whoever is looked for reads it, also where no visit follows; who is bound to them sees nothing."""
    refuse_bound(current_actor(), person)
    audit.record_read(current_actor(), "visit.found", "person", person.id, subject_id=person.id)


def _hints(code: str) -> dict[str, Any]:
    """What need not be typed: the day of birth in the code, the name in the appointment of a guest."""
    hints: dict[str, Any] = {}
    with suppress(InvalidFiscalCode):
        hints["birth_date"] = read_fiscal_code(code, clock.today()).birth_date if code else None
    row = brought().appointment
    if row is not None and row.person_id is None:
        audit.record_read(
            current_actor(), "appointment.read", "appointment", row.id, subject_id=None
        )
        facts = appointments.facts_of(_keyring(), row)
        hints |= {"given_name": facts.given_name, "family_name": facts.family_name}
    return hints


def _known(form: KnownForm, person: Person) -> ResponseReturnValue:
    row = brought().appointment
    return render(
        "assisted/known.html",
        status=422 if form.errors else 200,
        form=form,
        found=matching.redacted(_keyring(), person),
        is_anothers=row is not None and row.person_id not in {None, person.id},
    )


def _new(form: NewForm, match: Form | None = None) -> ResponseReturnValue:
    has_problems = form.errors or (match is not None and match.errors)
    return render(
        "assisted/new_person.html", status=422 if has_problems else 200, form=form, match=match
    )


@bp.post("/sportello/visita")
@operator
@limiter.limit("200 per hour", key_func=by_person)
def begin_visit() -> ResponseReturnValue:
    """Open the visit, for whom the operator recognised or for whom the document says."""
    actor = current_actor()
    if actor.visit is not None:
        raise AnotherVisitOpen
    person = matching.signed_person(_keyring(), actor, request.form.get("asked", ""))
    if person is not None:
        known = KnownForm()
        return _open(known, {}, person) if known.validate() else _known(known, person)
    return _begin_new(NewForm())


def _begin_new(form: NewForm) -> ResponseReturnValue:
    """By name only with a code that nobody has, or with a reason; then whoever is called the same."""
    keyring, code = _keyring(), form.fiscal_code()
    if not form.reason() and not (code and find_by_fiscal_code(keyring, code) is None):
        return redirect(url_for("assisted.identify"))
    if not form.validate():
        return _new(form)
    if matching.is_own(keyring, current_actor(), form.facts()):
        raise OwnAffair
    alike = matching.find_alike(keyring, form.facts())
    if alike:
        return _choose(form, alike)
    if form.identified_by() is IdentifiedBy.KNOWN:
        form.blame("document_kind", _("We do not know this person yet: look at a document."))
        return _new(form)
    return _open(form, form.facts(), None)


def _choose(form: NewForm, alike: list[Person]) -> ResponseReturnValue:
    """One of those who are called the same, or nobody of them: the operator says it."""
    keyring, actor = _keyring(), current_actor()
    match = match_form(
        [(matching.sign(keyring, actor, one), matching.redacted(keyring, one)) for one in alike]
    )
    if "was_asked" not in request.form:
        for one in alike:
            _note_found(one)
        return _new(form, match)
    if not match.validate():
        form.blame("", _("Say whether it is the person we know: compare with the document."))
        return _new(form, match)
    if match["match"].data == NOBODY_OF_THESE:
        return _open(form, form.facts(), None)
    return _open(form, form.facts(), matching.signed_person(keyring, actor, match["match"].data))


def _open(form: DocumentForm, facts: dict[str, str], person: Person | None) -> ResponseReturnValue:
    here = brought()
    row = here.appointment
    is_theirs = row is not None and row.person_id in {None, person.id if person else None}
    who = Identified(
        facts=facts,
        by=form.identified_by(),
        document=form.document(),
        language=form.language.data,
        person_id=person.id if person else None,
        without_code=None if form.fiscal_code() else form.reason(),
        turn_id=here.turn_id,
        appointment_id=row.id if row is not None and is_theirs else None,
    )
    with writing() as session:
        visit = open_visit(_keyring(), current_actor(), who)
        keep_fact(session, visit=visit.id)
    mark_apart(True)
    return redirect(url_for("assisted.mandate"))
