"""The buttons of a step about known data: ask again, "this is wrong", keep it, reuse a paper."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

from portal.cases import queries
from portal.cases.actions.attaching import StoredFile, attach_to_draft
from portal.cases.attachments import given_digests
from portal.cases.drafts.keeping import keep_offered, keep_once
from portal.cases.drafts.steps import OpenDraft
from portal.cases.drawer import queries as drawer
from portal.cases.drawer.actions import Paper, keep_paper, takes
from portal.cases.forms.steps import field_name
from portal.cases.handover.photo import ask_photo
from portal.cases.known.actions import ask_again
from portal.cases.known.asking import TOLD_BY, Heard, needed
from portal.cases.known.contesting import contest, explain
from portal.cases.known.moderation import ask_in_measure
from portal.cases.known.rechecking import whom_of
from portal.cases.models import Outcome, Register
from portal.cases.views.offering import offer_words, tell_kept
from portal.cases.views.posted import button, is_number, typed_notes
from portal.catalogue.questionnaire.walk import AnswerKey, VisibleStep
from portal.platform.actor import current_actor
from portal.platform.database import db
from portal.platform.errors import NotThere
from portal.platform.forms import Form
from portal.platform.i18n import lazy_gettext as _l

_NAMES = {
    Register.ANPR: _l("the national civic register"),
    Register.INPS: _l("INPS"),
}
#: They save what was typed and stay on the step, as "add" and "take away" do.
VERBS = frozenset({"ask", "wrong", "keep", "once", "reuse", "keepfile"})


@dataclass(frozen=True)
class Prepared:
    """What must be there before the transaction: words on registers that are wrong, outside answers,
    copies of files in the store.
    """

    notes: Mapping[AnswerKey, str]
    heard: tuple[Heard, ...] = ()
    reused: tuple[str, StoredFile] | None = None
    paper: Paper | None = None


def shown_data(draft: OpenDraft, step: VisibleStep) -> dict[str, Any]:
    """What a step shows of known data: registers that are silent, what may be kept, papers to reuse."""
    actor = current_actor()
    known = draft.known(actor, step)
    is_known = draft.sources is not None
    has_files = is_known and any(one.question.document for one in step.asked)
    keyring = current_app.config["KEYRING"]
    return {
        "fixed": {key for key, one in known.items() if one.is_fixed},
        "silent": [_NAMES[one] for one in _concerned(draft, step, Outcome.SILENT)],
        "has_no_isee": Register.INPS in _concerned(draft, step, Outcome.NOTHING),
        "offers": offer_words(draft),
        "papers": drawer.items_of(keyring, actor) if has_files else [],
        "can_keep": is_known,
    }


def _concerned(draft: OpenDraft, step: VisibleStep, outcome: Outcome) -> list[Register]:
    """The registers with this outcome that could have answered something of this step."""
    if draft.sources is None:
        return []
    prefills = [one.question.prefill for one in step.asked]
    prefills += [shown.group.prefill for shown in step.groups]
    data = {(one or "").removeprefix("subject.") for one in prefills}
    found = draft.sources.outcomes
    return [one for one in Register if found.get(one) == outcome and data & TOLD_BY[one]]


def prepare(draft: OpenDraft, step: VisibleStep, form: Form) -> Prepared:
    """Do the slow part of the button that was pressed; with it what was said of wrong registers.

    Raises:
        NotThere: the button names a paper, a question or a file that is not there.
    """
    verb, *what = button().split(":")
    notes = typed_notes(step, form)
    if verb == "ask":
        return Prepared(notes, heard=_hear(draft))
    if verb == "reuse" and len(what) == 2 and is_number(what[1]):
        return Prepared(notes, reused=_reuse(draft, step, what[0], int(what[1])))
    if verb == "keepfile" and len(what) == 1 and is_number(what[0]):
        return Prepared(notes, paper=_paper(draft, int(what[0])))
    return Prepared(notes)


def write_known(draft: OpenDraft, step: VisibleStep, prepared: Prepared) -> None:
    """The part of the button that belongs into the transaction of the step."""
    keyring, actor, reference = current_app.config["KEYRING"], current_actor(), draft.case.reference
    verb, _colon, name = button().partition(":")
    if prepared.notes:
        explain(keyring, actor, reference, prepared.notes)
    if prepared.heard:
        ask_again(keyring, actor, reference, list(prepared.heard))
    if prepared.reused is not None:
        question, file = prepared.reused
        attach_to_draft(keyring, actor, reference, question, [file])
    if prepared.paper is not None:
        keep_paper(keyring, actor, prepared.paper)
    if verb == "photo":
        ask_photo(keyring, actor, reference, name)
    if verb == "wrong":
        for key in _named(step, name):
            contest(actor, reference, key)
    if verb == "keep":
        tell_kept(keep_offered(keyring, actor, reference))
    if verb == "once":
        keep_once(keyring, actor, reference)


def _named(step: VisibleStep, name: str) -> list[AnswerKey]:
    return [one.key for one in step.asked if field_name(*one.key) == name]


def _hear(draft: OpenDraft) -> tuple[Heard, ...]:
    if draft.sources is None:
        return ()
    keyring = current_app.config["KEYRING"]
    whom, wanted = whom_of(keyring, draft.case), needed(draft.questionnaire)
    db.session.rollback()
    registers = current_app.config["PUBLIC_REGISTERS"]
    return ask_in_measure(keyring, registers, wanted, whom) if whom else ()


def _reuse(
    draft: OpenDraft, step: VisibleStep, question: str, item_id: int
) -> tuple[str, StoredFile] | None:
    """A copy of a paper of the drawer, sealed with the key of the case; none where it is there already."""
    keyring, files = current_app.config["KEYRING"], current_app.config["FILES"]
    row, item = drawer.get_item(keyring, current_actor(), item_id)
    asked = {one.question.id: one.question for one in step.alone if one.question.kind == "file"}
    if question not in asked or asked[question].document != item.word or row.store_key is None:
        raise NotThere
    if draft.case.subject_id != row.person_id or item.is_over:
        raise NotThere
    if item.digest in given_digests(draft.case, question):
        return None
    content = files.open(drawer.subject_of(current_actor()).data_key, row.store_key)
    store_key = files.save(draft.case.data_key, content)
    digest = hashlib.sha256(content).hexdigest()
    return question, StoredFile(store_key, item.name, item.media_type, item.size, digest)


def _paper(draft: OpenDraft, attachment_id: int) -> Paper | None:
    """A copy of a file of the draft, sealed with the key of its person; none where they keep it already."""
    files, case = current_app.config["FILES"], draft.case
    row = queries.get_attachment(case, attachment_id)
    card = next(one for one in draft.files if one.id == attachment_id)
    documents = {
        question.id: question.document for _s, _g, question in draft.questionnaire.placed()
    }
    document = documents.get(row.question or "")
    if document is None or case.subject_id is None:
        raise NotThere
    if not takes(current_app.config["KEYRING"], current_actor(), document, row.digest):
        return None
    content = files.open(case.data_key, row.store_key)
    store_key = files.save(drawer.subject_of(current_actor()).data_key, content)
    return Paper(document, store_key, card.name, row.media_type, row.size, row.digest)
