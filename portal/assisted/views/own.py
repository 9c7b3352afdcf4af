"""What the person sees of their mandates, and what anyone can check with the paper in hand."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from portal.assisted import papers, policy, queries, words
from portal.assisted.actions.mandating import revoke_mandate
from portal.assisted.models import Mandate
from portal.assisted.views import bp
from portal.platform import clock
from portal.platform.access import citizen, public
from portal.platform.actor import Actor, current_actor
from portal.platform.codes import bare, printed
from portal.platform.database import writing
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.security import limiter


def _myself() -> Actor:
    """The person themselves: an operator beside them has no business here."""
    actor = current_actor()
    if actor.acting_for is not None:
        raise Forbidden
    return actor


def _laid_out(one: Mandate) -> dict[str, Any]:
    """A mandate in words; its text is what was read to the person."""
    text = queries.text_of(current_app.config["KEYRING"], one)
    tone, state = _state(one)
    return {
        "id": one.id,
        "body": text["body"],
        "desk": text["desk"],
        "operator": text["operator"],
        "services": text["services"],
        "recorded_at": one.recorded_at,
        "until": one.until,
        "revoked_at": one.revoked_at,
        "code": printed(one.code),
        "tone": tone,
        "state": state,
        "can_revoke": one.revoked_at is None and state is not words.ENDED_MANDATE,
    }


def _state(one: Mandate) -> tuple[str, object]:
    return words.state_of(
        one,
        is_over=policy.is_over(one, clock.today()),
        visit_is_open=queries.visit_of(one).ended_at is None,
    )


@bp.get("/area-personale/deleghe")
@citizen
def my_mandates() -> ResponseReturnValue:
    """Whom I allowed to act for me, for what, until when; and the button that ends it."""
    found = [_laid_out(one) for one in queries.mandates_of(_myself())]
    return render("assisted/my_mandates.html", mandates=found)


@bp.post("/area-personale/deleghe/<int:mandate_id>/revoca")
@citizen
def revoke_own(mandate_id: int) -> ResponseReturnValue:
    """Take a mandate back, at once."""
    actor = _myself()
    with writing():
        revoke_mandate(actor, mandate_id)
    notice(_("You took the mandate back. It holds no more, from now."))
    return redirect(url_for("assisted.my_mandates"))


@bp.get("/deleghe/<code>")
@public
@limiter.limit("30 per minute")
def check_mandate(code: str) -> ResponseReturnValue:
    """Whether the paper in somebody's hand is a mandate of ours, and whether it holds; no names."""
    row = queries.mandate_by_code(bare(code))
    tone, state = _state(row)
    return render(
        "assisted/check_mandate.html",
        mandate=row,
        body=papers.body_name(row),
        code=printed(row.code),
        tone=tone,
        state=state,
        digest=papers.shown_digest(row),
    )
