"""A step of a draft, read once with all it needs: its answers, its files, and what is known already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from portal.cases import queries, shelter, sureness
from portal.cases.actions.drafting import questionnaire_of
from portal.cases.drafts.prefill import KEPT, REGISTERS, Found, Sources
from portal.cases.drafts.questions_changed import new_questions
from portal.cases.drawer.queries import facts_of
from portal.cases.known.queries import said_for
from portal.cases.models import Case
from portal.cases.unread import UNREAD
from portal.catalogue.questionnaire import Questionnaire
from portal.catalogue.questionnaire.answers import InvalidAnswer, normalise
from portal.catalogue.questionnaire.parts import Group, Question
from portal.catalogue.questionnaire.walk import (
    AnswerKey,
    Asked,
    VisibleStep,
    first_step,
    resume_step,
    visible,
)
from portal.identity.queries import profile_of
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.errors import NotThere

#: Answers the citizen typed carry no mark of origin on the page: it is what one expects.
TYPED_HERE = "citizen"


@dataclass(frozen=True)
class Known:
    """What is known of an answer before it is asked: its value, where it comes from, since when.

    ``is_fixed``: a register said so; it is shown, and only "this is wrong" opens it. ``note``: what
    the person said of the register they contradict. ``is_unread``: it is there, and whoever looks does
    not read it.
    """

    value: object
    source: str
    day: date | None = None
    is_fixed: bool = False
    note: str = field(default="", repr=False)
    is_unread: bool = False


@dataclass(frozen=True)
class OpenDraft:
    """A draft with its answers and files, and what is known of the person (nothing of a guest)."""

    case: Case
    questionnaire: Questionnaire
    said: dict[AnswerKey, queries.Said]
    files: list[queries.FileCard]
    sources: Sources | None = None

    @property
    def stored(self) -> dict[AnswerKey, Any]:
        """The plain values of what was saved, files counted as answers."""
        values: dict[AnswerKey, Any] = {key: said.value for key, said in self.said.items()}
        for card in self.files:
            if card.question:
                values.setdefault((card.question, None), []).append(card.name)
        return values

    @cached_property
    def answers(self) -> Mapping[AnswerKey, Any]:
        """The same, with what registers say besides: it decides what is shown, saved or not yet."""
        return {**{key: known.value for key, known in self.expected().items()}, **self.stored}

    def expected(self) -> dict[AnswerKey, Known]:
        """What no step has saved yet: answers of registers, and how many members each household has."""
        found: dict[AnswerKey, Known] = {}
        for step in self.questionnaire.steps if self.sources else ():
            for question in step.questions:
                known = self._of_register(question)
                if known is not None:
                    found[(question.id, None)] = known
            for group in step.groups:
                members = self._members(group)
                if members is not None:
                    number = min(len(members.value), group.max)  # type: ignore[arg-type]
                    found[(group.id, None)] = Known(number, members.source)
        return found

    def _of_register(self, question: Question) -> Known | None:
        who, _dot, datum = (question.prefill or "").partition(".")
        if who != "subject" or (question.id, None) in self.said or self.sources is None:
            return None
        found = self.sources.find(datum)
        is_sure = found is not None and found.source in REGISTERS and _fits(question, found.value)
        return Known(*found, is_fixed=True) if found is not None and is_sure else None

    def _members(self, group: Group) -> Found | None:
        """The household we know, until a first answer about it is there."""
        ids = {group.id, *(question.id for question in group.questions)}
        if self.sources is None or not group.prefill or any(key[0] in ids for key in self.said):
            return None
        return self.sources.find(group.prefill.partition(".")[2])

    @cached_property
    def shown(self) -> tuple[VisibleStep, ...]:
        """The steps as they are shown now."""
        return visible(self.questionnaire, self.answers)

    def step(self, step_id: str) -> VisibleStep | None:
        """A step as it is shown now; nothing when it is hidden or unknown."""
        return next((one for one in self.shown if one.step.id == step_id), None)

    def place_to_go_on(self) -> str | None:
        """The step to take up again; nothing when only the summary is left."""
        if not self.said:
            return first_step(self.questionnaire, self.answers).id
        place = resume_step(self.questionnaire, self.stored)
        return place.id if place else None

    def new_questions(self, newer: Questionnaire) -> list[Asked]:
        """What a newer questionnaire asks and this draft's own does not."""
        given = {card.question: card for card in self.files if card.question}
        values = {k: said.value for k, said in self.said.items() if said.value is not UNREAD}
        return new_questions(self.questionnaire, newer, values, given)  # type: ignore[arg-type]

    def file_question(self, name: str) -> Question:
        """A question that asks for files and is shown now.

        Raises:
            NotThere: there is none of this name.
        """
        for step in self.shown:
            for one in step.alone:
                if one.question.id == name and one.question.kind == "file":
                    return one.question
        raise NotThere

    def known(self, actor: Actor, step: VisibleStep) -> dict[AnswerKey, Known]:
        """Answers already given, and for the others of a step what we know of the person.

        Beside an operator only what is known of the subject is used, never of who types.
        """
        known = {key: known_of(said) for key, said in self.said.items()}
        for one in step.asked:
            found = None if one.key in known else self._found(actor, one)
            if found is not None and _fits(one.question, found.value):
                known[one.key] = Known(*found, is_fixed=found.source in REGISTERS)
        return known

    def _found(self, actor: Actor, one: Asked) -> Found | None:
        who, _dot, datum = (one.question.prefill or "").partition(".")
        if self.sources is None or not datum:
            return None
        if who == "member":
            return self._of_member(one, datum)
        return self.sources.find(datum) if who == "subject" or actor.acting_for is None else None

    def _of_member(self, one: Asked, part: str) -> Found | None:
        members = self._members(one.group) if one.group else None
        if members is None or one.key[1] is None or not isinstance(members.value, list):
            return None
        if one.key[1] >= len(members.value):
            return None
        value = members.value[one.key[1]].get(part)
        # A register tells only the year of a birth: the day is the person's own.
        source = KEPT if part == "birth_date" else members.source
        return Found(value, source, members.day) if value else None


def known_of(said: queries.Said) -> Known:
    """What a saved answer lets its field begin with: nothing where it stays closed."""
    if said.value is UNREAD:
        return Known(None, "unread", is_unread=True)
    return Known(
        said.value,
        "" if said.source == TYPED_HERE else said.source,
        is_fixed=said.source in REGISTERS,
        note=said.note,
    )


def _fits(question: Question, value: object) -> bool:
    """Whether what is known answers the question: a register's word may be one we cannot take."""
    try:
        return normalise(question, value) is not None
    except InvalidAnswer:
        return False


def open_draft(keyring: Keyring, actor: Actor, reference: str) -> OpenDraft:
    """A draft of this actor, read whole. A phone that holds it without a login learns from it only what
    stands in it already: not what registers and the person's area know besides.

    Raises:
        NotThere: not a draft of this actor.
        StepUpNeeded, TooYoung: it is theirs, and they may not ask for it as they are here.
    """
    case = queries.get_draft(actor, reference)
    sureness.check(keyring, actor, case.service)
    questionnaire = questionnaire_of(case)
    sources = sources_of(keyring, case) if case.subject_id == actor.subject_id else None
    return OpenDraft(
        case=case,
        questionnaire=questionnaire,
        said=shelter.as_read_by(actor, questionnaire, queries.answers_of(keyring, case)),
        files=queries.attachments_of(keyring, case),
        sources=shelter.sources_for(actor, sources),
    )


def sources_of(keyring: Keyring, case: Case) -> Sources | None:
    """All that is known of the person of a case; nothing of a guest."""
    if case.subject_id is None:
        return None
    said = said_for(keyring, case)
    return Sources(
        profile=profile_of(keyring, case.subject_id),
        registers={one.register.value: (one.facts, one.day) for one in said.values()},
        kept=facts_of(keyring, case.subject_id),
        outcomes={one.register.value: one.outcome.value for one in said.values()},
    )
