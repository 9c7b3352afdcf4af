"""The members of a repeating group on the page of a correction: added and taken out before anything is saved.

A correction is one act with one declaration, so the page holds the members until it is sent: how many
there are travels with the form, and what was typed moves up when somebody is taken out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from portal.catalogue.questionnaire import Group, Value
from portal.catalogue.questionnaire.walk import AnswerKey, VisibleStep

Posted = MultiDict[str, str]


def count_name(group: str) -> str:
    """The name of the field that says how many members a group has on the page."""
    return f"members__{group}"


def counted(step: VisibleStep, posted: Mapping[str, str]) -> dict[str, int]:
    """How many members each group of a step has on the page; what no page says is as it was saved."""
    return {
        shown.group.id: _within(shown.group, posted.get(count_name(shown.group.id)), shown.members)
        for shown in step.groups
    }


def _within(group: Group, said: str | None, otherwise: int) -> int:
    is_number = said is not None and said.isascii() and said.isdigit() and len(said) < 4
    return max(group.min, min(group.max, int(said or 0) if is_number else otherwise))


def with_members(
    step: VisibleStep, answers: Mapping[AnswerKey, Value], counts: Mapping[str, int]
) -> dict[AnswerKey, Value]:
    """The answers with as many members as the page has: what is beyond them counts as taken out."""
    found = dict(answers)
    for shown in step.groups:
        ids, number = {one.id for one in shown.group.questions}, counts[shown.group.id]
        for question, item in list(found):
            if question in ids and item is not None and item >= number:
                del found[(question, item)]
        found[(shown.group.id, None)] = number
    return found


def pressed(step: VisibleStep, posted: Posted) -> Posted | None:
    """What was typed, after "add" or "take away" was pressed; nothing when another button was.

    A press that fits no group or no member changes nothing.
    """
    verb, *what = posted.get("go", "").split(":")
    group = next((one.group for one in step.groups if what and one.group.id == what[0]), None)
    if verb not in {"add", "remove"}:
        return None
    number = counted(step, posted).get(group.id, 0) if group else 0
    changed: Posted = MultiDict(posted.items(multi=True))
    if group is not None and verb == "add" and number < group.max:
        changed[count_name(group.id)] = str(number + 1)
    if group is not None and verb == "remove" and number > group.min:
        place = int(what[1]) if what[1:] and re.fullmatch(r"[0-9]{1,3}", what[1]) else number
        if place < number:
            changed = _without(changed, group, place)
            changed[count_name(group.id)] = str(number - 1)
    return changed


def _without(posted: Posted, group: Group, place: int) -> Posted:
    """What was typed without one member; those after it move up. Versions stay with their places."""
    names = "|".join(re.escape(one.id) for one in group.questions)
    field = re.compile(rf"({names})__([0-9]{{1,3}})(-.*)?")
    kept: Posted = MultiDict()
    for name, value in posted.items(multi=True):
        found = field.fullmatch(name)
        item = int(found[2]) if found else -1
        if found is None or item < place:
            kept.add(name, value)
        elif item > place:
            kept.add(f"{found[1]}__{item - 1}{found[3] or ''}", value)
    return kept
