"""What we know of the person, and how they are reached; closed beside an operator."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.identity import actions, queries
from portal.identity.devices import Device
from portal.identity.forms import ContactForm
from portal.identity.views import bp
from portal.identity.words import DEVICE, facts_of
from portal.platform.access import signed_in
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import format_moment
from portal.platform.i18n import gettext as _
from portal.platform.kept import forget_kept_forms, kept_form
from portal.platform.pages import notice, render
from portal.platform.sessions import current_session, name_of, sessions_of


@bp.route("/area-personale/profilo", methods=["GET", "POST"])
@signed_in
def profile() -> ResponseReturnValue:
    """What we know of the person, with the source of each datum; contacts can be changed.

    In a visit it is closed: on that page an operator's data would stand beside a citizen's.
    """
    actor = current_actor()
    if actor.visit is not None or actor.person_id is None:
        raise NotThere
    known = queries.get_profile(current_app.config["KEYRING"], actor)
    typed = None if request.method == "POST" else kept_form(actor.person_id)
    contacts = {"email": known.email, "phone": known.phone}
    form = ContactForm(typed, data=contacts) if typed else ContactForm(data=contacts)
    if request.method == "POST" and form.validate():
        _save_contacts(form, actor.person_id)
        notice(_("Your contacts are saved."))
        return redirect(url_for("identity.profile"))
    return render(
        "identity/profile.html",
        facts=facts_of(known),
        form=form,
        sessions=_sessions(actor.person_id),
        status=422 if form.errors else 200,
    )


def _sessions(person_id: int) -> list[dict[str, object]]:
    here = current_session()
    return [
        {
            "device": DEVICE[Device(one.facts.get("device", Device.COMPUTER))],
            "since": format_moment(one.created_at),
            "seen": format_moment(one.seen_at),
            "is_here": here is not None and one.id_hash == here.id_hash,
            "name": name_of(one),
        }
        for one in sessions_of(person_id)
    ]


def _save_contacts(form: ContactForm, person_id: int) -> None:
    facts = {"email": form.email.data or "", "phone": form.phone.data or ""}
    with writing() as session:
        actions.change_contacts(current_app.config["KEYRING"], current_actor(), facts)
        forget_kept_forms(session, person_id, request.path)
