"""The waiting room: the screen that hangs there, who hangs it, and the table to which people are called."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.assisted import queries
from portal.assisted.forms import TableForm, WaitingScreenForm
from portal.assisted.hall import actions
from portal.assisted.hall import queries as hall
from portal.assisted.kiosk.queries import get_kept_desk
from portal.assisted.screen.queries import stamp_of
from portal.assisted.views import bp
from portal.assisted.words import HALL
from portal.platform.access import desk_keeper, operator, public
from portal.platform.actor import current_actor
from portal.platform.beside import set_beside
from portal.platform.codes import printed
from portal.platform.database import writing
from portal.platform.i18n import LANGUAGES
from portal.platform.i18n import gettext as _
from portal.platform.pages import is_fragment_wanted, notice, render
from portal.platform.security import limiter
from portal.platform.sessions import current_session, keep_fact, unattended


@bp.get("/sala/<int:number>/<code>")
@public
@limiter.limit("120 per minute")
@unattended
def waiting_room(number: int, code: str) -> ResponseReturnValue:
    """The numbers called now and last, in two languages; nothing at all where nothing changed."""
    row = hall.get_screen(current_app.config["KEYRING"], number, code)
    set_beside(row.language)
    called = hall.called_at(row.desk) if row.ended_at is None else []
    told = [(one.number, one.place, one.called_at) for one in called]
    stamp = stamp_of(row.ended_at, *told)
    if is_fragment_wanted() and request.args.get("visto") == stamp:
        return "", 204
    return render(
        "assisted/_hall.html" if is_fragment_wanted() else "assisted/hall.html",
        desk_name=queries.desk_name(row.desk),
        called=called,
        is_ended=row.ended_at is not None,
        said=HALL,
        watched=url_for("assisted.waiting_room", number=number, code=code, visto=stamp),
    )


@bp.get("/sportello/sala/<desk>")
@desk_keeper
def hall_screens(desk: str) -> ResponseReturnValue:
    """The screens of a waiting room, each with its address."""
    return _screens(desk, WaitingScreenForm())


def _screens(desk: str, form: WaitingScreenForm) -> ResponseReturnValue:
    found, keyring = get_kept_desk(current_actor(), desk), current_app.config["KEYRING"]
    public_url = current_app.config["SETTINGS"].public_url.rstrip("/")
    screens = []
    for row in hall.screens_of(found.id):
        code = printed(hall.code_of(keyring, row))
        path = url_for("assisted.waiting_room", number=row.id, code=code)
        language = LANGUAGES.get(row.language)
        screens.append(
            {
                "id": row.id,
                "address": public_url + path.removeprefix(request.script_root),
                "language": language.name if language else "",
                "made_at": row.made_at,
            }
        )
    status = 422 if form.errors else 200
    return render(
        "assisted/hall_screens.html", status=status, desk=found, form=form, screens=screens
    )


@bp.post("/sportello/sala/<desk>")
@desk_keeper
def hang_screen(desk: str) -> ResponseReturnValue:
    """Make the address of one more screen."""
    get_kept_desk(current_actor(), desk)
    form = WaitingScreenForm()
    if not form.validate():
        return _screens(desk, form)
    with writing():
        actions.hang_screen(current_actor(), desk, form.language.data)
    return redirect(url_for("assisted.hall_screens", desk=desk))


@bp.post("/sportello/sala/<desk>/<int:number>/termina")
@desk_keeper
def take_down(desk: str, number: int) -> ResponseReturnValue:
    """The address shows no number any more."""
    with writing():
        actions.take_down(current_actor(), desk, number)
    notice(_("The screen is ended. It shows no number any more."))
    return redirect(url_for("assisted.hall_screens", desk=desk))


@bp.route("/sportello/tavolo", methods=["GET", "POST"])
@operator
def my_table() -> ResponseReturnValue:
    """Where people find this operator, as the screen of the waiting room says it."""
    row = current_session()
    form = TableForm(data={"table": row.facts.get("table", "") if row else ""})
    if request.method == "POST" and form.validate():
        with writing() as session:
            keep_fact(session, table=form.table.data or None)
        return redirect(url_for("assisted.desk"))
    return render("assisted/my_table.html", status=422 if form.errors else 200, form=form)
