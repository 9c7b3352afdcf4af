"""Following a case: one page with what to do, the way, messages; writing, reading, withdrawing."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases import (
    following,
    queries,
    reviewing,
    shelter,
    summary,
    timeline,
    way,
    words,
    working,
)
from portal.cases.actions.conversation import mark_read, withdraw_case, write_to_office
from portal.cases.actions.drafting import questionnaire_of
from portal.cases.events import NotNow
from portal.cases.following import Wanted
from portal.cases.forms import MessageForm
from portal.cases.hands import hands_of
from portal.cases.legal_clock import term
from portal.cases.models import Author, Case
from portal.cases.paper.brought import brought
from portal.cases.paper.said import how_it_came
from portal.cases.pieces.places import MESSAGE
from portal.cases.receipts import receipt
from portal.cases.timeline import CaseStatus
from portal.cases.views import arriving, bp
from portal.platform import clock
from portal.platform.access import participant
from portal.platform.actor import current_actor
from portal.platform.database import writing
from portal.platform.errors import NotThere
from portal.platform.i18n import current_language, format_moment
from portal.platform.i18n import gettext as _
from portal.platform.kept import forget_kept_forms, kept_form
from portal.platform.pages import is_fragment_wanted, notice, render
from portal.platform.security import by_person, from_strangers, limiter


@bp.get("/pratiche/<reference>")
@participant
def case(reference: str) -> ResponseReturnValue:
    """One case: what to do, by when, the way behind and ahead, messages, documents."""
    found = queries.get_case(current_actor(), reference)
    if found.status is CaseStatus.DRAFT:
        return redirect(url_for("cases.resume", reference=reference))
    if found.sent_at is None:
        raise NotThere
    if is_fragment_wanted():
        return arriving.part(found, MESSAGE)
    form = MessageForm(formdata=kept_form(current_actor().person_id))
    return _page(found, form)


def _page(found: Case, form: MessageForm, status: int = 200) -> ResponseReturnValue:
    keyring = current_app.config["KEYRING"]
    happenings = queries.happenings_of(found)
    wanted = following.wanted_of(keyring, found)
    return render(
        "cases/case.html",
        status=status,
        case=found,
        form=form,
        way=way.lay_out(found, happenings, wanted),
        reasons=queries.words_of_happening(keyring, found, happenings[-1]),
        wanted=[_asked(one) for one in wanted],
        talk=[_spoken(found, one) for one in queries.messages_of(keyring, found)],
        sections=sections_of(found),
        brought_words=how_it_came(brought(found)),
        corrections=following.former_answers(keyring, found),
        answer_by=term.clock_of(found).citizen_last_day(clock.today()),
        clock_lines=[words.clock_sentence(line) for line in term.lines_of(found)],
        review_until=reviewing.review_until(found),
        worked_by=working.name_for_citizen(keyring, found),
        hands=hands_of(keyring, found),
        **arriving.values(found, MESSAGE),
        **what_can_be_done(found),
        **receipt.receipt_values(found),
    )


def what_can_be_done(found: Case) -> dict[str, Any]:
    """The state of a case in words, and which acts it offers to whoever looks."""
    state = timeline.STATES[found.status]
    return {
        "state": state,
        "state_words": words.state_of(found),
        "next_words": words.next_of(found),
        "task": words.TASK[state.task] if state.task else "",
        "choice": words.CHOICE[state.choice] if state.choice else "",
        "is_open": timeline.is_open(found.status),
        "is_correctable": timeline.is_correctable(found.status),
        "is_renewable": timeline.is_renewable(found.status),
        "is_decided": found.status in DECIDED,
        "can_withdraw": timeline.can_move(
            found.status, CaseStatus.WITHDRAWN, timeline.Mover.CITIZEN
        ),
    }


#: The states in which there is a decision to read.
DECIDED = frozenset({CaseStatus.ACCEPTED, CaseStatus.REFUSED, CaseStatus.ACTIVE, CaseStatus.CLOSED})


def _asked(one: Wanted) -> dict[str, Any]:
    """A document asked for as the page lists it."""
    return {
        "id": one.id,
        "name": one.name,
        "is_open": one.is_open,
        "reply": words.REPLY[one.reply] if one.reply else "",
        "reason": one.reason,
        "files": [card.name for card in one.files],
    }


def _spoken(found: Case, one: queries.Words) -> dict[str, Any]:
    """A message as the conversation shows it: in the language of the page where it has those words, with
    the original below; else marked with the language it was written in."""
    here = current_language().code
    is_translated = bool(one.translated) and one.translated_into == here
    written_in = one.language if one.language and one.language != here else ""
    return {
        "mine": one.author in {Author.CITIZEN, Author.OPERATOR},
        "is_new": one.author is Author.OFFICE and one.read_at is None,
        "who": way.by_whom(found, one.author),
        "when": format_moment(one.at),
        "machine": one.at.isoformat(),
        "text": one.translated if is_translated else one.text,
        "original": one.text if is_translated else "",
        "language": "" if is_translated else written_in,
        "original_language": one.language or "",
        "files": [
            (
                card.name,
                url_for("cases.attachment", reference=found.reference, attachment_id=card.id),
            )
            for card in one.attachments
        ],
    }


def sections_of(found: Case) -> list[summary.Section]:
    """Everything that was said, as it stands now."""
    keyring = current_app.config["KEYRING"]
    return summary.lay_out(
        questionnaire_of(found),
        shelter.as_read_by(
            current_actor(), questionnaire_of(found), queries.answers_of(keyring, found)
        ),
        queries.attachments_of(keyring, found),
        current_language().code,
    )


def _writable(reference: str) -> Case:
    """A sent case that is not over; asked before its files are stored for nothing."""
    found = queries.get_case(current_actor(), reference)
    if found.sent_at is None:
        raise NotThere
    if not timeline.is_open(found.status):
        raise NotNow
    return found


@bp.post("/pratiche/<reference>")
@participant
@limiter.limit("60 per hour", key_func=by_person)
@from_strangers
def write(reference: str) -> ResponseReturnValue:
    """Write to the office, with files; it is an answer where the office asked for one."""
    actor, keyring = current_actor(), current_app.config["KEYRING"]
    found = _writable(reference)
    form = MessageForm()
    if arriving.take_away(found, MESSAGE):
        return _page(found, form)
    files = arriving.gather(found, form, MESSAGE) if form.validate() else arriving.NONE
    if form.error_summary:
        return _page(found, form, status=422)
    with writing() as session:
        write_to_office(
            keyring, actor, reference, form.text.data, files.taken(keyring, actor, reference)
        )
        if actor.person_id is not None:
            forget_kept_forms(session, actor.person_id, request.path)
    notice(_("Your message is with the office."))
    return redirect(url_for("cases.case", reference=reference))


@bp.post("/pratiche/<reference>/letti")
@participant
def read_messages(reference: str) -> ResponseReturnValue:
    """The person has read what the office wrote; an operator beside them marks nothing."""
    with writing():
        mark_read(current_actor(), reference)
    return redirect(url_for("cases.case", reference=reference, _anchor="messages"))


@bp.get("/pratiche/<reference>/ritira")
@participant
def confirm_withdrawal(reference: str) -> ResponseReturnValue:
    """What withdrawing means, before it is done."""
    found = queries.get_case(current_actor(), reference)
    can_withdraw = timeline.can_move(found.status, CaseStatus.WITHDRAWN, timeline.Mover.CITIZEN)
    if found.status is CaseStatus.DRAFT or not can_withdraw:
        raise NotThere
    return render("cases/withdraw.html", case=found, **receipt.receipt_values(found))


@bp.post("/pratiche/<reference>/ritira")
@participant
def withdraw(reference: str) -> ResponseReturnValue:
    """Take the case back."""
    with writing():
        withdraw_case(current_app.config["KEYRING"], current_actor(), reference)
    notice(_("You withdrew the request. The office has been told."))
    return redirect(url_for("cases.case", reference=reference))
