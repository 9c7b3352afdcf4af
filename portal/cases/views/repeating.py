"""Asked for before: the person reads what they sent and says how this request belongs to it."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from portal.cases import queries, timeline
from portal.cases import reference as references
from portal.cases.actions.repeating import say_relation
from portal.cases.drafts import earlier
from portal.cases.forms.repeating import RelationForm
from portal.cases.models import Case, Relation
from portal.cases.views import bp
from portal.cases.words import STATUS
from portal.catalogue import serving
from portal.platform.access import participant
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.i18n import current_language
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render


def first_page(case: Case) -> str:
    """Where a draft goes on: its first step, or first the question about the earlier request."""
    if earlier.is_still_to_say(case):
        return url_for("cases.asked_before", reference=case.reference)
    return url_for("cases.step", reference=case.reference, step=case.step or "-")


@bp.get("/pratiche/<reference>/gia-chiesta")
@participant
def asked_before(reference: str) -> ResponseReturnValue:
    """What was sent before, by when its answer comes, and the choice; without an earlier one, go on."""
    case = queries.get_draft(current_actor(), reference)
    before = earlier.told_to(current_actor(), case)
    if before is None:
        return redirect(url_for("cases.resume", reference=reference))
    said = earlier.said_of(case)
    form = RelationForm(data={"relation": said.relation.value} if said else None)
    return _page(case, before, form)


def _page(case: Case, before: Case, form: RelationForm) -> ResponseReturnValue:
    is_open = timeline.is_open(before.status)
    form.leave_out_adding(is_open=is_open)
    return render(
        "cases/asked_before.html",
        status=422 if form.errors else 200,
        case=case,
        before=before,
        is_open=is_open,
        spoken=references.spoken(before.reference),
        status_words=STATUS,
        words=serving.snapshot().words(case.service, current_language().code)[0],
        form=form,
    )


@bp.post("/pratiche/<reference>/gia-chiesta")
@participant
def relate(reference: str) -> ResponseReturnValue:
    """Keep the choice: go on with this request, or write to the office in the earlier one."""
    actor = current_actor()
    case = queries.get_draft(actor, reference)
    before = earlier.told_to(actor, case)
    if before is None:
        return redirect(url_for("cases.resume", reference=reference))
    form = RelationForm()
    form.leave_out_adding(is_open=timeline.is_open(before.status))
    if not form.validate():
        return _page(case, before, form)
    relation, step = Relation(form.relation.data), case.step
    with writing():
        earlier_reference = say_relation(actor, reference, relation).reference
    if relation is Relation.ADDS:
        notice(_("Write here what you want to add. Your new draft is kept, in case you need it."))
        return redirect(url_for("cases.case", reference=earlier_reference))
    return redirect(url_for("cases.step", reference=reference, step=step or "-"))
