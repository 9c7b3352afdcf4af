"""The person's own screen: turned, in a second window of this browser, or on a second device with a code."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.assisted.actor import acting_for
from portal.assisted.forms import ScreenCodeForm
from portal.assisted.kiosk.here import kiosk_here
from portal.assisted.models import VisitScreen
from portal.assisted.screen import actions
from portal.assisted.screen.queries import reference_of, screen_of, screen_of_device, stamp_of
from portal.assisted.screen.showing import screen_for
from portal.assisted.views import bp
from portal.platform import attempts, guesses
from portal.platform.access import in_visit, operator, public
from portal.platform.actor import Actor, current_actor, with_visit
from portal.platform.codes import printed
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import LANGUAGES, current_language, url_in
from portal.platform.i18n import gettext as _
from portal.platform.pages import is_fragment_wanted, mark_discreet, render
from portal.platform.paper.qr import qr_svg
from portal.platform.security import by_person, limiter
from portal.platform.sessions import current_session, mark_apart, unattended

_BY_BROWSER = attempts.Limit("screen.code", most=10)


def _draw(actor: Actor, row: VisitScreen | None, here: str, **more: Any) -> ResponseReturnValue:
    """The screen in the person's language; nothing at all where it stands as the browser knows it."""
    language = actor.visit.language if actor.visit else current_language().code
    if actor.visit and language in LANGUAGES and language != current_language().code:
        return redirect(url_in(language))
    screen = screen_for(current_app.config["KEYRING"], actor, row, language)
    stamp = stamp_of(language, screen)
    if is_fragment_wanted() and request.args.get("visto") == stamp:
        return "", 204
    part = is_fragment_wanted()
    if screen.is_delicate:
        mark_discreet()
    return render(
        "assisted/_screen.html" if part else "assisted/screen.html",
        screen=screen,
        watched=url_for(here, visto=stamp),
        **more,
    )


@bp.get("/sportello/schermo")
@operator
@unattended
def screen() -> ResponseReturnValue:
    """The person's screen in a window of the operator's browser; turned, with the way back."""
    actor = current_actor()
    row, language = screen_of(actor), request.args.get("girato", "")
    back = url_in(language, _place(row)) if row and language in LANGUAGES else ""
    return _draw(actor, row, "assisted.screen", back=back)


def _place(row: VisitScreen) -> str:
    """The operator's page of what stands on the screen, without a language."""
    reference = reference_of(row)
    if reference is None or row.step is None:
        address = url_for("assisted.visit")
    elif row.step == actions.SUMMARY:
        address = url_for("cases.summary_page", reference=reference)
    else:
        address = url_for("cases.step", reference=reference, step=row.step)
    return address.removeprefix(request.script_root)


@bp.post("/sportello/schermo")
@in_visit
@limiter.limit("240 per minute", key_func=by_person)
def show_on_screen() -> ResponseReturnValue:
    """Put what the operator is at on the person's screen, and go where the pressed button says."""
    said = request.form
    with writing():
        actions.show(
            current_actor(), said.get("case", ""), said.get("step", ""), said.get("question", "")
        )
    if said.get("go") == "follow":
        return "", 204
    # Turned, it keeps the language in which the operator goes on.
    turned = current_language().code if said.get("go") == "turn" else None
    return redirect(url_for("assisted.screen", girato=turned))


@bp.post("/sportello/schermo/codice")
@in_visit
@limiter.limit("60 per hour", key_func=by_person)
def offer_screen() -> ResponseReturnValue:
    """A code for a second device, shown once; what stands on the page is what it will show first."""
    actor, said = current_actor(), request.form
    with writing():
        actions.show(actor, said.get("case", ""), said.get("step", ""))
        code = actions.offer_screen(current_app.config["KEYRING"], actor)
    row = screen_of(actor)
    public_url = current_app.config["SETTINGS"].public_url.rstrip("/")
    address = public_url + url_for("assisted.device_screen")
    return render(
        "assisted/screen_code.html",
        code=printed(code),
        address=address,
        qr=qr_svg(address, _("QR code: opens the page where the code is typed")),
        minutes=actions.CODE_MINUTES,
        back=request.script_root + _place(row) if row else url_for("assisted.visit"),
    )


@bp.get("/schermo")
@public
@limiter.limit("120 per minute")
def device_screen() -> ResponseReturnValue:
    """The second device: what the operator shows, or the box for the code."""
    found = screen_of_device(current_session())
    if found is None:
        if is_fragment_wanted():
            return render("assisted/_screen_over.html")
        return render("assisted/join_screen.html", form=ScreenCodeForm())
    row, visit = found
    beside = with_visit(Actor(person_id=visit.operator_id), acting_for(visit))
    return _draw(beside, row, "assisted.device_screen", back="")


@bp.post("/schermo")
@public
@limiter.limit("30 per minute")
def join_screen() -> ResponseReturnValue:
    """Type the code: from now on this device is the person's screen, until the visit ends."""
    form, keyring = ScreenCodeForm(), current_app.config["KEYRING"]
    if not form.validate():
        return render("assisted/join_screen.html", status=422, form=form)
    if kiosk_here() is not None:
        # It would end a sitting without erasing what was begun there.
        raise NotThere
    if current_actor().is_staff:
        # It would sign them out, and put another person's affairs before their colleagues.
        form.blame("code", _("You work in this browser: use “Second window” instead."))
        return render("assisted/join_screen.html", status=422, form=form)
    guesses.spend(_BY_BROWSER)
    try:
        with writing() as session:
            actions.join_screen(session, keyring, form.code.data)
    except actions.NoSuchScreen as problem:
        form.blame("code", problem.words)
        return render("assisted/join_screen.html", status=422, form=form)
    guesses.give_back(_BY_BROWSER)
    mark_apart(True)
    return redirect(url_for("assisted.device_screen"), 303)
