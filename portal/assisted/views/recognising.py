"""At the desk: the person says themselves who they are, at this screen or on their phone."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.assisted.actions.visiting import AnotherVisitOpen, Identified, open_visit
from portal.assisted.fairness.apart import refuse_bound
from portal.assisted.knowing import matching, recognitions
from portal.assisted.knowing.forms import OwnForm
from portal.assisted.models import IdentifiedBy, Recognition
from portal.assisted.views import bp
from portal.assisted.views.knowing import brought
from portal.identity import errands
from portal.identity.actions import recognise
from portal.identity.directory import Audience, Kind, WayIn
from portal.identity.login import Identified as Proved
from portal.identity.models import Person
from portal.platform.access import operator
from portal.platform.actor import current_actor
from portal.platform.database import db, writing
from portal.platform.i18n import gettext as _
from portal.platform.pages import is_fragment_wanted, render
from portal.platform.paper.qr import qr_svg
from portal.platform.security import by_person, limiter
from portal.platform.sessions import keep_fact, mark_apart, unattended

_HOW = {"telefono": IdentifiedBy.OWN_PHONE, "qui": IdentifiedBy.OWN_LOGIN}


@bp.post("/sportello/visita/riconosci")
@operator
@limiter.limit("60 per hour", key_func=by_person)
def ask_who() -> ResponseReturnValue:
    """Ask the person to say it, here or on their phone."""
    actor, kind = current_actor(), _HOW.get(request.form.get("dove", ""), IdentifiedBy.OWN_PHONE)
    if actor.visit is not None:
        raise AnotherVisitOpen
    here = brought()
    with writing():
        number = recognitions.ask(
            current_app.config["KEYRING"], actor, kind, here.turn_id, here.appointment_id
        ).id
    return redirect(url_for("assisted.wait_who", number=number))


@bp.get("/sportello/visita/riconosci/<int:number>")
@operator
@unattended
def wait_who(number: int) -> ResponseReturnValue:
    """Waiting for the answer; then few words of the person, and the button that opens the visit."""
    row = recognitions.get_asked(current_actor(), number)
    if row.answered_at is not None:
        person = db.session.get_one(Person, row.person_id)
        return _wait(row, OwnForm(formdata=None, data={"language": person.language}))
    return _wait(row, None)


def _wait(row: Recognition, form: OwnForm | None) -> ResponseReturnValue:
    keyring = current_app.config["KEYRING"]
    is_answered = form is not None and row.person_id is not None
    person = db.session.get_one(Person, row.person_id) if is_answered else None
    if person is not None:
        refuse_bound(current_actor(), person)
    values: dict[str, Any] = {
        "form": form,
        "number": row.id,
        "kind": row.kind.value,
        "found": matching.redacted(keyring, person) if person else "",
        "compare": recognitions.to_compare(keyring, row),
        "qr": "",
        "ways": [],
        "back": url_for("assisted.identify", turno=row.turn_id, appuntamento=row.appointment_id),
    }
    if person is None and row.kind is IdentifiedBy.OWN_PHONE:
        values["qr"] = _square(recognitions.token_of(keyring, row))
    if person is None and row.kind is IdentifiedBy.OWN_LOGIN:
        values["ways"] = _ways()
    name = "assisted/_wait_who.html" if is_fragment_wanted() else "assisted/wait_who.html"
    return render(name, status=422 if form and form.errors else 200, **values)


def _square(token: str) -> object:
    public_url = current_app.config["SETTINGS"].public_url.rstrip("/")
    address = public_url + url_for("assisted.asked_who", token=token)
    return qr_svg(address, _("QR code for the person’s phone"))


def _ways() -> list[WayIn]:
    """The ways in for citizens, in an order that favours none."""
    found = current_app.config["PROVIDERS"]
    ways: list[WayIn] = [
        one for kind in (Kind.SPID, Kind.CIE, Kind.OIDC) for one in found.shuffled(kind)
    ]
    return [one for one in ways if one.audience is not Audience.STAFF and not one.outage]


@bp.post("/sportello/visita/riconosci/<int:number>")
@operator
def open_recognised(number: int) -> ResponseReturnValue:
    """Open the visit of who said it; the answer is used up."""
    actor, form = current_actor(), OwnForm()
    if actor.visit is not None:
        raise AnotherVisitOpen
    row = recognitions.get_asked(actor, number)
    if row.answered_at is None or not form.validate():
        return _wait(row, form if row.answered_at is not None else None)
    with writing() as session:
        row = recognitions.get_asked(actor, number, lock=True)
        visit = open_visit(
            current_app.config["KEYRING"], actor, _identified(row, form.language.data)
        )
        recognitions.use(row)
        keep_fact(session, visit=visit.id)
    mark_apart(True)
    return redirect(url_for("assisted.mandate"))


def _identified(row: Recognition, language: str) -> Identified:
    return Identified(
        facts={},
        by=row.kind,
        document={},
        language=language,
        person_id=row.person_id,
        level=row.level,
        way=row.way,
        turn_id=row.turn_id,
        appointment_id=row.appointment_id,
    )


@bp.get("/sportello/riconosciuto")
@operator
def recognised() -> ResponseReturnValue:
    """Where the provider leads once its session is ended: to the answer that waits."""
    row = recognitions.latest_answered(current_actor())
    if row is None:
        return redirect(url_for("assisted.desk"))
    return redirect(url_for("assisted.wait_who", number=row.id))


def _may_ask(number: int) -> None:
    recognitions.get_asked(current_actor(), number)


def _take_answer(number: int, who: Proved, way: WayIn) -> None:
    """The person proved it at the operator's screen: they are known from now on, and not signed in."""
    _may_ask(number)
    with writing():
        person = recognise(current_app.config["KEYRING"], who)
        recognitions.answer(number, person.id, who.level, way.kind.value)


def _where_it_waits(number: int) -> str:
    return url_for("assisted.wait_who", number=number)


errands.register(
    "visita",
    errands.Errand(_may_ask, _take_answer, _where_it_waits, after="/sportello/riconosciuto"),
)
