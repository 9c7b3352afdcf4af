"""What a coordinator looks at every week: signals, and a sample of the files others opened."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import queries as cases
from portal.cases import reference as references
from portal.cases import ties
from portal.cases.actions import relatives
from portal.catalogue import serving
from portal.identity.queries import names_of
from portal.office.control import sampling, signals, words
from portal.office.control.models import AnsweredAlready, Verdict
from portal.office.forms import PurposeForm
from portal.office.views import bp
from portal.office.words import PURPOSE, TIE
from portal.platform.access import officer, sensitive
from portal.platform.actor import Actor, current_actor
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render


def _coordinator() -> Actor:
    actor = current_actor()
    if not signals.coordinated_bodies(actor):
        raise NotThere
    return actor


@bp.get("/ufficio/controlli")
@officer
def control() -> ResponseReturnValue:
    """The signals that wait and the sample of last week; nobody reads here about themselves."""
    return _page(_coordinator())


def _page(actor: Actor, before: AnsweredAlready | None = None) -> ResponseReturnValue:
    """What there is to look at; ``before``: a colleague was quicker, and it says who and what."""
    keyring = current_app.config["KEYRING"]
    raised, openings = signals.open_signals(actor), sampling.sample(keyring, actor)
    people = {one.person_id for one in raised}
    people |= {one.entry.person_id for one in openings if one.entry.person_id is not None}
    people |= {one.check.answered_by for one in openings if one.check is not None}
    over = ties.to_end(actor)
    people |= {one.person_id for one in over}
    people |= {before.by} if before is not None else set()
    return render(
        "office/control.html",
        status=409 if before else 200,
        before=before,
        signals=raised,
        openings=openings,
        ties=over,
        tie_words=TIE,
        names=names_of(keyring, people),
        desk_name=_desk_name,
        spoken=references.spoken,
        words=words,
        purposes=PURPOSE,
        verdicts=Verdict,
    )


def _desk_name(desk: str | None) -> str:
    found = serving.snapshot().desk(desk) if desk else None
    return found.name if found else ""


def _verdict() -> Verdict:
    try:
        return Verdict(request.form.get("verdict", ""))
    except ValueError:
        raise NotThere from None


def _kept(actor: Actor, answer: Callable[[], object], verdict: Verdict) -> ResponseReturnValue:
    """Give an answer; where a colleague was quicker, say who it was and what they said."""
    try:
        with writing():
            answer()
    except AnsweredAlready as before:
        if (before.by, before.verdict) != (actor.person_id, verdict):
            return _page(actor, before)
    notice(_("Your answer is kept."))
    return redirect(url_for("office.control"))


@bp.post("/ufficio/controlli/segnali/<int:number>")
@officer
@sensitive
def answer_signal(number: int) -> ResponseReturnValue:
    """What came out of a signal."""
    actor, verdict = _coordinator(), _verdict()
    return _kept(actor, lambda: signals.answer_signal(actor, number, verdict), verdict)


@bp.post("/ufficio/controlli/aperture/<int:number>")
@officer
@sensitive
def answer_opening(number: int) -> ResponseReturnValue:
    """In order, asked why, or not in order."""
    actor, verdict = _coordinator(), _verdict()
    keyring = current_app.config["KEYRING"]
    return _kept(actor, lambda: sampling.answer_opening(keyring, actor, number, verdict), verdict)


@bp.post("/ufficio/controlli/legami/<int:number>")
@officer
@sensitive
def answer_tie(number: int) -> ResponseReturnValue:
    """Whether a tie that somebody declared is over, or stays."""
    actor, agrees = _coordinator(), request.form.get("over") == "yes"
    with writing():
        relatives.answer_end(actor, number, agrees=agrees)
    notice(_("The tie is over.") if agrees else _("The tie stays."))
    return redirect(url_for("office.control"))


@bp.post("/ufficio/pratiche/<reference>/perche")
@officer
def say_why(reference: str) -> ResponseReturnValue:
    """Why a colleague's case is opened: the closed word, and what the officer writes."""
    found, form = cases.get_office_case(current_actor(), reference), PurposeForm()
    if not form.validate():
        return render(
            "office/why.html",
            status=422,
            reference=reference,
            spoken=references.spoken(reference),
            form=form,
        )
    with writing():
        sampling.note_reason(
            current_app.config["KEYRING"],
            current_actor(),
            found,
            form.chosen,
            str(form.words.data or ""),
        )
    return redirect(url_for("office.case", reference=reference))
