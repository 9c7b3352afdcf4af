"""What makes a questionnaire unsound: unknown names, circles, answers nobody can give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod

from portal.catalogue.questionnaire.conditions import Condition, Value
from portal.catalogue.questionnaire.parts import (
    Declaration,
    Group,
    Option,
    Place,
    Question,
    Step,
    placed,
)

#: More combinations than this and people cannot follow the condition either.
MOST_COMBINATIONS = 100_000
_ORDERED = frozenset({"number", "money", "date"})
#: Answers of several parts, and files: only whether they are there can be asked.
_ONLY_THERE = frozenset({"address", "isee", "file"})


def check(steps: Sequence[Step], declarations: Sequence[Declaration]) -> None:
    """Raise ``ValueError`` naming the first thing that is wrong."""
    places = list(placed(steps))
    _check_ids(steps, places, declarations)
    _check_words(steps, places, declarations)
    by_id = {question.id: place for place in places for question in (place[2],)}
    owners = list(_owners(steps, declarations))
    for owner in owners:
        _check_known(owner, by_id)
    _check_circles(places)
    order = {question.id: number for number, (_, _, question) in enumerate(places)}
    for owner in owners:
        _check_order(owner, by_id, order)
        _check_values(owner, by_id)
        _check_reachable(owner, by_id)


class _Owner:
    """Something that is shown under a condition, and where it stands."""

    def __init__(
        self,
        name: str,
        condition: Condition,
        before: str | None,
        group: Group | None,
        around: Sequence[Condition | None] = (),
    ) -> None:
        self.name = name
        self.condition = condition
        #: The first question that comes with it or after it: it may only look at earlier ones.
        self.before = before
        self.group = group
        #: The conditions of the step and the group it stands in: it is shown only with them.
        self.around = tuple(one for one in around if one is not None)

    @property
    def shown_if(self) -> Condition:
        """Everything that must hold for it to be shown."""
        return Condition(all_=(self.condition, *self.around))


def _owners(steps: Sequence[Step], declarations: Sequence[Declaration]) -> Iterator[_Owner]:
    for step in steps:
        first = next((question.id for _, _, question in placed([step])), None)
        if step.show_if:
            yield _Owner(f"step {step.id!r}", step.show_if, first, None)
        for group in step.groups:
            if group.show_if:
                first = group.questions[0].id
                name = f"group {group.id!r}"
                yield _Owner(name, group.show_if, first, None, (step.show_if,))
    for step, of_group, question in placed(steps):
        if question.show_if:
            around = (step.show_if, of_group.show_if if of_group else None)
            name = f"question {question.id!r}"
            yield _Owner(name, question.show_if, question.id, of_group, around)
    for declaration in declarations:
        if declaration.show_if:
            yield _Owner(f"declaration {declaration.id!r}", declaration.show_if, None, None)


def _check_ids(
    steps: Sequence[Step], places: Sequence[Place], declarations: Sequence[Declaration]
) -> None:
    answered = [question.id for _, _, question in places]
    answered += [group.id for step in steps for group in step.groups]
    for what, ids in (
        ("step", [step.id for step in steps]),
        ("question or group", answered),
        ("declaration", [declaration.id for declaration in declarations]),
    ):
        twice = {one for one in ids if ids.count(one) > 1}
        if twice:
            raise ValueError(f"{what} {min(twice)!r} is there twice")
    for step in steps:
        if not (step.questions or step.groups):
            raise ValueError(f"step {step.id!r} asks nothing")


def _check_words(
    steps: Sequence[Step], places: Sequence[Place], declarations: Sequence[Declaration]
) -> None:
    spoken: list[tuple[str, Mapping[str, object]]] = []
    spoken += [(f"step {step.id!r}", step.words) for step in steps]
    spoken += [(f"group {group.id!r}", group.words) for step in steps for group in step.groups]
    spoken += [(f"declaration {one.id!r}", one.words) for one in declarations]
    options: list[tuple[Question, Option]] = []
    for _, _, question in places:
        spoken.append((f"question {question.id!r}", question.words))
        options += [(question, option) for option in question.options]
        if question.is_answerable and not all(words.why for words in question.words.values()):
            raise ValueError(f"question {question.id!r} does not say why it is asked")
    spoken += [(f"option {one.value!r} of {question.id!r}", one.words) for question, one in options]
    for name, words in spoken:
        if "it" not in words:
            raise ValueError(f"{name} has no Italian words")


def _check_known(owner: _Owner, by_id: Mapping[str, Place]) -> None:
    for name in sorted(owner.condition.questions()):
        if name not in by_id:
            raise ValueError(f"{owner.name} looks at {name!r}, which is not a question here")
        if not by_id[name][2].is_answerable:
            raise ValueError(f"{owner.name} looks at {name!r}, which is a note without an answer")


def _check_circles(places: Sequence[Place]) -> None:
    """Follow who looks at whom; a way back to the start is a circle."""
    looks_at = {
        question.id: sorted(
            name
            for shown in (step, group, question)
            if shown is not None and shown.show_if
            for name in shown.show_if.questions()
        )
        for step, group, question in places
    }
    done: set[str] = set()

    def follow(name: str, way: tuple[str, ...]) -> None:
        if name in way:
            circle = " → ".join((*way[way.index(name) :], name))
            raise ValueError(f"these questions wait for each other: {circle}")
        if name not in done:
            for other in looks_at[name]:
                follow(other, (*way, name))
            done.add(name)

    for name in looks_at:
        follow(name, ())


def _check_order(owner: _Owner, by_id: Mapping[str, Place], order: Mapping[str, int]) -> None:
    for name in sorted(owner.condition.questions()):
        group = by_id[name][1]
        if group is not None and group is not owner.group:
            raise ValueError(
                f"{owner.name} looks at {name!r}, which is asked several times in {group.id!r}"
            )
        if owner.before is not None and order[name] >= order[owner.before]:
            raise ValueError(f"{owner.name} looks at {name!r}, which is asked later")


def _check_values(owner: _Owner, by_id: Mapping[str, Place]) -> None:
    for one in owner.condition.comparisons():
        question = by_id[one.question or ""][2]
        ordered = one.at_least is not None or one.at_most is not None
        if one.answered is None and question.kind in _ONLY_THERE:
            raise ValueError(f"{owner.name}: of {question.id!r} only answered can be asked")
        if ordered and question.kind not in _ORDERED:
            raise ValueError(f"{owner.name}: {question.id!r} has no more and no less")
        for value in one.values():
            wanted = int if question.kind in ("number", "money") else str
            if not isinstance(value, wanted):
                raise ValueError(f"{owner.name}: {value!r} is not an answer of {question.id!r}")
            if question.values and value not in question.values:
                raise ValueError(f"{owner.name}: {value!r} is not an option of {question.id!r}")


def _check_reachable(owner: _Owner, by_id: Mapping[str, Place]) -> None:
    """Try every combination that could matter: if none shows it, the conditions contradict."""
    conditions = _with_ancestors(owner.shown_if, by_id)
    domains = _domains(conditions.values(), by_id)
    if prod(len(domain) for domain in domains.values()) > MOST_COMBINATIONS:
        raise ValueError(f"{owner.name}: the condition is too complicated to follow; split it")
    for combination in product(*domains.values()):
        answers = dict(zip(domains, combination, strict=True))

        def given(name: str, answers: Mapping[str, Value | None] = answers) -> Value | None:
            shown = conditions.get(name)
            return answers[name] if shown is None or shown.holds(given) else None

        if conditions[""].holds(given):
            return
    raise ValueError(f"{owner.name} can never be shown: its conditions contradict each other")


def _with_ancestors(condition: Condition, by_id: Mapping[str, Place]) -> dict[str, Condition]:
    """The condition under "", and those under which the questions it looks at are shown."""
    found = {"": condition}
    waiting = sorted(condition.questions())
    while waiting:
        name = waiting.pop()
        conditions = [shown.show_if for shown in by_id[name] if shown and shown.show_if]
        if conditions and name not in found:
            found[name] = Condition(all_=tuple(conditions))
            waiting += sorted(found[name].questions())
    return found


def _domains(
    conditions: Iterable[Condition], by_id: Mapping[str, Place]
) -> dict[str, list[Value | None]]:
    """The answers worth trying: none, each value named, those next to it, and any other."""
    named: dict[str, set[str | int]] = {}
    for condition in conditions:
        for one in condition.comparisons():
            named.setdefault(one.question or "", set()).update(one.values())
    return {
        name: [None, *_values_to_try(by_id[name][2], sorted(values, key=str))]
        for name, values in named.items()
    }


def _values_to_try(question: Question, named: Sequence[str | int]) -> list[Value]:
    if question.kind == "multi_choice":
        chosen = [
            [str(value) for value, taken in zip(named, choice, strict=True) if taken]
            for choice in product((False, True), repeat=len(named))
        ]
        alone = {option.value for option in question.options if option.exclusive}
        return [one for one in chosen if len(one) < 2 or not alone.intersection(one)]
    if question.kind in ("number", "money"):
        numbers = {value + step for value in named if isinstance(value, int) for step in (-1, 0, 1)}
        least, most = question.minimum, question.maximum
        fitting = sorted(
            number
            for number in numbers or {least or 0}
            if (least is None or number >= least) and (most is None or number <= most)
        )
        return list(fitting)
    others = [value for value in question.values if value not in named][:1]
    if not question.values:
        others = ["\uffff", ""]
    return [*(str(value) for value in named), *others]
