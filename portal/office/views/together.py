"""Working a case together: passing it on, notes, standing back, the second pair of eyes."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import queries as cases
from portal.cases.actions import accounts, assigning, noting, proposing
from portal.cases.models import Tie
from portal.office import actions, together
from portal.office.forms import AccountForm, AnswerForm, NoteForm, TieForm, assign_form
from portal.office.forms.working import NOBODY, TEAM
from portal.office.views import bp
from portal.office.views.acts import BOTH, CHANGED
from portal.office.views.case import show
from portal.platform.access import officer, sensitive
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.kept import forget_kept_forms, kept_form
from portal.platform.pages import notice


def _back(reference: str) -> ResponseReturnValue:
    return redirect(url_for("office.case", reference=reference))


@bp.route("/ufficio/pratiche/<reference>/assegna", methods=BOTH)
@officer
def assign(reference: str) -> ResponseReturnValue:
    """Give the case to a colleague, to a team, or to nobody in particular."""
    keyring, actor = current_app.config["KEYRING"], current_actor()
    found = cases.get_office_case(actor, reference)
    if request.method == "GET":
        return show(found)
    form = assign_form(together.hands(keyring, found))(id_prefix="assign-")
    if not form.validate():
        return show(found, extra={"assign": form}, status=422)
    given = (keyring, actor, reference)
    to, text = str(form.to.data), form.words.data or ""
    try:
        with writing():
            if to == NOBODY:
                assigning.take_back(*given, text)
            elif to.startswith(TEAM):
                assigning.give_to_other_team(*given, to.removeprefix(TEAM), text)
            else:
                assigning.assign(*given, int(to), text)
    except (assigning.CannotWork, assigning.HandOverMissing) as refusal:
        form.blame("to" if isinstance(refusal, assigning.CannotWork) else "words", refusal.words)
        found = cases.get_office_case(actor, reference)
        return show(found, extra={"assign": form}, status=422)
    notice(_("The case has been passed on."))
    return _back(reference)


@bp.route("/ufficio/pratiche/<reference>/annota", methods=BOTH)
@officer
def note(reference: str) -> ResponseReturnValue:
    """Note something for the office."""
    actor = current_actor()
    found = cases.get_office_case(actor, reference)
    if request.method == "GET":
        return show(found)
    form = NoteForm(id_prefix="note-")
    if not form.validate():
        return show(found, extra={"note": form}, status=422)
    with writing():
        noting.write_note(current_app.config["KEYRING"], actor, reference, form.text.data)
    notice(_("The note is kept with the case."))
    return _back(reference)


@bp.route("/ufficio/pratiche/<reference>/legame", methods=BOTH)
@officer
def declare_tie(reference: str) -> ResponseReturnValue:
    """Declare a conflict of interest: the case is handed on and hidden from this officer."""
    actor = current_actor()
    found = cases.get_office_case(actor, reference)
    if request.method == "GET":
        return show(found)
    form = TieForm(id_prefix="tie-")
    if not form.validate():
        return show(found, extra={"tie": form}, status=422)
    with writing():
        assigning.declare_tie(current_app.config["KEYRING"], actor, reference, Tie(form.tie.data))
    notice(_("Thank you. A colleague works this case, and you do not see it any more."))
    return redirect(url_for("office.inbox"))


@bp.route("/ufficio/pratiche/<reference>/conto", methods=BOTH)
@officer
@sensitive
def reopen_account(reference: str) -> ResponseReturnValue:
    """An account that its person stopped by mistake counts again, after a day; only who coordinates."""
    actor = current_actor()
    found = cases.get_office_case(actor, reference)
    if not accounts.can_reopen_account(actor, found):
        raise NotThere
    if request.method == "GET":
        return show(found)
    form = AccountForm(id_prefix="account-")
    if not form.validate():
        return show(found, extra={"account": form}, status=422)
    with writing():
        accounts.reopen_account(
            current_app.config["KEYRING"], actor, reference, str(form.text.data)
        )
    notice(_("The account counts again in 24 hours. The person reads why."))
    return _back(reference)


@bp.route("/ufficio/pratiche/<reference>/conferma", methods=BOTH)
@officer
@sensitive
def answer_proposal(reference: str) -> ResponseReturnValue:
    """Confirm a proposed decision, or send it back with words."""
    keyring, actor = current_app.config["KEYRING"], current_actor()
    found = cases.get_office_case(actor, reference)
    if request.method == "GET":
        typed = kept_form(actor.person_id)
        form = AnswerForm(formdata=typed, id_prefix="answer-")
        return show(found, extra={"answer": form} if typed else {})
    form, number = AnswerForm(id_prefix="answer-"), request.form.get("number", "")
    is_number = number.isascii() and number.isdecimal() and len(number) < 10
    chosen = (keyring, actor, reference, int(number) if is_number else 0)
    form.validate()
    try:
        with writing() as session:
            if "send_back" in request.form:
                proposing.send_back(*chosen, form.words.data or "")
            else:
                actions.confirm(*chosen, form.seen.data or "")
            forget_kept_forms(session, actor.person_id or 0, request.path)
    except actions.SeenOlder:
        form.blame("", CHANGED)
        found = cases.get_office_case(actor, reference)
        return show(found, extra={"answer": form}, status=422)
    notice(_("Done: your colleague and the file know it."))
    return _back(reference)
