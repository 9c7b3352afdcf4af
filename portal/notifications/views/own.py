"""What a person was told, and how they want to be told."""

from __future__ import annotations

from math import ceil

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.identity.queries import is_email_doubtful
from portal.notifications import composing, proxies, queries, words
from portal.notifications.actions.choosing import choose
from portal.notifications.forms import NoticesForm
from portal.notifications.views import bp
from portal.platform.access import signed_in
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render

_ON_A_PAGE = 20


@bp.get("/area-personale/messaggi")
@signed_in
def messages() -> ResponseReturnValue:
    """Everything told about one's own matters, readable in full; closed in a visit."""
    actor, keyring = current_actor(), current_app.config["KEYRING"]
    pages = max(1, ceil(queries.count_messages(actor) / _ON_A_PAGE))
    page = min(max(request.args.get("pagina", 1, int), 1), pages)
    told = [
        {
            "letter": composing.written(row, queries.opened(keyring, row)),
            "at": row.created_at,
            "how": words.how_told(row),
        }
        for row in queries.list_messages(actor, (page - 1) * _ON_A_PAGE, _ON_A_PAGE)
    ]
    return render("notifications/messages.html", told=told, page=page, pages=pages)


@bp.route("/area-personale/profilo/avvisi", methods=["GET", "POST"])
@signed_in
def choices() -> ResponseReturnValue:
    """How to be told; closed in a visit, because nobody chooses it for another."""
    actor = current_actor()
    if actor.acting_for is not None or actor.person_id is None:
        raise NotThere
    known = queries.choices_of(actor.person_id)
    form = NoticesForm() if request.method == "POST" else NoticesForm.of(known)
    if request.method == "POST" and form.validate():
        with writing():
            choose(actor, form.chosen())
        notice(_("We tell you as you chose, from now on."))
        return redirect(url_for("notifications.choices"))
    return render(
        "notifications/choices.html",
        form=form,
        is_doubtful=is_email_doubtful(actor.person_id),
        acts_nobody=not proxies.has_proxies(actor.person_id),
        status=422 if form.errors else 200,
    )
