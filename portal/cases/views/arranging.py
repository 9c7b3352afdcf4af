"""The buttons beside the files of a step: turn, up, bind, take away; and the small picture beside each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, current_app
from flask.typing import ResponseReturnValue

from portal.cases import queries
from portal.cases.actions.arranging import bind_files, move_up, replace_file
from portal.cases.actions.attaching import StoredFile, detach, store
from portal.cases.downloads import FileInfected
from portal.cases.drafts.steps import OpenDraft
from portal.cases.models import Scan
from portal.cases.views import bp
from portal.platform import audit
from portal.platform.access import participant
from portal.platform.actor import Actor, current_actor
from portal.platform.errors import NotThere
from portal.platform.stored import pictures, uploads
from portal.platform.stored.files import FileMissing
from portal.platform.stored.uploads import CheckedFile

#: What a button does inside the transaction of its step; the store keys to erase afterwards.
Change = Callable[[], list[str]]


def change_of(draft: OpenDraft, verb: str, what: str) -> Change | None:
    """What the pressed button does, with all that is slow done already; nothing for other buttons.

    Raises:
        NotThere: the draft has no such file, or it cannot be turned or bound.
    """
    actor, reference = current_actor(), draft.case.reference
    keyring = current_app.config["KEYRING"]
    if verb == "bind":
        return _binding(draft, actor, keyring, what)
    if verb not in {"detach", "turn", "up"}:
        return None
    card = next((one for one in draft.files if str(one.id) == what), None)
    if card is None:
        raise NotThere
    number = card.id
    if verb == "detach":
        return lambda: [detach(actor, reference, number)]
    if verb == "up":
        return lambda: move_up(actor, reference, number)
    fresh = _store(draft, uploads.turned(_opened(draft, card)))
    return lambda: replace_file(keyring, actor, reference, number, fresh)


def _binding(draft: OpenDraft, actor: Actor, keyring: Any, question: str) -> Change:
    cards = [one for one in draft.files if one.question == question and one.is_picture]
    if len(cards) < 2:
        raise NotThere
    fresh = _store(draft, uploads.bound([_opened(draft, card) for card in cards]))
    numbers = [card.id for card in cards]
    return lambda: bind_files(keyring, actor, draft.case.reference, numbers, fresh)


def _opened(draft: OpenDraft, card: queries.FileCard) -> CheckedFile:
    """A picture of the draft out of the store; never one with a virus."""
    row = queries.get_attachment(draft.case, card.id)
    if not card.is_picture:
        raise NotThere
    if row.scan is Scan.INFECTED:
        raise FileInfected
    try:
        content = current_app.config["FILES"].open(draft.case.data_key, row.store_key)
    except FileMissing:
        raise NotThere from None
    extension = card.name.rpartition(".")[2]
    return CheckedFile(card.media_type, extension, len(content), card.name, content)


def _store(draft: OpenDraft, file: CheckedFile) -> StoredFile:
    return store(current_app.config["FILES"], draft.case, file)


@bp.get("/pratiche/<reference>/allegati/<int:attachment_id>/anteprima")
@participant
def preview(reference: str, attachment_id: int) -> ResponseReturnValue:
    """A small picture of a photograph in a draft, so that one sees whether it lies on its side."""
    actor = current_actor()
    case = queries.get_draft(actor, reference)
    row = queries.get_attachment(case, attachment_id)
    if row.scan is Scan.INFECTED or row.media_type == uploads.PDF:
        raise NotThere
    if not audit.has_recorded(actor, "case.file_read", "attachment", row.id, "preview"):
        audit.record_read(
            actor, "case.file_read", "attachment", row.id, subject_id=case.subject_id,
            purpose="preview",
        )  # fmt: skip
    content = current_app.config["FILES"].open(case.data_key, row.store_key)
    answer = Response(pictures.preview(content, row.media_type), mimetype="image/jpeg")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
