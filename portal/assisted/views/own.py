"""What a person does with the mandates they gave: read, sign, take back, say that it is none of theirs."""

from __future__ import annotations

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from portal.assisted import laying, policy, printing, queries, standing, words
from portal.assisted.actions.contesting import contest_mandate, recognise_mandate
from portal.assisted.actions.revoking import revoke_mandate
from portal.assisted.actions.signing import sign_by_login
from portal.assisted.mandate_forms import ContestForm
from portal.assisted.models import Mandate
from portal.assisted.views import bp
from portal.platform import clock
from portal.platform.access import StepUpNeeded, citizen
from portal.platform.actor import Actor, current_actor
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render

#: Least level of the login (SPID, CIE) of who signs.
_LEAST_LEVEL = 2


def _myself() -> Actor:
    """The person themselves: an operator beside them has no business here."""
    actor = current_actor()
    if actor.acting_for is not None:
        raise Forbidden
    return actor


@bp.get("/area-personale/deleghe")
@citizen
def my_mandates() -> ResponseReturnValue:
    """Whom I allowed to act for me, for what, until when; and the button that ends it."""
    found = [laying.laid_out(one) for one in queries.mandates_of(_myself())]
    return render("assisted/my_mandates.html", mandates=found)


@bp.get("/area-personale/deleghe/<int:mandate_id>")
@citizen
def my_mandate(mandate_id: int) -> ResponseReturnValue:
    """One mandate, word by word, and everything its giver can do with it."""
    row = standing.get_own_mandate(_myself(), mandate_id)
    return _page(row, ContestForm())


def _page(row: Mandate, form: ContestForm) -> ResponseReturnValue:
    keyring = current_app.config["KEYRING"]
    return render(
        "assisted/my_mandate.html",
        status=422 if form.errors else 200,
        one=laying.laid_out(row),
        passages=laying.passages_of(row),
        left=laying.names_of(standing.left_services(row)) if policy.stands(row) else [],
        endings=laying.endings_of(row),
        can_sign=policy.can_sign(current_actor(), row, clock.today()),
        contests=[
            (one, standing.contest_words(keyring, one, row)) for one in standing.contests_of(row)
        ],
        outcomes=words.OUTCOMES,
        form=form,
    )


@bp.get("/area-personale/deleghe/<int:mandate_id>.pdf")
@citizen
def my_mandate_paper(mandate_id: int) -> ResponseReturnValue:
    """The mandate on paper, for its giver."""
    row = standing.get_own_mandate(_myself(), mandate_id)
    return as_pdf(printing.mandate_pdf(row), f"delega-{row.code}")


@bp.get("/area-personale/deleghe/<int:mandate_id>/revoca.pdf")
@citizen
def my_revocation_paper(mandate_id: int) -> ResponseReturnValue:
    """What was taken back, on paper, for who took it back."""
    row = standing.get_own_mandate(_myself(), mandate_id)
    if not standing.endings_of(row):
        raise NotThere
    return as_pdf(printing.revocation_pdf(row), f"revoca-{row.code}")


def as_pdf(content: bytes, name: str) -> Response:
    """A paper as the browser shows it."""
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


@bp.post("/area-personale/deleghe/<int:mandate_id>/firma")
@citizen
def sign_own(mandate_id: int) -> ResponseReturnValue:
    """Sign a mandate heard at a desk, with one's own SPID or CIE."""
    actor = _myself()
    proof = actor.authentication
    if proof is None or proof.level < _LEAST_LEVEL:
        raise StepUpNeeded(_LEAST_LEVEL)
    with writing():
        sign_by_login(current_app.config["KEYRING"], actor, mandate_id)
    notice(_("You signed the mandate."))
    return redirect(url_for("assisted.my_mandate", mandate_id=mandate_id))


@bp.post("/area-personale/deleghe/<int:mandate_id>/revoca")
@citizen
def revoke_own(mandate_id: int) -> ResponseReturnValue:
    """Take a mandate back, or one service of it, at once."""
    actor, service = _myself(), request.form.get("service") or None
    with writing():
        mandate = revoke_mandate(current_app.config["KEYRING"], actor, mandate_id, service)
        is_over = mandate.revoked_at is not None
    notice(
        _("You took the mandate back. It holds no more, from now.")
        if is_over
        else _("This service is out of the mandate. The rest of it still holds.")
    )
    if service is not None:
        return redirect(url_for("assisted.my_mandate", mandate_id=mandate_id))
    return redirect(url_for("assisted.my_mandates"))


@bp.post("/area-personale/deleghe/<int:mandate_id>/non-mia")
@citizen
def contest_own(mandate_id: int) -> ResponseReturnValue:
    """I did not ask for this: it stops at once, and somebody looks into it."""
    actor, form = _myself(), ContestForm()
    if not form.validate():
        return _page(standing.get_own_mandate(actor, mandate_id), form)
    with writing():
        contest_mandate(current_app.config["KEYRING"], actor, mandate_id, form.words.data or "")
    notice(_("The mandate is stopped. Nobody can act under it. We look into it and write to you."))
    return redirect(url_for("assisted.my_mandate", mandate_id=mandate_id))


@bp.post("/area-personale/deleghe/<int:mandate_id>/riconosci")
@citizen
def recognise_own(mandate_id: int) -> ResponseReturnValue:
    """I remember after all: it holds again."""
    actor = _myself()
    with writing():
        recognise_mandate(actor, mandate_id)
    notice(_("The mandate holds again."))
    return redirect(url_for("assisted.my_mandate", mandate_id=mandate_id))
