"""The rules of the desk stand before all other pages of an operator, until they are accepted."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.assisted import queries
from portal.assisted.papers import passages
from portal.assisted.rules.actions import accept_rules
from portal.assisted.rules.forms import RulesForm
from portal.assisted.rules.queries import has_accepted
from portal.assisted.views import bp
from portal.assisted.wording import Version
from portal.platform import clock
from portal.platform.access import IN_VISIT, OPERATOR, door_of, operator
from portal.platform.actor import Actor, current_actor
from portal.platform.csrf import is_way_out
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import current_language
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render


def _version() -> Version:
    found: Version = current_app.config["DESK_RULES"].on(clock.today())
    return found


@bp.before_request
def rules_come_first() -> ResponseReturnValue | None:
    """Lead an operator to the rules before any work at the desk they chose. Whoever sits beside a person
    finishes first: rules that begin today do not interrupt a visit."""
    actor = current_actor()
    door = door_of(current_app, request.endpoint or "")
    if actor.desk is None or actor.visit is not None or is_way_out():
        return None
    if door not in (OPERATOR, IN_VISIT) or not actor.is_operator:
        return None
    is_here = request.endpoint in {"assisted.desk_rules", "assisted.choose_desk"}
    if is_here or has_accepted(actor.person_id, _version().version):
        return None
    return redirect(url_for("assisted.desk_rules"))


@bp.route("/sportello/regole", methods=["GET", "POST"])
@operator
def desk_rules() -> ResponseReturnValue:
    """The rules as they are today, and the box that accepts them."""
    actor, version = current_actor(), _version()
    if actor.desk is None:
        return redirect(url_for("assisted.choose_desk"))
    form = RulesForm(data={"version": version.version})
    if request.method == "POST" and form.validate():
        if form.version.data == version.version:
            with writing():
                accept_rules(actor, version.version)
            notice(_("Thank you. You can begin."))
            return redirect(url_for("assisted.desk"))
        form.version.data = version.version
    return render(
        "assisted/desk_rules.html",
        status=422 if form.errors else 200,
        form=form,
        passages=passages(version, _body(actor), current_language().code),
        is_accepted=has_accepted(actor.person_id, version.version),
    )


def _body(actor: Actor) -> str:
    """The body of the desk where the operator is.

    Raises:
        NotThere: the catalogue has lost that desk.
    """
    body = queries.body_of_desk(actor.desk)
    if body is None:
        raise NotThere
    return body
