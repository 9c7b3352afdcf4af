"""Taking a mandate back by phone: the operator calls the proved number, and writes down what they hear."""

from __future__ import annotations

from hmac import compare_digest

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.assisted import laying, standing
from portal.assisted.actions.revoking import revoke_by_phone
from portal.assisted.actions.visiting import AnotherVisitOpen, NoDesk
from portal.assisted.fairness.apart import refuse_caller
from portal.assisted.mandate_forms import CallerForm, called_back_form
from portal.assisted.models import Mandate
from portal.assisted.views import bp
from portal.identity.models import Person
from portal.platform import attempts, audit
from portal.platform.access import operator
from portal.platform.actor import Actor, current_actor
from portal.platform.codes import normal, printed
from portal.platform.database import db, writing
from portal.platform.errors import NotThere
from portal.platform.forms import Choice, Form
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render

#: Looking for people by their code is for those who call, not for the curious.
_BY_OPERATOR = attempts.Limit("mandate.caller", most=20)


def _at_desk() -> Actor:
    """The operator at their desk with nobody beside them: a person here would hear of somebody else."""
    actor = current_actor()
    if actor.visit is not None:
        raise AnotherVisitOpen
    if actor.desk is None:
        raise NoDesk
    return actor


@bp.get("/sportello/deleghe/telefono")
@operator
def ask_caller() -> ResponseReturnValue:
    """Who calls: the code on their paper, or their fiscal code."""
    _at_desk()
    return render("assisted/caller.html", form=CallerForm(), found=None)


@bp.post("/sportello/deleghe/telefono")
@operator
def find_caller() -> ResponseReturnValue:
    """The number to call back, and what may end; no name, and nothing of what was asked for."""
    actor, form, keyring = _at_desk(), CallerForm(), current_app.config["KEYRING"]
    if not form.validate():
        return render("assisted/caller.html", status=422, form=form, found=None)
    attempts.spend(_BY_OPERATOR, keyring.lookup("attempts", f"operator:{actor.person_id}"))
    code, fiscal_code = normal(form.code.data or ""), form.fiscal_code.data or ""
    found = standing.find_by_caller(keyring, actor, code=code, fiscal_code=fiscal_code)
    if not found:
        return render("assisted/caller.html", form=form, found=[])
    return _call_back(found, called_back_form(_choices(found))(formdata=None))


def _call_back(found: list[Mandate], form: Form, status: int = 200) -> ResponseReturnValue:
    subject_id = found[0].subject_id
    refuse_caller(current_actor(), db.session.get_one(Person, subject_id))
    audit.record_read(current_actor(), "mandate.found", "person", subject_id, subject_id=subject_id)
    form["asked"].data = _asked(current_actor(), subject_id)
    phone = standing.phone_to_call(current_app.config["KEYRING"], subject_id)
    return render(
        "assisted/call_back.html", status=status, form=form, phone=phone, mandate=found[0]
    )


def _asked(actor: Actor, subject_id: int) -> str:
    """What binds what is written down to the person whose number was shown, and to whom."""
    said = f"{actor.person_id}:{subject_id}"
    signature: str = current_app.config["KEYRING"].sign("mandate.caller", said)
    return signature


def _choices(found: list[Mandate]) -> list[Choice]:
    """Each mandate as a whole, and each of its services."""
    choices = []
    for one in found:
        code = printed(one.code)
        choices.append(Choice(f"{one.id}:", _("The whole mandate %(code)s", code=code)))
        choices += [
            Choice(f"{one.id}:{slug}", _("%(code)s: only %(service)s", code=code, service=name))
            for slug, name in laying.names_of(standing.left_services(one))
        ]
    return choices


@bp.post("/sportello/deleghe/<int:mandate_id>/richiamata")
@operator
def record_call(mandate_id: int) -> ResponseReturnValue:
    """The person said on the phone what they take back."""
    actor, keyring = _at_desk(), current_app.config["KEYRING"]
    row = standing.get_mandate_by_phone(actor, mandate_id)
    found = standing.standing_mandates(row.subject_id, row.body)
    form = called_back_form(_choices(found))()
    asked = _asked(actor, row.subject_id)
    if not compare_digest((form["asked"].data or "").encode(), asked.encode()):
        raise NotThere
    if not standing.phone_to_call(keyring, row.subject_id):
        raise NotThere
    if not form.validate():
        return _call_back(found, form, 422)
    number, _colon, service = form["what"].data.partition(":")
    with writing():
        revoke_by_phone(keyring, actor, int(number), service or None)
    notice(_("It is taken back from now on. The person is told."))
    return redirect(url_for("assisted.desk"))
