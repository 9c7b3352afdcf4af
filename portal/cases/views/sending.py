"""The summary as text, the declarations, and sending; then the receipt, as a page and as a PDF."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import household, papers, queries, shelter, summary, sureness
from portal.cases.actions.attesting import can_receive
from portal.cases.actions.declarations import (
    DeclarationsMissing,
    SummaryChanged,
    digest_of,
    fits,
    known_answers,
)
from portal.cases.actions.declaring import phone_of
from portal.cases.actions.drafting import questionnaire_of
from portal.cases.actions.erasing import ends_on
from portal.cases.actions.submission import QuestionsChanged, send_case
from portal.cases.actions.telling import who_is_told
from portal.cases.drafts import brief, earlier
from portal.cases.drafts.changed import changed_beside
from portal.cases.drafts.questions_changed import is_newer
from portal.cases.drafts.steps import OpenDraft, open_draft
from portal.cases.forms import SendDeclaredForm, SendForm
from portal.cases.forms.steps import words_of
from portal.cases.hands import hands_of
from portal.cases.models import Case
from portal.cases.paper.brought import brought
from portal.cases.paper.said import how_it_came
from portal.cases.pinned import office_now
from portal.cases.plan import NotOffered, Plan, plan_for
from portal.cases.receipts import receipt as receipts
from portal.cases.receipts.request_document import declared_in, request_for, seal_request
from portal.cases.recipients import sentences
from portal.cases.sheets import as_it_stands
from portal.cases.timeline import CaseStatus
from portal.cases.views import bp
from portal.cases.views.offering import offer_words
from portal.cases.views.rating import can_rate
from portal.cases.words import MEANS
from portal.catalogue import serving
from portal.catalogue.questionnaire import Questionnaire
from portal.catalogue.questionnaire.papers import papers_of
from portal.catalogue.questionnaire.walk import declarations, missing
from portal.platform import audit, clock
from portal.platform.access import participant
from portal.platform.actor import Actor, current_actor
from portal.platform.beside import beside_language, set_beside
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import LANGUAGES, current_language, format_day, url_in
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.security import by_person, is_known, limiter


def wording_of(case: Case, language: str) -> list[str]:
    """The declarations the person makes for these answers, in their language."""
    keyring = current_app.config["KEYRING"]
    made = declarations(questionnaire_of(case), known_answers(keyring, case))
    return [one.words.get(language) or one.words["it"] for one in made]


def set_beside_visit(actor: Actor) -> str:
    """Let the language of the visit stand beside that of the page; its code, empty where none does."""
    set_beside(actor.visit.language if actor.visit else None)
    other = beside_language()
    return other.code if other else ""


def summary_values(
    case: Case, draft: OpenDraft | None = None, reader: Actor | None = None
) -> dict[str, Any]:
    """What the summary shows, on whichever page it stands; a ``draft`` that was read is not read again.
    ``reader``: who reads it, where that is not who is at the keyboard.
    """
    keyring = current_app.config["KEYRING"]
    language = current_language().code
    questionnaire = questionnaire_of(case)
    reader = reader or current_actor()
    said = draft.said if draft else queries.answers_of(keyring, case)
    said = shelter.as_read_by(reader, questionnaire, said)
    files = draft.files if draft else queries.attachments_of(keyring, case)
    declaration = queries.declaration_of(case)
    return {
        "case": case,
        "sections": summary.lay_out(questionnaire, said, files, language),
        "files": files,
        "missing": missing(questionnaire, known_answers(keyring, case)),
        "wording": wording_of(case, language),
        "changed": changed_beside(
            keyring, case, shelter.shown_of(reader, questionnaire), said, language
        ),
        "hands": hands_of(keyring, case),
        "words": serving.snapshot().words(case.service, language)[0],
        "digest": digest_of(keyring, case),
        "declaration": declaration,
        "is_declared": declaration is not None and fits(keyring, case, declaration.digest),
        "means_words": MEANS,
        "brought_words": how_it_came(brought(case)),
    }


@bp.get("/pratiche/<reference>/riepilogo")
@participant
def summary_page(reference: str) -> ResponseReturnValue:
    """Everything the person said, right before sending."""
    case = queries.get_case(current_actor(), reference)
    if case.status is not CaseStatus.DRAFT:
        return redirect(url_for("cases.receipt", reference=reference))
    sureness.check(current_app.config["KEYRING"], current_actor(), case.service)
    return _summary(case, _form(current_actor()))


def _form(actor: Actor) -> SendForm | SendDeclaredForm:
    """Beside an operator there is no box to tick: the person declares elsewhere."""
    return SendForm() if actor.visit is None else SendDeclaredForm()


def _summary(
    case: Case, form: SendForm | SendDeclaredForm, status: int = 200
) -> ResponseReturnValue:
    draft = open_draft(current_app.config["KEYRING"], current_actor(), case.reference)
    values = summary_values(case, draft)
    beside = set_beside_visit(current_actor())
    form.digest.data = values["digest"]
    plan, today = _plan_today(case), clock.today()
    told = who_is_told(current_app.config["KEYRING"], case)
    return render(
        "cases/summary.html",
        status=status,
        form=form,
        answer_by=plan.last_day(today) if plan else None,
        before=earlier.told_to(current_actor(), case) if earlier.is_still_to_say(case) else None,
        household_asked=household.has_asked(current_actor(), case),
        is_ended=plan is None,
        new_questions=_new_questions(draft, plan) if plan else [],
        offers=offer_words(draft),
        papers_here=[one.is_here for one in papers_of(draft.questionnaire, draft.stored)],
        wording_beside=wording_of(case, beside) if beside else [],
        can_receive=can_receive(current_actor(), case),
        can_code=bool(phone_of(current_app.config["KEYRING"], current_actor(), case)),
        must_sign_in=sureness.must_sign_in(current_actor(), case),
        kept_until=format_day(ends_on(case, current_actor())),
        told=sentences(told, office_now(case).name, current_actor()),
        can_try=bool(told.ways) and case.subject_id is not None and not told.is_discreet,
        brief=brief.of_summary(len(values["wording"])),
        **values,
    )


def _plan_today(case: Case) -> Plan | None:
    """Who would answer if it were sent today; nobody where the offer ended."""
    try:
        return plan_for(serving.snapshot(), case.service, case.municipality, clock.today())
    except NotOffered:
        return None


def _new_questions(draft: OpenDraft, plan: Plan) -> list[str]:
    """What the service asks today and did not ask when the draft was begun, in words."""
    if not is_newer(plan.questionnaire, draft.case.questionnaire):
        return []
    fresh = draft.new_questions(Questionnaire.model_validate(plan.questionnaire))
    return [words_of(one.question, current_language().code).label for one in fresh]


@bp.post("/pratiche/<reference>/invia")
@participant
@limiter.limit("30 per minute", key_func=by_person)
@limiter.limit("20 per hour", exempt_when=is_known)
def send(reference: str) -> ResponseReturnValue:
    """Send: with the box ticked by the person, or with declarations made on paper or on their phone."""
    actor = current_actor()
    case = queries.get_case(actor, reference)
    if case.status is not CaseStatus.DRAFT:
        return redirect(url_for("cases.receipt", reference=reference))
    sureness.check(current_app.config["KEYRING"], actor, case.service)
    sureness.check_sender(actor, case)
    beside = actor.visit is not None
    if beside and "declares" in request.form:
        audit.record_read(actor, "case.declaration_refused", "case", case.id)
        raise DeclarationsMissing
    form = _form(actor)
    if not form.validate():
        return _summary(case, form, status=422)
    declared = None if beside else wording_of(case, current_language().code)
    try:
        _send(case, form.digest.data or "", declared)
    except (SummaryChanged, QuestionsChanged, DeclarationsMissing) as obstacle:
        if isinstance(obstacle, DeclarationsMissing) and not beside:
            raise
        notice(obstacle.words, "warning")
        return redirect(url_for("cases.summary_page", reference=reference))
    return redirect(url_for("cases.receipt", reference=reference))


def _send(case: Case, seen_digest: str, declared: list[str] | None) -> None:
    """Send with the offer and the sheet as they stand today."""
    plan = plan_for(serving.snapshot(), case.service, case.municipality, clock.today())
    sheet = as_it_stands(serving.snapshot(), plan, clock.rome_time(clock.now()))
    reference = case.reference
    made = declared if declared is not None else declared_in(case)
    document = seal_request(case, made, current_actor())
    with writing():
        send_case(
            current_app.config["KEYRING"],
            current_actor(),
            reference,
            plan=plan,
            sheet=sheet,
            seen_digest=seen_digest,
            wording=declared,
            document=document,
        )


@bp.get("/pratiche/<reference>/ricevuta")
@participant
def receipt(reference: str) -> ResponseReturnValue:
    """The receipt at once: reference, dates, who answers, by when, what silence means."""
    case = _sent(reference)
    return render(
        "cases/receipt.html",
        case=case,
        title=_sent_title(case.service),
        can_rate=can_rate(case),
        theirs=_theirs(reference),
        **receipts.receipt_values(case),
    )


def _theirs(reference: str) -> str:
    """In a visit, the address of the receipt in the language of the person, where that is not the page's."""
    visit = current_actor().visit
    if (
        visit is None
        or visit.language not in LANGUAGES
        or visit.language == current_language().code
    ):
        return ""
    path = url_for("cases.receipt_pdf", reference=reference)
    return url_in(visit.language, path.removeprefix(request.script_root))


def _sent_title(slug: str) -> str:
    """What was sent, in the service's own words where it has some: "Segnalazione inviata"."""
    snapshot = serving.snapshot()
    known = snapshot.service(slug) is not None
    said = snapshot.words(slug, current_language().code)[0].sent if known else None
    return said or _("Request sent")


@bp.get("/pratiche/<reference>/ricevuta.pdf")
@participant
def receipt_pdf(reference: str) -> ResponseReturnValue:
    """The receipt as a tagged PDF."""
    case = _sent(reference)
    return _pdf(receipts.receipt_pdf(case), f"ricevuta-{case.reference}.pdf")


@bp.get("/pratiche/<reference>/riepilogo.pdf")
@participant
def summary_pdf(reference: str) -> ResponseReturnValue:
    """The summary with a line to sign on, for paper; of a sent case, the request as it was sealed."""
    case = queries.get_case(current_actor(), reference)
    if case.sent_at is not None:
        return _pdf(request_for(case, current_actor()), f"domanda-{case.reference}.pdf")
    values = summary_values(case)
    name = _("summary-%(reference)s.pdf", reference=case.reference)
    visit = current_actor().visit
    signer = visit.representative_name if visit else ""
    return _pdf(papers.summary_pdf(case, values, signer), name)


def _sent(reference: str) -> Case:
    case = queries.get_case(current_actor(), reference)
    if case.sent_at is None:
        raise NotThere
    return case


def _pdf(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
