"""Following a case: the person's own area, one case with its way, messages, files, withdrawing, the trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import papers, queries, receipt, summary, term, timeline, trail, words
from portal.cases import reference as references
from portal.cases.actions.conversation import withdraw_case, write_to_office
from portal.cases.actions.drafting import questionnaire_of
from portal.cases.actions.erasing import ends_on
from portal.cases.downloads import send_file_of
from portal.cases.events import NotNow
from portal.cases.forms import MessageForm
from portal.cases.forms.files import store_files
from portal.cases.models import Author, Case, Happening
from portal.cases.timeline import CaseStatus
from portal.cases.views import bp
from portal.cases.views.resuming import unclaimed_drafts
from portal.catalogue import serving
from portal.platform import clock
from portal.platform.access import citizen, participant
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import current_language, format_moment
from portal.platform.i18n import gettext as _
from portal.platform.kept import forget_kept_forms, kept_form
from portal.platform.pages import notice, render
from portal.platform.security import by_person, limiter


@bp.get("/area-personale")
@participant
def my_cases() -> ResponseReturnValue:
    """What I must do comes first; then what is under way; then what is over."""
    cases = queries.list_cases(current_actor())
    unclaimed = unclaimed_drafts()
    return render(
        "cases/my_cases.html",
        # The office waits for an answer by a day; a draft waits for nobody.
        todo=sorted(
            (c for c in cases if timeline.action_required(c.status)),
            key=lambda c: c.status is CaseStatus.DRAFT,
        ),
        under_way=[
            c
            for c in cases
            if timeline.is_open(c.status) and not timeline.action_required(c.status)
        ],
        over=[c for c in cases if not timeline.is_open(c.status) and c.sent_at],
        names=_names_of([*(c.service for c in cases), *(d.service for d in unclaimed)]),
        unclaimed=unclaimed,
        ends_on=ends_on,
        states=timeline.STATES,
        status_words=words.STATUS,
        task_words=words.TASK,
        spoken=references.spoken,
    )


def _names_of(services: Iterable[str]) -> dict[str, str]:
    language = current_language().code
    return {one: serving.snapshot().words(one, language)[0].name for one in services}


@bp.get("/pratiche/<reference>")
@participant
def case(reference: str) -> ResponseReturnValue:
    """One case: what to do, by when, the way behind and ahead, messages, documents."""
    found = queries.get_case(current_actor(), reference)
    if found.status is CaseStatus.DRAFT:
        return redirect(url_for("cases.resume", reference=reference))
    if found.sent_at is None:
        raise NotThere
    form = MessageForm(formdata=kept_form(current_actor().person_id))
    return _page(found, form)


def _page(found: Case, form: MessageForm, status: int = 200) -> ResponseReturnValue:
    keyring = current_app.config["KEYRING"]
    moved = term.clock_of(found)
    happenings = queries.happenings_of(found)
    return render(
        "cases/case.html",
        status=status,
        case=found,
        form=form,
        state=timeline.STATES[found.status],
        way=_way(happenings),
        reasons=queries.words_of_happening(keyring, found, happenings[-1]),
        talk=[_spoken(found, one) for one in queries.messages_of(keyring, found)],
        sections=_sections(found),
        clock_lines=[words.clock_sentence(line) for line in term.lines_of(found)],
        answer_by=moved.citizen_last_day(clock.today()),
        can_withdraw=timeline.can_move(found.status, CaseStatus.WITHDRAWN, timeline.Mover.CITIZEN),
        is_open=timeline.is_open(found.status),
        status_words=words.STATUS,
        task_words=words.TASK,
        **receipt.receipt_values(found),
    )


def _way(happenings: Sequence[Happening]) -> list[dict[str, Any]]:
    """The way of the case in words: what was, what is, what comes."""
    sent = [(one.status, one.at) for one in happenings if one.status is not CaseStatus.DRAFT]
    return [
        {
            "state": entry.position.value,
            "title": _stop(entry),
            "when": format_moment(entry.at) if entry.at else "",
            "drawing": timeline.STATES[entry.status].pictogram if entry.status else "",
        }
        for entry in timeline.lay_out(sent)
        if entry.status or entry.milestone
    ]


def _stop(entry: timeline.Entry) -> object:
    """The name of a stop on the way."""
    if entry.status is not None:
        return words.STATUS[entry.status]
    return words.MILESTONE[entry.milestone] if entry.milestone else ""


def _spoken(found: Case, one: queries.Words) -> dict[str, Any]:
    """A message as the conversation shows it."""
    return {
        "mine": one.author in {Author.CITIZEN, Author.OPERATOR},
        "who": words.AUTHOR[one.author],
        "when": format_moment(one.at),
        "machine": one.at.isoformat(),
        "text": one.text,
        "files": [
            (
                card.name,
                url_for("cases.attachment", reference=found.reference, attachment_id=card.id),
            )
            for card in one.attachments
        ],
    }


def _sections(found: Case) -> list[summary.Section]:
    keyring = current_app.config["KEYRING"]
    return summary.lay_out(
        questionnaire_of(found),
        queries.answers_of(keyring, found),
        queries.attachments_of(keyring, found),
        current_language().code,
    )


@bp.post("/pratiche/<reference>")
@participant
@limiter.limit("60 per hour", key_func=by_person)
def write(reference: str) -> ResponseReturnValue:
    """Write to the office, with files; it is an answer where the office asked for one."""
    actor = current_actor()
    found = queries.get_case(actor, reference)
    if found.sent_at is None:
        raise NotThere
    if not timeline.is_open(found.status):
        raise NotNow  # before its files are stored for nothing
    form = MessageForm()
    is_fine = form.validate()
    stored = store_files(current_app.config["FILES"], found, form) if is_fine else {}
    if form.error_summary:
        return _page(found, form, status=422)
    with writing() as session:
        write_to_office(
            current_app.config["KEYRING"], actor, reference, form.text.data, stored.get("files", [])
        )
        if actor.person_id is not None:
            forget_kept_forms(session, actor.person_id, request.path)
    notice(_("Your message is with the office."))
    return redirect(url_for("cases.case", reference=reference))


@bp.get("/pratiche/<reference>/ritira")
@participant
def confirm_withdrawal(reference: str) -> ResponseReturnValue:
    """What withdrawing means, before it is done."""
    found = _open_case(reference)
    return render("cases/withdraw.html", case=found, **receipt.receipt_values(found))


@bp.post("/pratiche/<reference>/ritira")
@participant
def withdraw(reference: str) -> ResponseReturnValue:
    """Take the case back."""
    with writing():
        withdraw_case(current_app.config["KEYRING"], current_actor(), reference)
    notice(_("You withdrew the request. The office has been told."))
    return redirect(url_for("cases.case", reference=reference))


def _open_case(reference: str) -> Case:
    found = queries.get_case(current_actor(), reference)
    if not timeline.can_move(found.status, CaseStatus.WITHDRAWN, timeline.Mover.CITIZEN):
        raise NotThere
    if found.status is CaseStatus.DRAFT:
        raise NotThere
    return found


@bp.get("/pratiche/<reference>/allegati/<int:attachment_id>")
@participant
def attachment(reference: str, attachment_id: int) -> ResponseReturnValue:
    """A file of the case, only as a download, never shown inside our pages."""
    found = queries.get_case(current_actor(), reference)
    return send_file_of(found, attachment_id)


@bp.get("/area-personale/accessi")
@citizen
def my_trail() -> ResponseReturnValue:
    """Who did what about me, when and where, in plain words; for the person alone."""
    if current_actor().visit is not None:
        raise NotThere
    lines = trail.lay_out(current_app.config["KEYRING"], current_actor())
    entries = [
        {
            "state": "done",
            "title": one["what"],
            "text": " · ".join(str(part) for part in (one["who"], one["where"]) if part),
            "when": format_moment(one["at"]),
        }
        for one in lines
    ]
    return render("cases/trail.html", entries=entries)


@bp.get("/pratiche/<reference>/promemoria.pdf")
@participant
def slip(reference: str) -> ResponseReturnValue:
    """The slip to take home, with the reference and a QR."""
    found = queries.get_case(current_actor(), reference)
    if found.sent_at is None:
        raise NotThere
    content = papers.slip_pdf(found, [found.language, current_language().code])
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="promemoria-{reference}.pdf"'
    return answer
