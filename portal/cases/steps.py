"""A step of a draft, read once with all it needs: its answers, its files, and what is known already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.cases import queries
from portal.cases.actions.drafting import questionnaire_of
from portal.cases.models import Case
from portal.cases.prefill import known_value
from portal.cases.questions_changed import new_questions
from portal.catalogue.questionnaire import Questionnaire
from portal.catalogue.questionnaire.walk import (
    AnswerKey,
    Asked,
    VisibleStep,
    find_step,
    first_step,
    resume_step,
)
from portal.identity.queries import profile_of
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring

#: Answers the citizen typed carry no mark of origin on the page: it is what one expects.
TYPED_HERE = "citizen"


@dataclass(frozen=True)
class Known:
    """What is known of an answer before it is asked: its value and where it comes from."""

    value: object
    source: str


@dataclass(frozen=True)
class OpenDraft:
    """A draft with its answers and files."""

    case: Case
    questionnaire: Questionnaire
    said: dict[AnswerKey, queries.Said]
    files: list[queries.FileCard]

    @property
    def answers(self) -> dict[AnswerKey, Any]:
        """The plain values, files counted as answers."""
        values: dict[AnswerKey, Any] = {key: said.value for key, said in self.said.items()}
        for card in self.files:
            if card.question:
                values.setdefault((card.question, None), []).append(card.name)
        return values

    def step(self, step_id: str) -> VisibleStep | None:
        """A step as it is shown now; nothing when it is hidden or unknown."""
        return find_step(self.questionnaire, self.answers, step_id)

    def place_to_go_on(self) -> str | None:
        """The step to take up again; nothing when only the summary is left."""
        if not self.said:
            return first_step(self.questionnaire, self.answers).id
        place = resume_step(self.questionnaire, self.answers)
        return place.id if place else None

    def new_questions(self, newer: Questionnaire) -> list[Asked]:
        """What a newer questionnaire asks and this draft's own does not."""
        given = {card.question: card for card in self.files if card.question}
        values = {key: said.value for key, said in self.said.items()}
        return new_questions(self.questionnaire, newer, values, given)  # type: ignore[arg-type]

    def known(self, keyring: Keyring, actor: Actor, step: VisibleStep) -> dict[AnswerKey, Known]:
        """Answers already given, and for the others of a step what we know of the person.

        Beside an operator only what is known of the subject is used, never of who types.
        """
        known = {
            key: Known(said.value, "" if said.source == TYPED_HERE else said.source)
            for key, said in self.said.items()
        }
        if self.case.subject_id is None:
            return known
        profile = profile_of(keyring, self.case.subject_id)
        for one in step.asked:
            if one.key in known or not one.question.prefill:
                continue
            who, _dot, datum = one.question.prefill.partition(".")
            found = known_value(profile, datum)
            if found is not None and (who == "subject" or actor.visit is None):
                known[one.key] = Known(*found)
        return known


def open_draft(keyring: Keyring, actor: Actor, reference: str) -> OpenDraft:
    """A draft of this actor, read whole.

    Raises:
        NotThere: not a draft of this actor.
    """
    case = queries.get_draft(actor, reference)
    return OpenDraft(
        case=case,
        questionnaire=questionnaire_of(case),
        said=queries.answers_of(keyring, case),
        files=queries.attachments_of(keyring, case),
    )
