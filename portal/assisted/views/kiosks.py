"""The desk's side of its public machines: make a code, see them, end them, hear a call."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.assisted.forms import KioskForm
from portal.assisted.kiosk import actions, queries, rounds
from portal.assisted.views import bp
from portal.platform.access import desk_keeper, operator
from portal.platform.actor import current_actor
from portal.platform.addresses import row_number
from portal.platform.codes import printed
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.pages import is_fragment_wanted, notice, render
from portal.platform.sessions import unattended


@bp.get("/sportello/postazioni")
@desk_keeper
def kept_desks() -> ResponseReturnValue:
    """The desks whose machines I look after; straight to the only one."""
    desks = queries.kept_desks(current_actor())
    if len(desks) == 1:
        return redirect(url_for("assisted.kiosks", desk=desks[0].id))
    return render("assisted/kept_desks.html", desks=desks)


@bp.get("/sportello/postazioni/<desk>")
@desk_keeper
def kiosks(desk: str) -> ResponseReturnValue:
    """The machines of a desk, with the codes that wait to be typed."""
    return _kiosks(desk, KioskForm())


def _kiosks(desk: str, form: KioskForm) -> ResponseReturnValue:
    found, keyring = queries.get_kept_desk(current_actor(), desk), current_app.config["KEYRING"]
    rows = queries.list_kiosks(found)
    waiting = [(row, printed(queries.code_of(keyring, row))) for row in rows if row.code_hash]
    return render(
        "assisted/kiosks.html",
        status=422 if form.errors else 200,
        desk=found,
        form=form,
        waiting=waiting,
        machines=[row for row in rows if row.enrolled_at],
    )


@bp.post("/sportello/postazioni/<desk>")
@desk_keeper
def prepare(desk: str) -> ResponseReturnValue:
    """Make the code for one more machine."""
    queries.get_kept_desk(current_actor(), desk)
    form = KioskForm()
    if not form.validate():
        return _kiosks(desk, form)
    with writing():
        actions.prepare_kiosk(
            current_app.config["KEYRING"], current_actor(), desk, form.kiosk_name.data
        )
    return redirect(url_for("assisted.kiosks", desk=desk))


@bp.post("/sportello/postazioni/<desk>/<int:number>/termina")
@desk_keeper
def end_kiosk(desk: str, number: int) -> ResponseReturnValue:
    """The machine is a browser like any other again; whoever sits there is signed out."""
    with writing():
        erased = actions.end_kiosk(current_actor(), desk, number)
    rounds.forget_all(erased)
    notice(_("The machine is ended. Nobody can use it as one any more."))
    return redirect(url_for("assisted.kiosks", desk=desk))


@bp.get("/sportello/chiamate")
@operator
@unattended
def calls() -> ResponseReturnValue:
    """Who waits for help at a machine of this desk; the page of the desk asks every few seconds."""
    found = queries.calls_at(current_actor().desk)
    name = "assisted/_calls.html" if is_fragment_wanted() else "assisted/calls.html"
    return render(name, calls=found)


@bp.post("/sportello/chiamate")
@operator
def answer() -> ResponseReturnValue:
    """I go there: the mark disappears at the machine and at the desk."""
    number = row_number(request.form.get("kiosk", ""))
    with writing():
        is_first = actions.answer_call(current_actor(), number)
    notice(
        _("The call is yours. Go to the person.") if is_first else _("A colleague went already.")
    )
    return redirect(url_for("assisted.desk"))
