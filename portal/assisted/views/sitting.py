"""The machine's side: enrol it, choose a language, begin, call somebody, be done."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.assisted.actions.ending import end_visit
from portal.assisted.forms import EnrolForm
from portal.assisted.kiosk import actions, here, queries, rounds, scanning
from portal.assisted.kiosk.here import Here, kiosk_here
from portal.assisted.views import bp
from portal.cases import reference as references
from portal.cases.models import Case
from portal.catalogue import serving
from portal.platform import attempts, guesses
from portal.platform.access import public
from portal.platform.actor import current_actor
from portal.platform.addresses import is_ours
from portal.platform.csrf import way_out
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import LANGUAGES, current_language, url_in
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.security import limiter
from portal.platform.sessions import KIOSK, current_session, end_session

#: 40 bits, ten tries: nobody guesses a code.
_BY_BROWSER = attempts.Limit("kiosk.code", most=10)


def _here() -> Here:
    found = kiosk_here()
    if found is None:
        raise NotThere
    return found


@bp.route("/postazione/collega", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute")
def enrol() -> ResponseReturnValue:
    """Type the code of the desk: this browser is a public machine from now on."""
    if kiosk_here() is not None:
        return redirect(here.first_screen(), 303)
    form = EnrolForm()
    if request.method == "GET" or not form.validate():
        status = 422 if form.errors else 200
        return render("assisted/enrol.html", status=status, form=form)
    guesses.spend(_BY_BROWSER)
    try:
        with writing() as own:
            token = actions.enrol_kiosk(current_app.config["KEYRING"], form.code.data)
            end_session(own)
    except actions.CodeUnknown as problem:
        form.blame("code", problem.words)
        return render("assisted/enrol.html", status=422, form=form)
    guesses.give_back(_BY_BROWSER)
    answer = here.wiped(redirect(here.first_screen()))
    here.remember(answer, token)
    return answer


@bp.get("/postazione/lingua")
@public
def kiosk_languages() -> ResponseReturnValue:
    """The first screen: each language by its own name."""
    if _here().sitting:
        return redirect(url_for("assisted.kiosk"))
    return render("assisted/kiosk_languages.html", all_languages=list(LANGUAGES.values()))


@bp.post("/postazione/lingua")
@public
@limiter.limit("60 per minute")
def sit_down() -> ResponseReturnValue:
    """Somebody begins, in their language."""
    if not _here().sitting:
        with writing() as own:
            here.sit_down(own)
    code = request.form.get("language", "")
    path = url_for("assisted.kiosk").removeprefix(request.script_root)
    answer = redirect(url_in(code if code in LANGUAGES else "it", path))
    here.remember(answer, request.cookies[KIOSK])
    return answer


@bp.get("/postazione")
@public
def kiosk() -> ResponseReturnValue:
    """Where one begins at a machine: scan, search, or choose; everything by keyboard too."""
    _here()
    return render("assisted/kiosk.html", scanned=None)


@bp.post("/postazione/cerca")
@public
@limiter.limit("60 per minute")
def scan() -> ResponseReturnValue:
    """A barcode (a reader types like a keyboard) or words; posted, so that no address holds a code."""
    _here()
    found = scanning.read_scan(
        request.form.get("q", "")[:200], lambda slug: serving.snapshot().service(slug) is not None
    )
    if found.service:
        return redirect(url_for("catalogue.service", slug=found.service), 303)
    if found.reference and not found.code:
        return redirect(url_for("cases.ask_status"), 303)
    if found.reference:
        spoken = references.spoken(found.reference)
        return render("assisted/kiosk.html", scanned=found, spoken=spoken)
    return redirect(url_for("catalogue.services", q=found.words), 303)


@bp.post("/postazione/chiama")
@public
@limiter.limit("30 per minute")
def call_somebody() -> ResponseReturnValue:
    """Somebody of the desk is asked to come; the page one was on stays."""
    with writing():
        actions.call_somebody(_here().id)
    notice(_("We told the desk. Somebody is coming."), "info")
    back = request.form.get("back", "")
    return redirect(back if is_ours(back) else here.first_screen(), 303)


@bp.get("/postazione/finito")
@public
def ask_to_finish() -> ResponseReturnValue:
    """Before everything goes: what was begun and is nobody's yet."""
    _here()
    is_guest = current_actor().guest is not None
    return render("assisted/kiosk_finish.html", drafts=_drafts(), is_guest=is_guest)


def _drafts() -> list[tuple[Case, str]]:
    """What was begun here without signing in and would be erased, with its name."""
    row = current_session()
    found = queries.drafts_to_lose(actions.guest_of(row.facts) if row else None)
    language = current_language().code
    return [(one, serving.snapshot().words(one.service, language)[0].name) for one in found]


@bp.post("/postazione/fine")
@public
@way_out
def kiosk_finish() -> ResponseReturnValue:
    """Done, or nobody there any more: everything of the person goes, then the first screen."""
    _here()
    row = current_session()
    guest = actions.guest_of(row.facts) if row else None
    is_sure = request.form.get("sure") in {"yes", "idle"}
    if not is_sure and queries.drafts_to_lose(guest):
        return redirect(url_for("assisted.ask_to_finish"), 303)
    provider = row.facts.get("provider", "") if row else ""
    with writing() as own:
        if current_actor().visit is not None:
            end_visit(current_actor())
        erased = actions.erase_drafts(guest)
        end_session(own)
    rounds.forget_all(erased)
    home = current_app.config["SETTINGS"].public_url.rstrip("/") + "/"
    there = current_app.config["PROVIDERS"].sign_out_url(provider, home)
    return here.wiped(redirect(there or here.first_screen(), 303))
