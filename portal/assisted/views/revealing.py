"""The fiscal code of the person beside the operator: shown only when asked for, and each time on record."""

from __future__ import annotations

from flask import current_app
from flask.typing import ResponseReturnValue

from portal.assisted import queries
from portal.assisted.fairness.apart import refuse_representative
from portal.assisted.models import IdentifiedBy
from portal.assisted.views import bp
from portal.identity.queries import profile_of
from portal.platform import audit
from portal.platform.access import in_visit
from portal.platform.actor import current_actor
from portal.platform.errors import NotThere
from portal.platform.pages import render
from portal.platform.security import by_person, limiter


@bp.get("/sportello/visita/codice-fiscale")
@in_visit
@limiter.limit("30 per hour", key_func=by_person)
def show_fiscal_code() -> ResponseReturnValue:
    """The whole code, for a paper of another office; of who is known only by face it stays closed."""
    actor = current_actor()
    refuse_representative(actor)
    row = queries.get_visit(actor)
    if row.identified_by is IdentifiedBy.KNOWN:
        raise NotThere
    audit.record_read(actor, "person.code_shown", "person", row.subject_id)
    profile = profile_of(current_app.config["KEYRING"], row.subject_id)
    return render("assisted/fiscal_code.html", fiscal_code=profile.fiscal_code)
