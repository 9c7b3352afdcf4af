"""Where a person is reached: a new contact is used once the code sent there has come back."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.identity.models import Person
from portal.identity.queries import get_profile, is_email_doubtful
from portal.notifications.actions import proving
from portal.notifications.actions.proving import CodeWrong
from portal.notifications.channels import Contact
from portal.notifications.forms import CodeForm, ContactsForm
from portal.notifications.views import bp, stopping
from portal.platform.access import signed_in
from portal.platform.actor import Actor, current_actor
from portal.platform.database import db, writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.i18n import ngettext
from portal.platform.kept import forget_kept_forms, kept_form
from portal.platform.pages import notice, render
from portal.platform.security import by_person, limiter


def _own() -> tuple[Actor, int]:
    """The person at the keyboard; in a visit this page is closed, as all that is theirs alone."""
    actor = current_actor()
    if actor.acting_for is not None or actor.person_id is None:
        raise NotThere
    return actor, actor.person_id


@bp.route("/area-personale/profilo/contatti", methods=["GET", "POST"])
@signed_in
@limiter.limit("12 per hour", methods=["POST"], key_func=by_person)
def contacts() -> ResponseReturnValue:
    """The contacts as they are used; a changed one is sent a code, an emptied one is used no more."""
    actor, person_id = _own()
    known = get_profile(current_app.config["KEYRING"], actor)
    used = {one.value: str(getattr(known, one)) for one in Contact}
    typed = None if request.method == "POST" else kept_form(person_id)
    form = ContactsForm(typed, data=used) if typed else ContactsForm(data=used)
    if request.method == "POST" and form.validate():
        given = {one: form.given(one) for one in Contact}
        # What a desk typed is used, and not proved before its person sends a code back themselves.
        _change(
            actor,
            {
                one: value
                for one, value in given.items()
                if value != used[one] or (value and not known.has_proved(one))
            },
        )
        return redirect(url_for("notifications.contacts"))
    return _page(person_id, form, status=422 if form.errors else 200)


def _change(actor: Actor, changed: dict[Contact, str]) -> None:
    keyring, person_id = current_app.config["KEYRING"], actor.person_id or 0
    with writing() as session:
        for one, value in changed.items():
            if value:
                proving.ask_for_proof(keyring, actor, one, value)
            else:
                proving.take_out(keyring, actor, one)
        forget_kept_forms(session, person_id, request.path)
    if any(changed.values()):
        notice(_("We sent you a code. Write it here: then we use the new contact."), "info")
    else:
        notice(_("Your contacts are saved."))


@bp.post("/area-personale/profilo/contatti/codice")
@signed_in
@limiter.limit("30 per hour", key_func=by_person)
def prove_contact() -> ResponseReturnValue:
    """Take the code back: the contact is used from now on."""
    actor, person_id = _own()
    which = _contact(request.form.get("contact", ""))
    form = CodeForm(id_prefix=f"{which}-")
    if not form.validate():
        return _page(person_id, None, {which: form}, status=422)
    wrong = None
    with writing():
        try:
            proving.prove(current_app.config["KEYRING"], actor, which, form.digits)
        except CodeWrong as problem:
            wrong = problem
    if wrong is not None:
        form.blame("code", _wrong(wrong.left))
        return _page(person_id, None, {which: form}, status=422)
    notice(_("Confirmed. From now on we reach you here."))
    return redirect(url_for("notifications.contacts"))


def _wrong(left: int) -> str:
    if not left:
        return _("This code is no longer good. Ask for another one.")
    words: str = ngettext(
        "This is not the code. You can try %(num)d more time.",
        "This is not the code. You can try %(num)d more times.",
        left,
    )
    return words


@bp.post("/area-personale/profilo/contatti/altro-codice")
@signed_in
@limiter.limit("6 per hour", key_func=by_person)
def another_code() -> ResponseReturnValue:
    """Send another code to the contact that waits; the one before is good no more."""
    actor, person_id = _own()
    which = _contact(request.form.get("contact", ""))
    keyring = current_app.config["KEYRING"]
    proof = proving.proof_of(person_id, which)
    if proof is None:
        raise NotThere
    value = proving.value_of(keyring, db.session.get_one(Person, person_id), proof)
    with writing():
        proving.ask_for_proof(keyring, actor, which, value)
    notice(_("We sent you another code. The one before is no longer good."), "info")
    return redirect(url_for("notifications.contacts"))


def _contact(word: str) -> Contact:
    try:
        return Contact(word)
    except ValueError:
        raise NotThere from None


def _page(
    person_id: int,
    form: ContactsForm | None,
    codes: dict[Contact, CodeForm] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    keyring = current_app.config["KEYRING"]
    known = get_profile(keyring, current_actor())
    person = db.session.get_one(Person, person_id)
    waiting: list[dict[str, Any]] = []
    for one in Contact:
        proof = proving.proof_of(person_id, one)
        if proof is not None:
            code = (codes or {}).get(one) or CodeForm(
                formdata=None, id_prefix=f"{one}-", data={"contact": one.value}
            )
            to = proving.value_of(keyring, person, proof)
            waiting.append({"contact": one.value, "to": to, "form": code})
    used = {one.value: str(getattr(known, one)) for one in Contact}
    return render(
        "notifications/contacts.html",
        status=status,
        form=form or ContactsForm(formdata=None, data=used),
        waiting=waiting,
        held=stopping.held_for(person_id),
        is_doubtful=is_email_doubtful(person_id),
    )
