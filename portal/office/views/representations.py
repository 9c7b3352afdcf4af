"""The acts of representation that wait: an officer reads them and gives one of three answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import ties
from portal.catalogue import serving
from portal.office.forms.representing import AnswerActForm
from portal.office.views import bp
from portal.platform import audit
from portal.platform.access import officer
from portal.platform.actor import current_actor
from portal.platform.codes import printed
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.powers import papers, queries, words
from portal.powers.actions.representing import accept_act, refuse_act, want_copy
from portal.powers.models import Power


def _checking() -> queries.Checking:
    """The bodies this officer works for, and who they are bound to (L. 241/1990, art. 6-bis)."""
    actor, snapshot = current_actor(), serving.snapshot()
    offices = [snapshot.find_office(one) for one in actor.offices()]
    bodies = frozenset(one.body for one in offices if one is not None)
    return queries.Checking(bodies, ties.bound_to(actor.person_id or 0))


@bp.get("/ufficio/rappresentanze")
@officer
def representations() -> ResponseReturnValue:
    """What waits, oldest first: names, so the people behind them read that they were seen."""
    rows = queries.list_to_check(current_app.config["KEYRING"], current_actor(), _checking())
    _note_seen("power.listed", rows)
    return render("office/representations.html", powers=[_laid_out(one) for one in rows])


def _note_seen(event: str, rows: Iterable[Power]) -> None:
    """Whose names stand on the page, noted before anybody reads them."""
    audit.record_found(current_actor(), event, "power", [(one.id, one.holder_id) for one in rows])


def _laid_out(power: Power) -> dict[str, Any]:
    known = queries.opened(current_app.config["KEYRING"], power)
    return {
        "row": power,
        "code": printed(power.code),
        "kind": words.KIND[power.kind],
        "holder": papers.holder_name(known),
        "known": known,
        "reach": words.ACT_SAYS[power.reach],
        "services": [_("All the online services")]
        if power.every_service
        else papers.names_of(power.services),
    }


@bp.route("/ufficio/rappresentanze/<int:power_id>", methods=["GET", "POST"])
@officer
def representation(power_id: int) -> ResponseReturnValue:
    """What was said and the act; accept, ask for a better copy, refuse with the reason."""
    keyring, actor, by = current_app.config["KEYRING"], current_actor(), _checking()
    row = queries.get_to_check(keyring, actor, power_id, by)
    form = AnswerActForm()
    if request.method == "POST" and form.validate():
        said = form.words.data or ""
        with writing():
            if form.answer.data == "accept":
                accept_act(keyring, actor, power_id, by)
            else:
                answer = want_copy if form.answer.data == "copy" else refuse_act
                answer(keyring, actor, power_id, by, said)
        notice(_("Your answer is kept. The person is told."))
        return redirect(url_for("office.representations"))
    _note_seen("power.read", [row])
    status = 422 if form.errors else 200
    return render("office/representation.html", status=status, form=form, one=_laid_out(row))


@bp.get("/ufficio/rappresentanze/<int:power_id>/atto")
@officer
def representation_act(power_id: int) -> ResponseReturnValue:
    """The act itself, noted before it is seen."""
    actor = current_actor()
    row = queries.get_to_check(current_app.config["KEYRING"], actor, power_id, _checking())
    audit.record_read(actor, "power.act_read", "power", row.id, subject_id=row.holder_id)
    content = current_app.config["POWER_FILES"].open(row.data_key, row.act_key)
    answer = Response(content, mimetype=row.act_type)
    answer.headers["Content-Disposition"] = f'inline; filename="atto-{row.code}"'
    return answer
