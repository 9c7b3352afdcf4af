"""What a person typed, brought into the normal form in which answers are kept, or a reason why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from portal.catalogue.questionnaire.conditions import Value
from portal.catalogue.questionnaire.days import read_date
from portal.catalogue.questionnaire.invalid import CODES as CODES
from portal.catalogue.questionnaire.invalid import InvalidAnswer as InvalidAnswer
from portal.catalogue.questionnaire.isee import read_isee
from portal.catalogue.questionnaire.parts import Question
from portal.platform import clock, identifiers

#: How long an answer may be where the question does not say.
LONGEST = {"text": 200, "long_text": 2_000}
LONGEST_LINE = 120


def normalise(question: Question, raw: object) -> Value | None:
    """The normal form of an answer; ``None`` when nothing was given, whether or not it is required.

    text: tidy text, with a pattern in capitals without spaces ·
    choice: the option's value · several: their values in the order asked · yes and
    no: "yes", "no", "unknown" · date: "2026-03-01" · money: cents · number: whole · codes: as in
    ``identifiers`` · address: street, number, postal_code, municipality · isee: number, kind, expires_on ·
    files: their ids.

    Raises:
        InvalidAnswer: it cannot be the answer.
    """
    read = _READERS.get(question.kind)
    if read is None:
        raise InvalidAnswer("no_answer_here")
    if isinstance(raw, str):
        raw = tidy(raw, lines=question.kind == "long_text")
    if raw is None or raw in ("", [], (), {}):
        return None
    return read(question, raw)


def tidy(text: str, *, lines: bool = False) -> str:
    """Text without invisible signs or needless space; with ``lines`` its lines stay."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) != "Cc")
    if not lines:
        return " ".join(text.split())
    kept = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise InvalidAnswer("not_text")
    return raw


def _read_text(question: Question, raw: object) -> Value:
    text = _text(raw)
    longest = question.max_length or LONGEST[question.kind]
    if len(text) > longest:
        raise InvalidAnswer("too_long", longest=longest, given=len(text))
    if question.pattern:
        text = re.sub(r"[\s.-]", "", text).upper()
        if not re.fullmatch(question.pattern, text):
            raise InvalidAnswer("not_as_written")
    return text


def _read_choice(question: Question, raw: object) -> Value:
    value = _text(raw)
    if value not in question.values:
        raise InvalidAnswer("not_an_option")
    return value


def _read_choices(question: Question, raw: object) -> Value:
    chosen = [raw] if isinstance(raw, str) else raw
    if not isinstance(chosen, list | tuple | set | frozenset):
        raise InvalidAnswer("not_an_option")
    if any(value not in question.values for value in chosen):
        raise InvalidAnswer("not_an_option")
    alone = {option.value for option in question.options if option.exclusive}
    if len(set(chosen)) > 1 and alone.intersection(chosen):
        raise InvalidAnswer("not_alone")
    return [value for value in question.values if value in chosen]


def _read_yes_no(question: Question, raw: object) -> Value:
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    return _read_choice(question, raw)


def _read_date(question: Question, raw: object) -> Value:
    given = read_date(raw)
    if question.past_only and given > clock.today():
        raise InvalidAnswer("date_in_future")
    return given.isoformat()


def _read_isee(_question: Question, raw: object) -> Value:
    return dict(read_isee(raw, clock.today()))


def _read_money(question: Question, raw: object) -> Value:
    """Euro as people write them, "1.234,50", kept as cents; a whole number is cents already."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return _within(question, raw)
    text = re.sub(r"[€\s']|EUR", "", _text(raw), flags=re.IGNORECASE)
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+(,[0-9]{1,2})?", text) or "," in text:
        text = text.replace(".", "").replace(",", ".")
    found = re.fullmatch(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?", text)
    if not found:
        raise InvalidAnswer("not_an_amount")
    euro, cents = found.groups()
    return _within(question, int(euro) * 100 + int((cents or "0").ljust(2, "0")))


def _read_number(question: Question, raw: object) -> Value:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return _within(question, raw)
    text = _text(raw)
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise InvalidAnswer("not_a_number")
    return _within(question, int(text))


def _within(question: Question, number: int) -> int:
    if question.minimum is not None and number < question.minimum:
        raise InvalidAnswer("too_small", smallest=question.minimum)
    if question.maximum is not None and number > question.maximum:
        raise InvalidAnswer("too_large", largest=question.maximum)
    return number


def _read_code(parse: Callable[[str], str]) -> Callable[[Question, object], Value]:
    def read(_question: Question, raw: object) -> Value:
        try:
            return parse(_text(raw))
        except identifiers.IdentifierInvalid as problem:
            raise InvalidAnswer(f"{problem.kind}_{problem.code}", **problem.params) from problem

    return read


def _read_address(_question: Question, raw: object) -> Value:
    """An Italian address, all four fields there: number and postal code may be empty."""
    if not isinstance(raw, Mapping):
        raise InvalidAnswer("address_without_street")
    names = ("street", "number", "postal_code", "municipality")
    parts = {name: tidy(str(raw.get(name) or "")) for name in names}
    longest = max(len(part) for part in parts.values())
    if longest > LONGEST_LINE:
        raise InvalidAnswer("too_long", longest=LONGEST_LINE, given=longest)
    if not parts["street"]:
        raise InvalidAnswer("address_without_street")
    if not parts["municipality"]:
        raise InvalidAnswer("address_without_place")
    if parts["postal_code"] and not re.fullmatch(r"[0-9]{5}", parts["postal_code"]):
        raise InvalidAnswer("postal_code")
    return dict(parts)


def _read_files(question: Question, raw: object) -> Value:
    ids: list[Any] = []
    if isinstance(raw, str):
        ids = [raw]
    elif isinstance(raw, list | tuple):
        ids = list(raw)
    if not ids or not all(isinstance(one, str) and one for one in ids):
        raise InvalidAnswer("not_files")
    unique = list(dict.fromkeys(ids))
    if len(unique) > question.max_files:
        raise InvalidAnswer("too_many_files", most=question.max_files)
    return unique


_READERS: dict[str, Callable[[Question, object], Value]] = {
    "text": _read_text,
    "long_text": _read_text,
    "choice": _read_choice,
    "multi_choice": _read_choices,
    "yes_no": _read_yes_no,
    "yes_no_unknown": _read_yes_no,
    "date": _read_date,
    "money": _read_money,
    "number": _read_number,
    "iban": _read_code(identifiers.parse_iban),
    "fiscal_code": _read_code(identifiers.parse_fiscal_code),
    "address": _read_address,
    "phone": _read_code(identifiers.parse_phone),
    "email": _read_code(identifiers.parse_email),
    "file": _read_files,
    "isee_number": _read_code(identifiers.parse_dsu_number),
    "isee": _read_isee,
}


def doubts(question: Question, value: Value) -> tuple[str, ...]:
    """What to point out about an accepted answer without refusing it: codes of ``identifiers.Doubt``."""
    if question.kind != "fiscal_code" or not isinstance(value, str):
        return ()
    try:
        return tuple(identifiers.read_fiscal_code(value, clock.today()).doubts)
    except identifiers.IdentifierInvalid:
        return (identifiers.Doubt.NEEDS_OPERATOR,)
