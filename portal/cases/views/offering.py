"""What was typed and is new: whether the person keeps it for another time, asked on the last page too."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.drafts.keeping import keep_offered, keep_once, offers
from portal.cases.drafts.steps import OpenDraft
from portal.cases.views import bp
from portal.platform.access import participant
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.i18n import current_language
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice
from portal.platform.security import by_person, limiter


def offer_words(draft: OpenDraft) -> list[str]:
    """The questions whose answers the person may keep, as they were asked."""
    language = current_language().code
    return [one.words.get(language) or one.words["it"] for one in offers(draft, current_actor())]


def tell_kept(to_prove: int) -> None:
    """Say that it is kept; a contact first wants its code."""
    notice(_("Kept. Next time you need not write it again."))
    if to_prove:
        notice(
            _("We sent you a code to confirm your contact: write it under “How we reach you”."),
            "info",
        )


@bp.post("/pratiche/<reference>/conserva")
@participant
@limiter.limit("60 per hour", key_func=by_person)
def decide_keeping(reference: str) -> ResponseReturnValue:
    """Keep what is offered in the personal area, or note that it counts for this request only."""
    keyring, actor = current_app.config["KEYRING"], current_actor()
    with writing():
        if request.form.get("go") == "keep":
            tell_kept(keep_offered(keyring, actor, reference))
        else:
            keep_once(keyring, actor, reference)
    return redirect(url_for("cases.summary_page", reference=reference))
