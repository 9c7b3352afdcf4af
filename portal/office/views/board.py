"""The board of the outbox: what has not gone out yet, why, and a way to try again."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import reference as references
from portal.office import actions, chain, overdue, queries, unanswered, words
from portal.office.views import bp
from portal.platform import jobs
from portal.platform.access import officer
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render


@bp.get("/ufficio/bacheca")
@officer
def board() -> ResponseReturnValue:
    """What waits and what was given up."""
    return render(
        "office/board.html",
        warned=overdue.list_warned(current_actor()),
        unanswered=overdue.list_unanswered(current_actor()),
        unreached=queries.list_not_reached(current_actor()),
        errands=queries.list_errands(current_actor()),
        chains=chain.list_chains(current_actor()),
        counts=jobs.count_by_status(),
        words=words,
        unanswered_words=unanswered.in_words,
        spoken=references.spoken,
    )


@bp.route("/ufficio/bacheca/<int:number>/riprova", methods=["GET", "POST"])
@officer
def retry(number: int) -> ResponseReturnValue:
    """Put a job that was given up back into the queue."""
    if request.method == "POST":
        with writing():
            is_queued = actions.retry_errand(current_actor(), number)
        if is_queued:
            notice(_("It is tried again now. Look here again in a minute."))
        else:
            notice(_("Nothing to do: it was tried again already."), "info")
    return redirect(url_for("office.board"))
