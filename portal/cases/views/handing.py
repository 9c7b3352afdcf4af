"""At the desk: a draft goes to the person's phone, or comes from it."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.cases import queries
from portal.cases.forms.handing import HandoverCodeForm
from portal.cases.handover import to_desk
from portal.cases.handover.queries import latest, shown
from portal.cases.handover.standing import Standing, standing
from portal.cases.handover.to_phone import can_take_back, offer_to_phone, take_back
from portal.cases.models import Case, Handover, Passing
from portal.cases.timeline import CaseStatus
from portal.cases.views import bp
from portal.cases.views.tracking import sections_of
from portal.catalogue import serving
from portal.platform import attempts, codes
from portal.platform.access import in_visit
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import current_language
from portal.platform.i18n import gettext as _
from portal.platform.pages import is_fragment_wanted, notice, render
from portal.platform.paper.qr import qr_svg
from portal.platform.security import by_person, limiter
from portal.platform.sessions import unattended

#: Wrong codes that one operator may type.
BY_OPERATOR = attempts.Limit("handover_by_operator", 20)


def to_scan(case: Case, row: Handover, endpoint: str) -> dict[str, Any]:
    """The link of a passing as a drawing and as an address, and its code."""
    found = shown(current_app.config["KEYRING"], case, row)
    public_url = current_app.config["SETTINGS"].public_url.rstrip("/")
    address = public_url + url_for(endpoint, token=found.token)
    return {
        "qr": qr_svg(address, _("QR code for the person’s phone")),
        "code": codes.printed(found.code),
        "typed_at": public_url + url_for("cases.type_code"),
    }


def service_name(case: Case) -> str:
    """The service of a case in the language of the page."""
    return serving.snapshot().words(case.service, current_language().code)[0].name


@bp.get("/pratiche/<reference>/telefono")
@in_visit
@unattended
def hand_to_phone(reference: str) -> ResponseReturnValue:
    """Where a draft is: here, offered, or on the phone; there the operator reads on what is in it."""
    case = queries.get_case(current_actor(), reference)
    if current_actor().speaker_id is not None:
        raise NotThere  # the phone that is here is not the person's
    if case.status is not CaseStatus.DRAFT:
        return redirect(url_for("cases.case", reference=reference))
    row = latest(case, Passing.TO_PHONE, Passing.TO_DESK)
    offered = row if row is not None and row.kind is Passing.TO_PHONE else None
    stands = standing(offered) if offered is not None else None
    is_out = case.handed_at is not None
    is_open = not is_out and stands is Standing.OPEN
    part = is_fragment_wanted()
    return render(
        "cases/_hand_to_phone.html" if part else "cases/hand_to_phone.html",
        case=case,
        service_name=service_name(case),
        is_out=is_out,
        is_open=is_open,
        is_late=not is_out and stands is Standing.LATE,
        can_take_back=is_out and can_take_back(case, row),
        sections=sections_of(case) if is_out else [],
        **(to_scan(case, offered, "cases.from_desk") if is_open and offered else {}),
    )


@bp.post("/pratiche/<reference>/telefono")
@in_visit
@limiter.limit("30 per hour", key_func=by_person)
def offer_draft(reference: str) -> ResponseReturnValue:
    """Show the code; an older one stops working."""
    with writing():
        offer_to_phone(current_app.config["KEYRING"], current_actor(), reference)
    return redirect(url_for("cases.hand_to_phone", reference=reference))


@bp.post("/pratiche/<reference>/telefono/fine")
@in_visit
def take_draft_back(reference: str) -> ResponseReturnValue:
    """Take back what was offered, or what a phone without a login took."""
    with writing():
        take_back(current_actor(), reference)
    notice(_("The request is at the desk again. The code does not work any more."))
    return redirect(url_for("cases.hand_to_phone", reference=reference))


@bp.get("/sportello/codice")
@in_visit
def code_of_phone() -> ResponseReturnValue:
    """Ask for the code on the person's phone; a reader types it."""
    return render("cases/code_of_phone.html", form=HandoverCodeForm())


@bp.post("/sportello/codice")
@in_visit
@limiter.limit("30 per minute", key_func=by_person)
def ask_for_draft() -> ResponseReturnValue:
    """Ask the phone; what is on it stays there until its person says yes."""
    form, keyring, actor = HandoverCodeForm(), current_app.config["KEYRING"], current_actor()
    if not form.validate():
        return render("cases/code_of_phone.html", status=422, form=form)
    source = keyring.lookup("attempts", f"handover:{actor.person_id}")
    attempts.spend(BY_OPERATOR, source)
    try:
        with writing():
            number = to_desk.ask_phone(keyring, actor, form.code.data).id
    except NotThere:
        form.blame("code", _("No phone shows this code now. Compare it, sign by sign."))
        return render("cases/code_of_phone.html", status=422, form=form)
    attempts.give_back(BY_OPERATOR, source)
    return redirect(url_for("cases.draft_of_phone", number=number))


@bp.get("/sportello/codice/<int:number>")
@in_visit
@unattended
def draft_of_phone(number: int) -> ResponseReturnValue:
    """Waiting for the person's yes; then the way to the draft."""
    row = to_desk.get_of_visit(current_actor(), number)
    case = to_desk.draft_of(row)
    return render(
        "cases/_draft_of_phone.html" if is_fragment_wanted() else "cases/draft_of_phone.html",
        number=number,
        case=case,
        service_name=service_name(case) if case else "",
        is_waiting=standing(row) is Standing.OPEN,
    )


@bp.post("/sportello/codice/<int:number>/fine")
@in_visit
def leave_draft(number: int) -> ResponseReturnValue:
    """The operator is done with a draft of a phone, or no longer asks for it."""
    with writing():
        to_desk.stop_at_desk(current_actor(), number)
    notice(_("You are out of the request: it is only on the person’s phone."))
    return redirect(url_for("cases.code_of_phone"))
