"""What the public registers said, as the officer reads it: beside what the person wrote, and what to check.

A register that was silent, or that the person contradicts, is never held against them: the office looks
it up (DPR 445/2000, art. 43). An ISEE with omissions is never refused for them: the person chooses among
three ways (DPCM 159/2013, art. 11 c. 5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from portal.cases import summary
from portal.cases.drafts.prefill import CONTESTED
from portal.cases.known.asking import TOLD_BY
from portal.cases.known.checking import Checked, checks_of
from portal.cases.known.queries import Said as Told
from portal.cases.known.queries import said_for
from portal.cases.models import Case, Outcome, Register
from portal.cases.queries import Said
from portal.catalogue.questionnaire import Group, Question, Questionnaire
from portal.catalogue.questionnaire.walk import AnswerKey
from portal.identity.queries import names_of
from portal.platform.crypto import Keyring
from portal.platform.i18n import (
    current_language,
    format_amount,
    format_day,
    format_moment,
)
from portal.platform.i18n import gettext as _
from portal.platform.i18n import lazy_gettext as _l

NAMES = {
    Register.ANPR: _l("National civic register (ANPR)"),
    Register.INPS: _l("INPS: the ISEE"),
}
#: As addresses name them.
IN_ADDRESS = {Register.ANPR: "anagrafe", Register.INPS: "inps"}


class Standing(StrEnum):
    """How what a register said stands to what the person wrote."""

    SAME = "same"
    CONTESTED = "contested"
    DIFFERENT = "different"
    UNUSED = "unused"
    UNTOLD = "untold"


_WORDS = {
    Standing.SAME: _l("taken into the request"),
    Standing.CONTESTED: _l("the person says it is wrong"),
    Standing.DIFFERENT: _l("the person wrote something else"),
    Standing.UNUSED: _l("not asked in this request"),
    Standing.UNTOLD: _l("to check"),
}
_OPEN = {Standing.CONTESTED, Standing.DIFFERENT, Standing.UNTOLD}


@dataclass(frozen=True)
class Datum:
    """One datum: what the register said of it, what the person wrote, how the two stand; ``note``: why
    the register is wrong, in the person's own words.
    """

    label: str
    told: str
    typed: str
    standing: Standing
    note: str = ""

    @property
    def words(self) -> str:
        """How it stands, said."""
        return str(_WORDS[self.standing])

    @property
    def is_open(self) -> bool:
        """Whether somebody has to look it up."""
        return self.standing in _OPEN


@dataclass(frozen=True)
class Shown:
    """One register on the page of a case."""

    register: Register
    name: str
    sentence: str
    data: tuple[Datum, ...]
    has_differences: bool
    checks: tuple[dict[str, str], ...]

    @property
    def word(self) -> str:
        """Its word in addresses."""
        return IN_ADDRESS[self.register]

    @property
    def is_to_check(self) -> bool:
        """Whether something is open and nobody has looked yet."""
        return any(one.is_open for one in self.data) and not self.checks


def lay_out(
    keyring: Keyring,
    case: Case,
    questionnaire: Questionnaire,
    answers: Mapping[AnswerKey, Said],
) -> list[Shown]:
    """What each register said for a case already loaded through the actor; those never asked are left out."""
    told = said_for(keyring, case)
    checks = checks_of(keyring, case)
    names = names_of(keyring, {one.person_id for one in checks if one.person_id is not None})
    return [
        Shown(
            register=register,
            name=str(NAMES[register]),
            sentence=_sentence(told[register]),
            data=(*_data(told[register], questionnaire, answers), *_besides(told[register])),
            has_differences=bool(told[register].facts.get("differences")),
            checks=tuple(_check(one, names) for one in checks if one.register is register),
        )
        for register in Register
        if register in told
    ]


def _check(one: Checked, names: Mapping[int, str]) -> dict[str, str]:
    who = names.get(one.person_id or 0, "")
    return {"when": format_moment(one.at), "who": who, "text": one.text}


def _sentence(told: Told) -> str:
    day = format_day(told.day)
    if told.outcome is Outcome.SILENT:
        return _(
            "It has not answered since %(day)s: the person wrote the data by themselves. Check them; "
            "it is not the person’s fault.",
            day=day,
        )
    if told.outcome is Outcome.NOTHING:
        if told.register is Register.INPS:
            return _("On %(day)s it found no ISEE in force.", day=day)
        return _("On %(day)s it knew nobody with this fiscal code.", day=day)
    if told.late_at is not None:
        return _(
            "It was silent while the person wrote, and answered on %(day)s: compare the two.",
            day=day,
        )
    return _("It answered on %(day)s.", day=day)


def _data(
    told: Told, questionnaire: Questionnaire, answers: Mapping[AnswerKey, Said]
) -> Iterator[Datum]:
    """The data that this register tells and this request asks for."""
    for step in questionnaire.steps:
        for question in step.questions:
            found = _of_question(told, question, answers.get((question.id, None)))
            if found is not None:
                yield found
        for group in step.groups:
            if _datum(group.prefill) == "household" and told.register is Register.ANPR:
                found = _of_household(told, group, answers)
                if found is not None:
                    yield found


def _datum(prefill: str | None) -> str:
    who, _dot, datum = (prefill or "").partition(".")
    return datum if who == "subject" else ""


def _of_question(told: Told, question: Question, answer: Said | None) -> Datum | None:
    datum = _datum(question.prefill)
    if datum not in TOLD_BY[told.register] or datum == "isee_choice":
        return None
    value = told.facts.get(datum)
    label = (question.words.get(current_language().code) or question.words["it"]).label
    register_words = _in_words(question, value)
    typed = _in_words(question, answer.value) if answer is not None else ""
    if not register_words:
        is_open = told.outcome is Outcome.SILENT and typed
        return Datum(label, "", typed, Standing.UNTOLD) if is_open else None
    standing = _standing(told, answer, register_words, typed)
    return Datum(label, register_words, typed, standing, answer.note if answer else "")


def _standing(told: Told, answer: Said | None, register_words: str, typed: str) -> Standing:
    if answer is None:
        return Standing.UNUSED
    if answer.source == CONTESTED:
        return Standing.CONTESTED
    if answer.source == told.register or _folded(register_words) == _folded(typed):
        return Standing.SAME
    return Standing.DIFFERENT


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())


def _in_words(question: Question, value: Any) -> str:
    """A value as the summary says it; nothing for one that the question cannot hold."""
    if value in (None, "", [], {}):
        return ""
    try:
        return summary.in_words(question, value, current_language().code)
    except (KeyError, TypeError, ValueError, AttributeError):
        return str(value)


def _of_household(told: Told, group: Group, answers: Mapping[AnswerKey, Said]) -> Datum | None:
    """Who lives with the person: by the register with the year of birth, by the person with the name."""
    words = group.words.get(current_language().code) or group.words["it"]
    members = told.facts.get("household") or []
    told_words = ", ".join(f"{one['name']} ({one['birth_year']})" for one in members)
    (named,) = [q.id for q in group.questions if q.prefill == "member.name"][:1] or [""]
    typed = [
        str(said.value) for key, said in sorted(answers.items(), key=_order) if key[0] == named
    ]
    if not told_words:
        is_open = told.outcome is Outcome.SILENT and typed
        return Datum(words.title, "", ", ".join(typed), Standing.UNTOLD) if is_open else None
    if not typed:
        return Datum(words.title, told_words, "", Standing.UNUSED)
    same = {_folded(one["name"]) for one in members} == {_folded(one) for one in typed}
    standing = Standing.SAME if same else Standing.DIFFERENT
    return Datum(words.title, told_words, ", ".join(typed), standing)


def _order(one: tuple[AnswerKey, Said]) -> int:
    return one[0][1] or 0


def _besides(told: Told) -> Iterator[Datum]:
    """What the register says and no question asks, and only the office needs."""
    facts = told.facts
    if facts.get("isee_cents") is not None:
        amount = str(format_amount(facts["isee_cents"]).striptags())
        yield Datum(_("Amount of the ISEE"), amount, "", Standing.UNUSED)
    if facts.get("presented_on"):
        yield Datum(_("Presented on"), _day(facts["presented_on"]), "", Standing.UNUSED)
    if facts.get("members"):
        yield Datum(_("People it counts"), str(facts["members"]), "", Standing.UNUSED)
    permit = facts.get("permit")
    if permit:
        ends = _day(permit["expires_on"]) if permit.get("expires_on") else _("no end on record")
        yield Datum(_("Permit of stay, until"), ends, "", Standing.UNUSED)


def _day(iso: str) -> str:
    return format_day(date.fromisoformat(iso))
