"""Taking one's data away in one file, and being forgotten; for the person alone, never beside an operator."""

from __future__ import annotations

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import wrap_file

from portal.identity import forgetting
from portal.identity.models import Person
from portal.identity.views import bp
from portal.identity.views.leaving import wiped
from portal.platform import audit, clock, holdings
from portal.platform.access import StepUpNeeded, signed_in
from portal.platform.actor import Actor, current_actor
from portal.platform.database import db, writing
from portal.platform.errors import NotThere
from portal.platform.forms import CheckboxField, Form
from portal.platform.i18n import format_moment
from portal.platform.i18n import gettext as _
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.pages import notice, render
from portal.platform.security import by_person, limiter
from portal.platform.sessions import end_session


class ForgetForm(Form):
    """The person read what goes and what stays."""

    understood = CheckboxField(
        _l("I have read what goes and what stays"),
        missing=_l("Read it, then tick the box."),
    )


def _own() -> Actor:
    actor = current_actor()
    if actor.acting_for is not None or actor.person_id is None:
        raise NotThere
    return actor


@bp.post("/area-personale/profilo/scarica")
@signed_in
@limiter.limit("6 per hour", key_func=by_person)
def take_away() -> ResponseReturnValue:
    """Everything held of the person in one ZIP file."""
    actor = _own()
    try:
        parts = holdings.parts_of(current_app.config["KEYRING"], actor)
    except StepUpNeeded as needed:  # back to the page with the button: this address only answers it
        back = url_for("identity.profile")
        return redirect(url_for("identity.sign_in", da=back, livello=needed.level))
    audit.record_read(actor, "identity.taken_away", "person", actor.person_id or 0)
    readme = "\n\n".join(
        [
            _("All that Accanto holds of you, on %(when)s.", when=format_moment(clock.now())),
            _("“dati.json” holds all of it in a form that other programs can read."),
            _("The folders hold your files and, as PDF, your requests as you sent them:"),
            "\n".join(f"- {part.name}: {part.title}" for part in parts),
            _("Keep this file where nobody else reads it."),
        ]
    )
    packed = holdings.pack(parts, readme)
    answer = Response(wrap_file(request.environ, packed), mimetype="application/zip")
    answer.call_on_close(packed.close)
    name = f"accanto-{clock.today().isoformat()}.zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.route("/area-personale/profilo/cancella", methods=["GET", "POST"])
@signed_in
@limiter.limit("6 per hour", methods=["POST"], key_func=by_person)
def forget_me() -> ResponseReturnValue:
    """What goes and what stays, then being forgotten at the person's word."""
    actor, form = _own(), ForgetForm()
    if request.method == "POST" and form.validate():
        with writing() as session:
            after = forgetting.ask(current_app.config["KEYRING"], actor)
            end_session(session)
        for act in after:
            act()
        notice(_("Your data are erased, except for what the law keeps. Goodbye."))
        return wiped(redirect(url_for("catalogue.home")))  # type: ignore[arg-type]
    found = holdings.consequences_for(actor)
    return render(
        "identity/forget_me.html",
        status=422 if form.errors else 200,
        form=form,
        goes=[one.words for one in found if not one.is_kept],
        stays=[one.words for one in found if one.is_kept],
        asked_at=db.session.get_one(Person, actor.person_id).forget_asked_at,
    )


@bp.post("/area-personale/profilo/resta")
@signed_in
def stay_known() -> ResponseReturnValue:
    """Go on being known, after all."""
    actor = _own()
    with writing():
        forgetting.call_off(actor)
    notice(_("Your data stay here, as before."))
    return redirect(url_for("identity.profile"))
