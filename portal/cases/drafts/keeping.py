"""What a person typed that differs from what was known: kept for them, or only in this request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from portal.cases import queries, shelter
from portal.cases.actions.answer_rows import rows_of
from portal.cases.drafts.prefill import KEEPABLE, ONCE
from portal.cases.drafts.steps import TYPED_HERE, OpenDraft, open_draft
from portal.cases.drawer.actions import keep_fact
from portal.catalogue.questionnaire.parts import Group
from portal.catalogue.questionnaire.walk import AnswerKey, members_of
from portal.identity.profile import CONTACTS
from portal.notifications.actions.proving import ask_for_proof
from portal.notifications.channels import Contact
from portal.platform import audit
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring

#: Answers that somebody wrote here, and did not decide about yet.
_WRITTEN = frozenset({TYPED_HERE, "operator"})


@dataclass(frozen=True)
class Offer:
    """One datum that could be kept: its words by language, its value, the answers it is made of."""

    datum: str
    words: dict[str, str]
    value: Any
    keys: tuple[AnswerKey, ...]


def offers(draft: OpenDraft, actor: Actor) -> list[Offer]:
    """What this draft holds that the person may keep; nothing of a guest.

    Beside an operator the contacts are left out: where letters go is the person's own to change. Whoever
    acts online leaves out what they do not read.
    """
    if draft.sources is None or draft.case.subject_id != actor.subject_id:
        return []
    return [
        one
        for one in _written(draft)
        if not (actor.acting_for is not None and one.datum in CONTACTS)
        and one.datum in KEEPABLE
        and not shelter.is_closed(actor, one.datum)
    ]


def _written(draft: OpenDraft) -> Iterator[Offer]:
    for step in draft.shown:
        for one in step.alone:
            who, _dot, datum = (one.question.prefill or "").partition(".")
            said = draft.said.get(one.key)
            if who != "subject" or said is None or said.source not in _WRITTEN:
                continue
            if said.value != _known(draft, datum):
                words = {code: asked.label for code, asked in one.question.words.items()}
                yield Offer(datum, words, said.value, (one.key,))
        for shown in step.groups:
            yield from _household(draft, shown.group)


def _known(draft: OpenDraft, datum: str) -> object:
    found = draft.sources.find(datum) if draft.sources else None
    return found.value if found else None


def _household(draft: OpenDraft, group: Group) -> Iterator[Offer]:
    if group.prefill != "subject.household":
        return
    values = {key: said.value for key, said in draft.said.items()}
    parts = {one.id: (one.prefill or "").partition(".")[2] for one in group.questions}
    keys = tuple(
        key
        for key, said in draft.said.items()
        if (key[0] in parts or key == (group.id, None)) and said.source in _WRITTEN
    )
    members = [
        {part: values[(name, item)] for name, part in parts.items() if part and (name, item) in values}
        for item in range(members_of(group, values))  # type: ignore[arg-type]
    ]  # fmt: skip
    written = [key for key in keys if key[1] is not None]
    if written and members != _plain(_known(draft, "household")):
        yield Offer("household", {c: w.title for c, w in group.words.items()}, members, keys)


def _plain(members: object) -> object:
    """Members as answers hold them: a register tells a year of birth besides, which is not asked."""
    if not isinstance(members, list):
        return members
    return [{k: v for k, v in one.items() if k != "birth_year" and v} for one in members]


def keep_offered(keyring: Keyring, actor: Actor, reference: str) -> int:
    """Keep for the person what this draft offers; how many contacts wait to be proved with a code, which
    until then count for this request only.

    Raises:
        NotThere: not a draft of this actor.
        DrawerFull: there is no more room.
    """
    found = offers(open_draft(keyring, actor, reference), actor)
    for one in found:
        if one.datum not in CONTACTS:
            keep_fact(keyring, actor, one.datum, one.value)
    contacts = [one for one in found if one.datum in CONTACTS]
    for one in contacts:
        ask_for_proof(keyring, actor, Contact(one.datum), str(one.value))
    _mark_once(reference, actor, contacts)
    return len(contacts)


def keep_once(keyring: Keyring, actor: Actor, reference: str) -> None:
    """Note that what this draft offers counts only for this request; it is not offered again.

    Raises:
        NotThere: not a draft of this actor.
    """
    draft = open_draft(keyring, actor, reference)
    _mark_once(reference, actor, offers(draft, actor))
    audit.record(
        actor, "case.data_kept_once", "case", draft.case.id, subject_id=draft.case.subject_id
    )


def _mark_once(reference: str, actor: Actor, offered: Iterable[Offer]) -> None:
    rows = rows_of(queries.get_draft(actor, reference))
    for key in (key for offer in offered for key in offer.keys):
        row = rows.get(key)
        if row is not None:
            row.source = ONCE
