"""Metadata policies: what superiors allow those below to say, the anchor first.

Rules: OpenID Federation 1.0, 6.1; entity_statement of the SPID/CIE rules. Operators nobody knows are
ignored, unless the superior says they must be understood.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.identity.federation.refusing import About, Cause, Refused

#: In the order they are applied.
OPERATORS = ("value", "add", "default", "one_of", "subset_of", "superset_of", "essential")
_LISTS = {"add", "one_of", "subset_of", "superset_of"}
#: Parameters that hold several words in one text.
_IN_WORDS = {"scope"}
Rules = Mapping[str, Any]


def merge(policies: Sequence[Rules]) -> dict[str, dict[str, Any]]:
    """One policy of several for one kind of part, the anchor's first.

    Raises:
        Refused: a lower one would loosen or contradict a higher one.
    """
    merged: dict[str, dict[str, Any]] = {}
    for policy in policies:
        for parameter, rules in policy.items():
            if not isinstance(rules, Mapping):
                continue
            known = merged.setdefault(parameter, {})
            for operator in OPERATORS:
                if operator in rules:
                    _check_form(operator, rules[operator])
                    known[operator] = (
                        _combine(operator, known[operator], rules[operator])
                        if operator in known
                        else rules[operator]
                    )
    return merged


def apply(policy: Mapping[str, Rules], metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata as the policy leaves them.

    Raises:
        Refused: the policy does not allow them.
    """
    found = dict(metadata)
    for parameter, rules in policy.items():
        value = found.pop(parameter, None)
        in_words = parameter in _IN_WORDS and isinstance(value, str)
        value = value.split() if in_words and isinstance(value, str) else value
        for operator, act in _ACTS.items():
            if operator in rules:
                value = act(value, rules[operator])
        if value is not None:
            found[parameter] = " ".join(map(str, value)) if in_words else value
    return found


def check_critical(named: object) -> None:
    """Whether we know every operator that a superior says must be understood.

    Raises:
        Refused: we do not.
    """
    wanted = named if isinstance(named, list) else []
    if any(operator not in OPERATORS for operator in wanted):
        raise Refused(About.POLICY, Cause.CRITICAL)


def _check_form(operator: str, value: object) -> None:
    wrong = (
        (operator in _LISTS and not isinstance(value, list))
        or (operator == "essential" and not isinstance(value, bool))
        or (operator == "default" and value is None)
    )
    if wrong:
        raise Refused(About.POLICY, Cause.FORM, operator)


def _combine(operator: str, higher: Any, lower: Any) -> Any:
    if operator in {"value", "default"}:
        if _mark(higher) != _mark(lower):
            raise Refused(About.POLICY, Cause.CONFLICT, operator)
        return higher
    if operator == "essential":
        return higher or lower
    if operator in {"add", "superset_of"}:
        return _union(higher, lower)
    both = _common(higher, lower)
    if not both and operator == "one_of":
        raise Refused(About.POLICY, Cause.CONFLICT, operator)
    return both


def _mark(value: Any) -> str:
    """Two JSON values are the same if these are; the order of a list says nothing."""
    if isinstance(value, list):
        return "[" + ",".join(sorted(map(_mark, value))) + "]"
    return json.dumps(value, sort_keys=True)


def _union(one: list[Any], other: list[Any]) -> list[Any]:
    seen = {_mark(value) for value in one}
    return one + [value for value in other if _mark(value) not in seen]


def _common(one: list[Any], other: list[Any]) -> list[Any]:
    seen = {_mark(value) for value in other}
    return [value for value in one if _mark(value) in seen]


def _as_list(value: Any, operator: str) -> list[Any]:
    if not isinstance(value, list):
        raise Refused(About.POLICY, Cause.VALUE, operator)
    return value


def _add(value: Any, rule: list[Any]) -> Any:
    return _union([] if value is None else _as_list(value, "add"), rule)


def _one_of(value: Any, rule: list[Any]) -> Any:
    if value is not None and not _common([value], rule):
        raise Refused(About.POLICY, Cause.VALUE, "one_of")
    return value


def _subset_of(value: Any, rule: list[Any]) -> Any:
    # 6.1.3.1.5: what is left is what counts; where nothing is left the parameter goes away.
    return None if value is None else _common(_as_list(value, "subset_of"), rule) or None


def _superset_of(value: Any, rule: list[Any]) -> Any:
    if value is not None and len(_common(rule, _as_list(value, "superset_of"))) < len(rule):
        raise Refused(About.POLICY, Cause.VALUE, "superset_of")
    return value


def _essential(value: Any, rule: bool) -> Any:
    if rule and value is None:
        raise Refused(About.POLICY, Cause.MISSING, "essential")
    return value


_ACTS: dict[str, Callable[[Any, Any], Any]] = {
    "value": lambda _value, rule: rule,
    "add": _add,
    "default": lambda value, rule: rule if value is None else value,
    "one_of": _one_of,
    "subset_of": _subset_of,
    "superset_of": _superset_of,
    "essential": _essential,
}
