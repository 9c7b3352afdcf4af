"""Without a login, with what stands on the receipt: is it genuine, and where does the case stand."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, request
from flask.typing import ResponseReturnValue

from portal.cases import timeline
from portal.cases.forms.checking import ReceiptCodeForm
from portal.cases.legal_clock import term
from portal.cases.models import Case
from portal.cases.receipts import receipt_code
from portal.cases.views import bp
from portal.cases.words import MILESTONE, STATUS
from portal.platform import attempts, clock, guesses
from portal.platform.access import public
from portal.platform.i18n import gettext as _
from portal.platform.pages import render
from portal.platform.security import limiter, network_of_request

#: Wrong pairs from one browser, and of one address for one reference: more would be guessing.
BY_BROWSER = attempts.Limit("receipt_by_browser", 20, timedelta(hours=1))
BY_PAIR = attempts.Limit("receipt_by_pair", 10, timedelta(hours=1))
#: Wrong pairs for one reference from wherever. Many strangers together do not close it: whoever has the
#: receipt must get in. Each address only has fewer slips left.
BY_REFERENCE = attempts.Limit("receipt_by_reference", 30, timedelta(hours=1))
SLIPS_WHEN_CROWDED = 3


def _find(form: ReceiptCodeForm) -> Case | None:
    """The case a reference and a code belong to; a wrong pair is counted, a right one is not.

    Raises:
        TooManyAttempts: from this address; never for what others tried elsewhere.
    """
    keyring = current_app.config["KEYRING"]
    reference = receipt_code.whole_reference(form.reference.data)
    address = network_of_request()
    sources = {
        BY_PAIR: keyring.lookup("attempts", f"{address} {reference}"),
        BY_REFERENCE: keyring.lookup("attempts", reference),
    }
    guesses.spend(BY_BROWSER)
    slips = attempts.spend(BY_PAIR, sources[BY_PAIR])
    # Last: an address that is closed already adds nothing to what the reference was tried.
    is_crowded = attempts.count(BY_REFERENCE, sources[BY_REFERENCE]) > BY_REFERENCE.most
    if is_crowded and slips > SLIPS_WHEN_CROWDED:
        raise attempts.TooManyAttempts
    found = receipt_code.find_sent(keyring, form.reference.data, form.code.data)
    if found is not None:
        guesses.give_back(BY_BROWSER)
        for limit, source in sources.items():
            attempts.give_back(limit, source)
    return found


def _prefilled() -> ReceiptCodeForm:
    """What the QR code of a receipt brings along."""
    asked = request.args
    return ReceiptCodeForm(
        data={"reference": asked.get("pratica", ""), "code": asked.get("codice", "")}
    )


@bp.get("/verifica")
@public
def check_receipt() -> ResponseReturnValue:
    """Ask for reference and code; the QR code of a receipt fills them in."""
    return render("cases/check_receipt.html", form=_prefilled(), is_genuine=None)


@bp.post("/verifica")
@public
@limiter.limit("30 per minute")
def verify() -> ResponseReturnValue:
    """Whether a receipt is ours: yes or no, and nothing of what it is about."""
    form = ReceiptCodeForm()
    if not form.validate():
        return render("cases/check_receipt.html", status=422, form=form, is_genuine=None)
    return render("cases/check_receipt.html", form=form, is_genuine=_find(form) is not None)


@bp.get("/stato")
@public
def ask_status() -> ResponseReturnValue:
    """Ask for reference and code."""
    return render("cases/ask_status.html", form=_prefilled())


@bp.post("/stato")
@public
@limiter.limit("30 per minute")
def status() -> ResponseReturnValue:
    """Where a case stands: state, days and next step. No name, no service, no office."""
    form = ReceiptCodeForm()
    found = _find(form) if form.validate() else None
    if found is None:
        if not form.errors:
            form.blame("code", _("No case has this reference and this code. Check both."))
        return render("cases/ask_status.html", status=422, form=form)
    upcoming = timeline.next_of(found.status)
    return render(
        "cases/status.html",
        case=found,
        state=timeline.STATES[found.status],
        status_word=STATUS[found.status],
        is_open=timeline.is_open(found.status),
        answer_by=term.clock_of(found).citizen_last_day(clock.today()),
        next_step=MILESTONE[upcoming] if upcoming else "",
    )
