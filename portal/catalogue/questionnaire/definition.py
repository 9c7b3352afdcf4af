"""A questionnaire as a whole: the questions of a service, sound or not there at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from portal.catalogue.questionnaire.checks import check
from portal.catalogue.questionnaire.parts import (
    Declaration,
    Frozen,
    Group,
    Place,
    Question,
    Step,
    Titled,
    placed,
)

#: What one step takes, about, and to how many minutes the whole is rounded: nobody plans by the minute.
MINUTES_A_STEP, ROUNDED_TO = 2, 5


class Questionnaire(Frozen):
    """The questions of a service, as data; ``version`` grows with each published change."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,58}$")]
    version: int = Field(ge=1)
    words: dict[str, Titled] = {}
    steps: tuple[Step, ...] = Field(min_length=1)
    declarations: tuple[Declaration, ...] = ()
    #: A channel to show above the questions because it helps sooner.
    channel_hint: Literal["phone"] | None = None
    #: Whether the case may be begun and sent by somebody who does not sign in.
    without_login: bool = False

    @model_validator(mode="after")
    def _sound(self) -> Questionnaire:
        check(self.steps, self.declarations)
        return self

    @property
    def minutes(self) -> int:
        """About how long the answers take, in minutes: 5 at least, and in steps of 5."""
        return max(ROUNDED_TO, round(len(self.steps) * MINUTES_A_STEP / ROUNDED_TO) * ROUNDED_TO)

    def placed(self) -> Iterator[Place]:
        """Every question in the order it is asked, with where it stands."""
        return placed(self.steps)

    def question(self, question_id: str) -> Question:
        """The question with this id; ``KeyError`` when there is none."""
        return self._find(question_id)[2]

    def step_of(self, question_id: str) -> Step:
        """The step a question stands in; ``KeyError`` when there is none."""
        return self._find(question_id)[0]

    def group_of(self, question_id: str) -> Group | None:
        """The group a question is repeated in, if any; ``KeyError`` when there is no such question."""
        return self._find(question_id)[1]

    def step(self, step_id: str) -> Step:
        """The step with this id; ``KeyError`` when there is none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    def group(self, group_id: str) -> Group:
        """The group with this id; ``KeyError`` when there is none."""
        for step in self.steps:
            for group in step.groups:
                if group.id == group_id:
                    return group
        raise KeyError(group_id)

    def as_data(self) -> dict[str, Any]:
        """Plain JSON, to pin with a draft; ``Questionnaire.model_validate`` reads it back."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    def _find(self, question_id: str) -> Place:
        for place in self.placed():
            if place[2].id == question_id:
                return place
        raise KeyError(question_id)
