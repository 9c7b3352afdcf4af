"""The mandates of a body, for who coordinates it: what is unsigned, and what nobody asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.assisted import laying, queries, standing, words
from portal.assisted.actions.contesting import end_contested
from portal.assisted.mandate_forms import AnswerForm
from portal.assisted.models import Mandate
from portal.assisted.queries import desks_of
from portal.assisted.views import bp
from portal.cases.awaited.queries import waiting_in
from portal.identity.queries import profile_of
from portal.platform import audit, clock
from portal.platform.access import officer
from portal.platform.actor import current_actor
from portal.platform.codes import printed
from portal.platform.database import db, writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render


@bp.get("/ufficio/deleghe")
@officer
def mandates_board() -> ResponseReturnValue:
    """How many mandates wait for their signature at each desk, since when; and those in doubt."""
    bodies = standing.coordinated_bodies(current_actor())
    if not bodies:
        raise NotThere
    return render(
        "assisted/mandates_board.html",
        desks=_by_desk((one.desk, one.recorded_at) for one in standing.unsigned_in(bodies)),
        requests=_by_desk((one.desk, one.since) for one in waiting_in(desks_of(bodies))),
        contests=[
            (contest, mandate, queries.desk_name(mandate.desk), printed(mandate.code))
            for contest, mandate in standing.open_contests(current_actor())
        ],
    )


def _by_desk(unsigned: Iterable[tuple[str, datetime]]) -> list[dict[str, Any]]:
    """Each desk with how many wait, how many since yesterday or longer, and the oldest."""
    found: dict[str, list[datetime]] = defaultdict(list)
    for desk, since in unsigned:
        found[desk].append(since)
    late = clock.now() - timedelta(days=1)
    return [
        {
            "name": queries.desk_name(desk),
            "count": len(rows),
            "late": sum(one <= late for one in rows),
            "oldest": min(rows),
        }
        for desk, rows in sorted(found.items(), key=lambda one: min(one[1]))
    ]


@bp.route("/ufficio/deleghe/contestate/<int:contest_id>", methods=["GET", "POST"])
@officer
def contested(contest_id: int) -> ResponseReturnValue:
    """One mandate its giver does not recognise: who recorded it, how the person was known, what they say."""
    actor, keyring = current_actor(), current_app.config["KEYRING"]
    row = standing.get_contest(actor, contest_id)
    mandate, form = db.session.get_one(Mandate, row.mandate_id), AnswerForm()
    if request.method == "POST" and form.validate():
        with writing():
            end_contested(keyring, actor, contest_id, form.answer.data)
        notice(_("The mandate is ended. The person reads your answer."))
        return redirect(url_for("assisted.mandates_board"))
    audit.record_read(
        actor, "mandate.contest_read", "mandate", mandate.id, subject_id=row.subject_id
    )
    visit = queries.visit_of(mandate)
    return render(
        "assisted/contested.html",
        status=422 if form.errors else 200,
        form=form,
        contest=row,
        one=laying.laid_out(mandate),
        person=profile_of(keyring, row.subject_id).name,
        said=standing.contest_words(keyring, row, mandate),
        identified=words.IDENTIFIED[visit.identified_by],
    )
