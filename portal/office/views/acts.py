"""The acts of an officer, each at its own address: what was typed is never lost, one write each."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import queries as cases
from portal.cases.models import Case
from portal.office import actions, replies, words
from portal.office.duties import Act
from portal.office.forms import FORMS, ActForm
from portal.office.views import bp
from portal.office.views.case import show
from portal.platform import plain
from portal.platform.access import officer, sensitive
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.kept import forget_kept_forms, kept_form
from portal.platform.pages import notice

BOTH = ["GET", "POST"]
CHANGED = _l(
    "Somebody did something on this case after you opened the page. Read it again below. If you "
    "still want to do this, press the button again."
)


@bp.route("/ufficio/pratiche/<reference>/prendi-in-carico", methods=BOTH)
@officer
def take_charge(reference: str) -> ResponseReturnValue:
    """Take the case; whoever comes back here after a login finds the case."""
    if request.method == "POST":
        with writing():
            act = actions.take(current_app.config["KEYRING"], current_actor(), reference)
        notice(words.DONE[act])
    return redirect(url_for("office.case", reference=reference))


@bp.route("/ufficio/pratiche/<reference>/chiedi", methods=BOTH)
@officer
def ask(reference: str) -> ResponseReturnValue:
    """Ask the person for something; the clock stands."""
    return do_act(reference, Act.ASK)


@bp.route("/ufficio/pratiche/<reference>/scrivi", methods=BOTH)
@officer
def write(reference: str) -> ResponseReturnValue:
    """Write to the person."""
    return do_act(reference, Act.WRITE)


@bp.route("/ufficio/pratiche/<reference>/accogli", methods=BOTH)
@officer
@sensitive
def accept(reference: str) -> ResponseReturnValue:
    """Say yes."""
    return do_act(reference, Act.ACCEPT)


@bp.route("/ufficio/pratiche/<reference>/preavviso", methods=BOTH)
@officer
@sensitive
def announce_refusal(reference: str) -> ResponseReturnValue:
    """Say that it may be no."""
    return do_act(reference, Act.ANNOUNCE)


@bp.route("/ufficio/pratiche/<reference>/respingi", methods=BOTH)
@officer
@sensitive
def refuse(reference: str) -> ResponseReturnValue:
    """Say no."""
    return do_act(reference, Act.REFUSE)


def do_act(reference: str, act: Act) -> ResponseReturnValue:
    """One act: its form on the page of the case, its words weighed on request, then one write."""
    actor = current_actor()
    found = cases.get_office_case(actor, reference)
    if request.method == "GET":
        form = FORMS[act](formdata=kept_form(actor.person_id), id_prefix=f"{act}-")
        _begin_with(found, form, request.args.get("modello", ""))
        return show(found, act, form)
    form = FORMS[act](id_prefix=f"{act}-")
    if "modello" in request.form:
        _begin_with(found, form, request.form["modello"])
        return show(found, act, form, reading=plain.read(form.words))
    if "check" in request.form:
        return show(found, act, form, reading=plain.read(form.words))
    if not form.validate():
        return show(found, act, form, status=422)
    try:
        with writing() as session:
            done = form.do(current_app.config["KEYRING"], actor, reference)
            forget_kept_forms(session, actor.person_id or 0, request.path)
    except actions.SeenOlder:
        form.blame("", CHANGED)
        return show(cases.get_office_case(actor, reference), act, form, status=422)
    notice(done)
    return redirect(url_for("office.case", reference=reference))


def _begin_with(found: Case, form: ActForm, reply_id: str) -> None:
    """Put the words of a ready reply into the form; what the officer wrote stays, above it."""
    ready = replies.find(found, form.act, reply_id)
    if ready is None:
        return
    form.text.data = "\n\n".join(part for part in (form.words.strip(), ready.text) if part)
    form.ready.data = ready.id
