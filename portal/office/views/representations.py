"""Representation in the office: acts that wait are answered, one that was accepted is found and ended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import ties
from portal.cases.downloads import FileInfected
from portal.cases.words import SCAN
from portal.catalogue import serving
from portal.integrations.scanner import Scan
from portal.office.forms.representing import AnswerActForm, EndForm
from portal.office.views import bp
from portal.platform import audit
from portal.platform.access import officer, sensitive
from portal.platform.actor import current_actor
from portal.platform.codes import printed
from portal.platform.database import writing
from portal.platform.forms import Form
from portal.platform.i18n import gettext as _
from portal.platform.kept import forget_kept_forms, kept_form
from portal.platform.pages import notice, render
from portal.powers import checking, papers, queries, words
from portal.powers.actions.deciding import accept_act, end_representation, refuse_act, want_copy
from portal.powers.models import Power, PowerAct

LONGEST_SEARCH = 120


def _checking() -> checking.Checking:
    """The bodies this officer works for, and who they are bound to (L. 241/1990, art. 6-bis)."""
    actor, snapshot = current_actor(), serving.snapshot()
    offices = [snapshot.find_office(one) for one in actor.offices()]
    bodies = frozenset(one.body for one in offices if one is not None)
    return checking.Checking(bodies, ties.bound_to(actor.person_id or 0))


@bp.get("/ufficio/rappresentanze")
@officer
def representations() -> ResponseReturnValue:
    """What waits, oldest first: names, so the people behind them read that they were seen."""
    rows = checking.list_to_check(current_app.config["KEYRING"], current_actor(), _checking())
    _note_seen("power.listed", rows)
    return render("office/representations.html", powers=[_laid_out(one) for one in rows])


def _note_seen(event: str, rows: Iterable[Power]) -> None:
    """Whose names stand on the page, noted before anybody reads them; of an act that waits, who asks."""
    sides = [(one.id, side) for one in rows for side in (one.holder_id, one.subject_id) if side]
    audit.record_found(current_actor(), event, "power", sides)


@bp.route("/ufficio/rappresentanze/cerca", methods=["GET", "POST"])
@officer
def find_representation() -> ResponseReturnValue:
    """Those accepted that hold a whole value; whom one looked for is noted, and both sides read it."""
    searched = " ".join(request.form.get("cerca", "").split())[:LONGEST_SEARCH]
    if not searched:
        return redirect(url_for("office.representations"))
    keyring = current_app.config["KEYRING"]
    found = checking.find_accepted(keyring, current_actor(), _checking(), searched)
    _note_seen("power.found", found)
    powers = [_laid_out(one) for one in found]
    return render("office/representations_found.html", searched=searched, powers=powers)


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
        "acts": queries.acts_of(power.id),
        "said": known.get("said", ""),
    }


def _others(power: Power) -> list[dict[str, Any]]:
    """Who represents the same person already: by which law, recognised where, until when; not who."""
    snapshot, by = serving.snapshot(), _checking()
    return [
        {
            "row": one,
            "kind": words.KIND[one.kind],
            "body": snapshot.body(one.body).name if one.body else "",
            "is_ours": one.body in by.bodies,
        }
        for one in checking.list_others(current_app.config["KEYRING"], power)
    ]


@bp.route("/ufficio/rappresentanze/<int:power_id>", methods=["GET", "POST"])
@officer
@sensitive
def representation(power_id: int) -> ResponseReturnValue:
    """What was said and the act; accept, ask for a better copy, refuse with the reason."""
    keyring, actor, by = current_app.config["KEYRING"], current_actor(), _checking()
    row = checking.get_to_check(keyring, actor, power_id, by)
    typed = None if request.method == "POST" else kept_form(actor.person_id)
    form = AnswerActForm(typed) if typed else AnswerActForm()
    if request.method == "POST" and form.validate():
        _answer(form, power_id)
        notice(_("Your answer is kept. The person is told."))
        return redirect(url_for("office.representations"))
    _note_seen("power.read", [row])
    return _page("office/representation.html", row, form, others=_others(row))


def _page(template: str, row: Power, form: Form, **more: Any) -> ResponseReturnValue:
    """A representation with its act and a form; what was posted and did not pass stands in it."""
    is_blamed = request.method == "POST"
    return render(
        template,
        status=422 if is_blamed else 200,
        form=form,
        one=_laid_out(row),
        scan_words=SCAN,
        **more,
    )


def _answer(form: AnswerActForm, power_id: int) -> None:
    keyring, actor, by = current_app.config["KEYRING"], current_actor(), _checking()
    with writing() as session:
        if form.answer.data == "accept":
            accept_act(keyring, actor, power_id, by)
        else:
            answer = want_copy if form.answer.data == "copy" else refuse_act
            answer(keyring, actor, power_id, by, form.words.data or "")
        forget_kept_forms(session, actor.person_id or 0, request.path)


@bp.route("/ufficio/rappresentanze/<int:power_id>/fine", methods=["GET", "POST"])
@officer
@sensitive
def end_power(power_id: int) -> ResponseReturnValue:
    """End one that was accepted, with the reason that both sides read."""
    keyring, actor, by = current_app.config["KEYRING"], current_actor(), _checking()
    row = checking.get_accepted(keyring, actor, power_id, by)
    typed = None if request.method == "POST" else kept_form(actor.person_id)
    form = EndForm(typed) if typed else EndForm()
    if request.method == "POST" and form.validate():
        with writing() as session:
            end_representation(keyring, actor, power_id, by, form.words.data)
            forget_kept_forms(session, actor.person_id or 0, request.path)
        notice(_("It has ended, from now. Both are told."))
        return redirect(url_for("office.representations"))
    _note_seen("power.read", [row])
    return _page("office/end_representation.html", row, form)


@bp.get("/ufficio/rappresentanze/<int:power_id>/atti/<int:number>")
@officer
def representation_act(power_id: int, number: int) -> ResponseReturnValue:
    """One copy of the act, if it was found clean; else the officer is asked before it opens."""
    row, act = _act(power_id, number)
    if act.scan is Scan.CLEAN:
        return _sent(row, act)
    return render(
        "office/unscanned.html",
        scan=act.scan,
        scan_words=SCAN,
        trail=[(_("Acts of representation"), url_for("office.representations"))],
        opens=url_for("office.open_act", power_id=power_id, number=number),
        back=url_for("office.representations"),
    )


@bp.post("/ufficio/rappresentanze/<int:power_id>/atti/<int:number>")
@officer
def open_act(power_id: int, number: int) -> ResponseReturnValue:
    """The same copy, at the officer's word that it may be opened unscanned."""
    return _sent(*_act(power_id, number))


def _act(power_id: int, number: int) -> tuple[Power, PowerAct]:
    """A copy of the act of a power this officer works; none where a virus was found in it."""
    keyring, actor = current_app.config["KEYRING"], current_actor()
    row = checking.get_for_office(keyring, actor, power_id, _checking())
    act = checking.get_act(row, number)
    if act.scan is Scan.INFECTED:
        raise FileInfected
    return row, act


def _sent(row: Power, act: PowerAct) -> Response:
    """Noted before it is seen, and never shown inside our pages."""
    subject = row.subject_id or row.holder_id
    audit.record_read(current_actor(), "power.act_read", "power", row.id, subject_id=subject)
    content = current_app.config["POWER_FILES"].open(row.data_key, act.store_key)
    answer = Response(content, mimetype=act.media_type)
    name = f"atto-{row.code}-{act.number}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
