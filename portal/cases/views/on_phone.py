"""On the person's own phone: take a draft from a desk, or let a desk write in one."""

from __future__ import annotations

import secrets

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.cases import queries
from portal.cases.forms.handing import HandoverCodeForm
from portal.cases.handover import to_desk
from portal.cases.handover.from_machine import check_not_shown_by
from portal.cases.handover.queries import by_code, by_token, shown, was_taken_back
from portal.cases.handover.standing import BackAtDesk, Standing, check_open, standing
from portal.cases.handover.to_phone import WHOLE, check_phone, is_taker, take_to_phone
from portal.cases.models import Case, Handover, Passing
from portal.cases.views import bp
from portal.cases.views.handing import service_name
from portal.cases.views.tracking import sections_of
from portal.catalogue import serving
from portal.identity.queries import names_of
from portal.platform import attempts, codes, guesses
from portal.platform.access import participant, public
from portal.platform.actor import current_actor
from portal.platform.database import db, writing
from portal.platform.errors import NotThere, Situation, error_page
from portal.platform.i18n import gettext as _
from portal.platform.pages import is_fragment_wanted, notice, render
from portal.platform.paper.qr import qr_svg
from portal.platform.security import by_person, limiter
from portal.platform.sessions import current_session, open_session, unattended

#: Wrong codes from one browser: more would be guessing.
BY_BROWSER = attempts.Limit("handover_by_browser", 20)
_LINKS = {
    **dict.fromkeys(WHOLE, "cases.from_desk"),
    Passing.PHOTO: "cases.photo",
}


@bp.get("/passa")
@public
def type_code() -> ResponseReturnValue:
    """For a phone without a camera: the code on the screen of the desk."""
    return render("cases/type_code.html", form=HandoverCodeForm())


@bp.post("/passa")
@public
@limiter.limit("30 per minute")
def enter_code() -> ResponseReturnValue:
    """To what the code opens; a wrong one is counted, a right one is not."""
    form, keyring = HandoverCodeForm(), current_app.config["KEYRING"]
    if not form.validate():
        return render("cases/type_code.html", status=422, form=form)
    guesses.spend(BY_BROWSER)
    try:
        case, row = by_code(keyring, form.code.data, _LINKS)
    except NotThere:
        form.blame("code", _("No desk shows this code now. Compare it, sign by sign."))
        return render("cases/type_code.html", status=422, form=form)
    guesses.give_back(BY_BROWSER)
    return redirect(url_for(_LINKS[row.kind], token=shown(keyring, case, row).token))


@bp.get("/passa/<token>")
@public
@limiter.limit("30 per minute")
def from_desk(token: str) -> ResponseReturnValue:
    """What comes to this phone, before it does; opening uses nothing up."""
    case, row = by_token(token, WHOLE)
    check_phone(current_actor(), case)
    if standing(row) is Standing.TAKEN and is_taker(current_actor(), row):
        return redirect(url_for("cases.resume", reference=case.reference))
    check_open(row)
    check_not_shown_by(current_actor(), row)
    is_from_machine = row.kind is Passing.FROM_MACHINE
    return render(
        "cases/from_desk.html", token=token, desk=_desk(row), is_from_machine=is_from_machine
    )


@bp.post("/passa/<token>")
@public
@limiter.limit("30 per minute")
def take_draft(token: str) -> ResponseReturnValue:
    """The draft is on this phone from now, with a login or without."""
    with writing() as session:
        _begin_guest(session)
        reference = take_to_phone(current_actor(), token).reference
    notice(_("The request is on this phone now. Go on when you like."))
    return redirect(url_for("cases.resume", reference=reference))


def _begin_guest(session: Session) -> None:
    """A browser that nobody signed in with gets a session that can hold a draft."""
    if not current_actor().is_signed_in and current_session() is None:
        open_session(session, None, {"guest": secrets.token_hex(32)})


def _desk(row: Handover) -> str:
    found = serving.snapshot().desk(row.desk) if row.desk else None
    return found.name if found else ""


@bp.get("/pratiche/<reference>/allo-sportello")
@participant
@unattended
def at_desk(reference: str) -> ResponseReturnValue:
    """The code to show, then who asks and what they would see, then the way to end it."""
    case, keyring = _own_draft(reference), current_app.config["KEYRING"]
    row = to_desk.asked_of(case)
    stands = standing(row) if row is not None else None
    code = ""
    if row is not None and stands is Standing.OPEN and row.asked_at is None:
        code = shown(keyring, case, row).code
    asks = row is not None and stands is Standing.OPEN and row.asked_at is not None
    who = names_of(keyring, {row.operator_id}) if row and row.operator_id else {}
    return render(
        "cases/_at_desk.html" if is_fragment_wanted() else "cases/at_desk.html",
        case=case,
        service_name=service_name(case),
        number=row.id if row else 0,
        code=codes.printed(code) if code else "",
        qr=qr_svg(code, _("QR code for the operator")) if code else "",
        asks=asks,
        writes=stands is Standing.TAKEN,
        is_late=stands is Standing.LATE,
        desk=_desk(row) if row else "",
        operator=next(iter(who.values()), ""),
        sections=sections_of(case) if asks else [],
    )


def _own_draft(reference: str) -> Case:
    """A draft on its person's own screen: for who acts for them there is no such page."""
    if current_actor().acting_for is not None:
        raise NotThere
    return queries.get_draft(current_actor(), reference)


@bp.post("/pratiche/<reference>/allo-sportello")
@participant
@limiter.limit("30 per hour", key_func=by_person)
def show_code(reference: str) -> ResponseReturnValue:
    """Show a code; it alone gives nothing away."""
    with writing():
        to_desk.show_to_desk(current_app.config["KEYRING"], current_actor(), reference)
    return redirect(url_for("cases.at_desk", reference=reference))


@bp.post("/pratiche/<reference>/allo-sportello/<int:number>/conferma")
@participant
def approve_desk(reference: str, number: int) -> ResponseReturnValue:
    """Yes: the operator may read and write."""
    with writing():
        to_desk.approve(current_actor(), reference, number)
    notice(_("Now the operator reads this request and writes in it, until you end it."))
    return redirect(url_for("cases.at_desk", reference=reference))


@bp.post("/pratiche/<reference>/allo-sportello/<int:number>/fine")
@participant
def stop_desk(reference: str, number: int) -> ResponseReturnValue:
    """No, or enough."""
    with writing():
        to_desk.stop_on_phone(current_actor(), reference, number)
    notice(_("Ended: no operator writes in this request any more."))
    return redirect(url_for("cases.at_desk", reference=reference))


@bp.errorhandler(NotThere)
def perhaps_taken_back(missing: NotThere) -> ResponseReturnValue:
    """A phone that held a draft until the desk took it back is told so; to all others it is not there."""
    db.session.rollback()
    reference = (request.view_args or {}).get("reference", "")
    said: Situation = missing
    if reference and was_taken_back(current_actor(), reference):
        said = BackAtDesk()
    return error_page(said.status, said.title, said.words)
