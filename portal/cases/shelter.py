"""What whoever acts in somebody's place does not read: where that person lives and how they are reached.

Whoever acts for a person may be the one that person has to fear, or share a door with them (a parent who
fled, a mandate given under pressure). So it never depends on a mark that somebody had to set: what stands
in a request already is kept, sent and read by the office, and not shown. What they type themselves is theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from portal.cases.drafts.prefill import ONCE, Sources
from portal.cases.queries import Said
from portal.cases.unread import UNREAD
from portal.catalogue.questionnaire import Question, Questionnaire
from portal.catalogue.questionnaire.walk import AnswerKey
from portal.platform.actor import Actor

#: The kinds of questions whose answers stay closed.
_KINDS: Final = frozenset({"address", "email", "phone"})
#: What is known of the person elsewhere and stays closed: in registers, in their drawer, in their profile.
_DATA: Final = frozenset({"address", "email", "household", "pec", "phone", "province"})
#: The marks of an answer that was typed here, not taken over from somewhere.
_TYPED: Final = frozenset({"citizen", ONCE})


def is_closed(actor: Actor, datum: str) -> bool:
    """Whether a datum of the person is not shown to this actor; ``datum`` as in the questionnaires."""
    return actor.speaker_id is not None and datum in _DATA


def as_read_by(
    actor: Actor, questionnaire: Questionnaire, said: Mapping[AnswerKey, Said]
) -> dict[AnswerKey, Said]:
    """The answers as this actor may read them: what stays closed is there, without its value."""
    if actor.speaker_id is None:
        return dict(said)
    kinds = {question.id: question.kind for _step, _group, question in questionnaire.placed()}
    return {
        key: replace(one, value=UNREAD, note="")
        if kinds.get(key[0]) in _KINDS and not _typed_by(actor, one)
        else one
        for key, one in said.items()
    }


def shown_of(actor: Actor, questionnaire: Questionnaire) -> list[Question]:
    """The questions whose answers this actor reads, whoever wrote them."""
    asked = [question for _step, _group, question in questionnaire.placed()]
    return [one for one in asked if actor.speaker_id is None or one.kind not in _KINDS]


def _typed_by(actor: Actor, one: Said) -> bool:
    """Whether whoever speaks for the person said it: typed by themselves, or by the operator beside them."""
    if one.typed_by == actor.speaker_id:
        return one.source in _TYPED
    if actor.visit is None or one.typed_by != actor.person_id:
        return False
    return one.source == "operator" and one.saved_at >= actor.visit.opened_at


def sources_for(actor: Actor, sources: Sources | None) -> Sources | None:
    """What is known of the person, as far as this actor learns it from a field that is filled in."""
    if sources is None or actor.speaker_id is None:
        return sources
    return replace(sources, closed=_DATA)
