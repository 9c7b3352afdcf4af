"""The staff of a body for its administrators: who holds which role, giving one, ending one."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.identity import granting, reach, role_words, roster
from portal.identity.forms import RoleForm, key_of, role_form
from portal.identity.policy import NotBoth, OwnRole
from portal.identity.views import bp
from portal.platform import clock
from portal.platform.access import administrator, sensitive
from portal.platform.actor import Role, current_actor
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.kept import forget_kept_forms, kept_form
from portal.platform.pages import notice, render

BOTH = ["GET", "POST"]
PER_PAGE = 50


@bp.get("/amministrazione/personale")
@administrator
def staff() -> ResponseReturnValue:
    """Who holds which role in the bodies of this administrator."""
    said = request.args.get("da", "")
    after = int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0
    rows = roster.list_staff(current_app.config["KEYRING"], current_actor(), after, PER_PAGE)
    last = rows[-1].person_id if len({row.person_id for row in rows}) == PER_PAGE else 0
    return render(
        "identity/staff.html",
        rows=rows,
        words=role_words,
        to_confirm=sum(len(found) for _review, found in roster.to_confirm(current_actor())),
        first=url_for("identity.staff") if after else "",
        following=url_for("identity.staff", da=last) if last else "",
    )


@bp.route("/amministrazione/personale/assegna", methods=BOTH)
@administrator
@sensitive
def give_role() -> ResponseReturnValue:
    """Give a role to somebody, known here or not: the answer is the same."""
    places = {key_of(one): one for one in reach.places_of(current_actor().bodies())}
    is_posted = request.method == "POST"
    typed = request.form if is_posted else kept_form(current_actor().person_id)
    form = role_form(places)(formdata=typed)
    if is_posted and form.check(places) and _give(form, places):
        notice(_("The role is given. It holds from the next page that is opened."))
        return redirect(url_for("identity.staff"))
    return render("identity/give_role.html", form=form, status=422 if form.errors else 200)


def _give(form: RoleForm, places: dict[str, reach.Place]) -> bool:
    """Give it; what stands against it is said in the form."""
    keyring, place = current_app.config["KEYRING"], places[form["place"].data]
    try:
        with writing() as session:
            row = granting.give(keyring, current_actor(), form.who(), Role(form.role.data), place)
            forget_kept_forms(session, current_actor().person_id or 0, request.path)
    except OwnRole as refused:
        form.blame("fiscal_code", refused.words)
        return False
    except NotBoth as refused:
        form.blame("role", refused.words)
        return False
    if row is None:
        form.blame("", _("This person has this role there already. If it is suspended, lift that."))
    return row is not None


@bp.route("/amministrazione/personale/<int:number>/termina", methods=BOTH)
@administrator
@sensitive
def end_role(number: int) -> ResponseReturnValue:
    """Ask once more, then end a role."""
    keyring, actor = current_app.config["KEYRING"], current_actor()
    if request.method == "POST":
        with writing():
            granting.end(actor, number)
        notice(_("The role has ended. It gives nothing from the next page on."))
        return redirect(_back())
    held = roster.get_held(keyring, actor, number)
    return render("identity/end_role.html", held=held, words=role_words, back=_back())


@bp.route("/amministrazione/personale/<int:number>/riattiva", methods=BOTH)
@administrator
@sensitive
def lift_role(number: int) -> ResponseReturnValue:
    """Let a suspended role give again what it gives."""
    if request.method == "POST":
        with writing():
            granting.lift(current_actor(), number)
        notice(_("The role is in force again."))
    return redirect(url_for("identity.staff"))


@bp.get("/amministrazione/verifica")
@administrator
def review() -> ResponseReturnValue:
    """The roles that wait to be confirmed, body by body."""
    keyring, actor = current_app.config["KEYRING"], current_actor()
    found: list[dict[str, Any]] = [
        {
            "body": reach.name_of(reach.Place(one.body)),
            "ends_on": clock.rome_day(one.ends_at),
            "rows": roster.opened(keyring, actor, rows),
        }
        for one, rows in roster.to_confirm(actor)
    ]
    return render("identity/staff_review.html", reviews=found, words=role_words)


@bp.route("/amministrazione/verifica/<int:number>/conferma", methods=BOTH)
@administrator
@sensitive
def confirm_role(number: int) -> ResponseReturnValue:
    """Say that somebody still needs a role."""
    if request.method == "POST":
        with writing():
            granting.confirm(current_actor(), number)
        notice(_("The role is confirmed."))
    return redirect(url_for("identity.review"))


def _back() -> str:
    """The list somebody came from."""
    is_review = request.values.get("da") == "verifica"
    return url_for("identity.review" if is_review else "identity.staff")
