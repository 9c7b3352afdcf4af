"""Naming somebody who acts for me: the form, its receipt, everybody I named, the button that ends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.integrations.scanner import Scan
from portal.platform import clock
from portal.platform.access import signed_in
from portal.platform.actor import current_actor
from portal.platform.codes import printed
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.kept import kept_form
from portal.platform.pages import notice, render
from portal.platform.security import by_person, limiter
from portal.powers import papers, policy, queries, words
from portal.powers.actions.giving import (
    Named,
    Oneself,
    give_mandate,
    take_back,
)
from portal.powers.actions.sureness import must_be_sure
from portal.powers.forms import MandateForm
from portal.powers.models import Kind, Power, PowerState
from portal.powers.views import bp


@bp.route("/area-personale/deleghe/nuova", methods=["GET", "POST"])
@signed_in
@limiter.limit("30 per hour", methods=["POST"], key_func=by_person)
def give() -> ResponseReturnValue:
    """Name a person, say for what and for how long; nothing holds before they say yes."""
    keyring, actor = current_app.config["KEYRING"], current_actor()
    must_be_sure(keyring, actor)
    typed = None if request.method == "POST" else kept_form(actor.person_id)
    form = MandateForm(typed) if typed else MandateForm()
    if request.method == "POST" and form.validate():
        try:
            return _give(form)
        except Oneself as problem:
            form.blame("fiscal_code", problem.title)
    return render("powers/give.html", status=422 if form.errors else 200, form=form)


def _give(form: MandateForm) -> ResponseReturnValue:
    days, chosen = int(form.lasts.data), form.chosen()
    named = Named(
        fiscal_code=form.fiscal_code.data,
        given_name=form.given_name.data,
        family_name=form.family_name.data,
        services=chosen,
        every_service=form.is_for_all(),
        reach=form.may(),
        days=days,
        words=papers.words_to_pin(chosen, form.may(), days, for_all=form.is_for_all()),
    )
    with writing():
        power_id = give_mandate(current_app.config["KEYRING"], current_actor(), named).id
    notice(_("The mandate is written. It holds as soon as the person says yes."))
    return redirect(url_for("powers.power", power_id=power_id))


@bp.get("/area-personale/deleghe/persone")
@signed_in
def given() -> ResponseReturnValue:
    """Everybody who may act for me, or might: for what, until when, in which state."""
    rows = queries.list_given(current_actor())
    return render("powers/given.html", powers=open_first(rows))


def open_first(rows: Sequence[Power]) -> list[dict[str, Any]]:
    """Powers in words: those that wait or hold, then those that are over; each newest first."""
    return sorted((laid_out(one) for one in rows), key=lambda one: not one["is_open"])


def laid_out(power: Power) -> dict[str, Any]:
    """A power in words, for either side."""
    known = queries.opened(current_app.config["KEYRING"], power)
    tone, state = words.state_of(power, clock.today())
    actor = current_actor()
    return {
        "row": power,
        "code": printed(power.code),
        "kind": words.KIND[power.kind],
        "tone": tone,
        "state": state,
        "holder": papers.holder_name(known),
        "subject": known["subject"]["name"],
        "services": [_("All the online services")]
        if power.every_service
        else papers.names_of(power.services),
        "reach": words.REACH[power.reach],
        "may": words.MAY[power.reach],
        "can_take_back": policy.can_take_back(power, actor.person_id, clock.today()),
        "can_answer": power.subject_id != actor.person_id
        and policy.can_answer(power, clock.today()),
        "can_give_up": policy.can_give_up(power, actor.person_id, clock.today()),
        "is_in_force": policy.is_in_force(power, clock.today()),
        "is_open": policy.is_open(power, clock.today()),
        "said": known.get("said", ""),
        "wants_copy": power.state is PowerState.COPY_WANTED and power.holder_id == actor.person_id,
        "is_infected": power.state is PowerState.COPY_WANTED and _is_newest_infected(power),
        "agreed": papers.agreed_words(known) if power.kind is Kind.MANDATE else None,
    }


def _is_newest_infected(power: Power) -> bool:
    return any(one.scan is Scan.INFECTED for one in queries.acts_of(power.id)[:1])


@bp.get("/area-personale/deleghe/persone/<int:power_id>")
@signed_in
def power(power_id: int) -> ResponseReturnValue:
    """The receipt of a power, for who gave it and for who holds it."""
    row = queries.get_power(current_app.config["KEYRING"], current_actor(), power_id)
    is_giver = row.subject_id == current_actor().person_id
    one = laid_out(row)
    # Told only to who represents the person already: nobody learns it by asking to.
    has_others = not is_giver and one["is_in_force"] and queries.is_represented_by_others(row)
    return render("powers/power.html", one=one, is_giver=is_giver, has_others=has_others)


@bp.get("/area-personale/deleghe/persone/<int:power_id>.pdf")
@signed_in
def power_pdf(power_id: int) -> ResponseReturnValue:
    """The mandate on paper, for both sides."""
    row = queries.get_power(current_app.config["KEYRING"], current_actor(), power_id)
    if row.kind is not Kind.MANDATE:
        raise NotThere
    answer = Response(papers.mandate_pdf(row), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="delega-{row.code}.pdf"'
    return answer


@bp.post("/area-personale/deleghe/persone/<int:power_id>/revoca")
@signed_in
def end(power_id: int) -> ResponseReturnValue:
    """Take a mandate back, at once."""
    with writing():
        take_back(current_app.config["KEYRING"], current_actor(), power_id)
    notice(_("You took the mandate back. It holds no more, from now."))
    return redirect(url_for("powers.given"))
