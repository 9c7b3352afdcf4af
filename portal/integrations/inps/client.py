"""Asks INPS for an ISEE, in INPS's own words, and believes only an answer that fits the question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from portal.integrations.inps.types import (
    InpsNonsense,
    InpsRefused,
    InpsUnavailable,
    Isee,
    IseeEnquiry,
    IseeNotFound,
    IseeRow,
)
from portal.integrations.wire import Answer, Header, NoAnswer, ask
from portal.platform.identifiers import IdentifierInvalid, parse_dsu_number
from portal.platform.isee import IseeKind

_LARGEST_HOUSEHOLD = 40
_LONGEST_WORDS = 80
_MOST = Decimal("100000000")
_KINDS: Mapping[str, IseeKind] = {
    "Ordinario": IseeKind.ORDINARY,
    "Minorenni": IseeKind.MINORS,
    "SocioSanitario": IseeKind.CARE,
    "SocioSanitarioRes": IseeKind.RESIDENTIAL_CARE,
    "Corrente": IseeKind.CURRENT,
    "Universitario": IseeKind.UNIVERSITY,
}


class HttpInps:
    """INPS behind ``POST {url}/isee``; ``timeout`` is seconds for the whole answer.

    A fiscal code travels only in the body, and only to this address.
    """

    def __init__(self, url: str, token: str, timeout: float = 2) -> None:
        self._address = f"{url.rstrip('/')}/isee"
        self._bearer = Header("Authorization", f"Bearer {token}")
        self._timeout = timeout

    def read_isee(self, enquiry: IseeEnquiry) -> Isee:
        """Read an ISEE; see ``Inps.read_isee`` for what may be raised."""
        said = {
            "CodiceFiscale": enquiry.fiscal_code,
            "DataValidita": enquiry.valid_on.isoformat(),
            "PrestazioneDaErogare": enquiry.benefit,
            "ProtocolloDomandaEnteErogatore": enquiry.about,
            "StatodomandaPrestazione": enquiry.state.value,
        }
        try:
            answer = ask(self._address, said, self._bearer, self._timeout)
        except NoAnswer as trouble:
            raise InpsUnavailable(str(trouble)) from trouble
        if answer.status != 200:
            raise _trouble_of(answer)
        return _by_outcome(answer.facts(), enquiry)


def _trouble_of(answer: Answer) -> Exception:
    kind = InpsRefused if answer.status in {400, 401, 403, 422} else InpsUnavailable
    return kind(f"HTTP {answer.status}")


def _by_outcome(found: Mapping[str, Any], enquiry: IseeEnquiry) -> Isee:
    match found.get("Esito"):
        case "OK":
            return read_answer(found, enquiry)
        case "DATI_NON_TROVATI":
            raise IseeNotFound
        case "ERRORE_INTERNO" | "DATABASE_OFFLINE" as word:
            raise InpsUnavailable(word)
    raise InpsNonsense("no outcome")


def read_answer(found: Mapping[str, Any], enquiry: IseeEnquiry) -> Isee:
    """Read an answer whose outcome is ``OK``.

    Raises:
        InpsNonsense: something is missing, or it contradicts itself or the question.
    """
    try:
        isee = Isee(
            number=parse_dsu_number(found["ProtocolloDSU"]),
            presented_on=date.fromisoformat(found["DataPresentazione"]),
            valid_until=date.fromisoformat(found["DataValidita"]),
            kind=_KINDS[found["TipoIndicatore"]],
            isee_cents=_cents(found["ISEE"]),
            ise_cents=_cents(found["ISE"]),
            isr_cents=_cents(found["ISR"]),
            isp_cents=_cents(found["ISP"]),
            scale=_number(found["ScalaEquivalenza"]),
            household=tuple(_row(one) for one in found["Nucleo"][:_LARGEST_HOUSEHOLD]),
            differences={"SI": True, "NO": False}[found["PresenzaDifformita"]],
        )
    except (KeyError, TypeError, ValueError, AttributeError, IdentifierInvalid) as problem:
        raise InpsNonsense(type(problem).__name__) from None
    if isee.valid_until < enquiry.valid_on:
        raise InpsNonsense("it had ended on the day it was asked for")
    if enquiry.fiscal_code not in {row.fiscal_code for row in isee.household}:
        raise InpsNonsense("another household")
    return isee


def _number(found: object) -> Decimal:
    if not isinstance(found, str):
        raise TypeError
    try:
        number = Decimal(found)
    except InvalidOperation:
        raise ValueError from None
    if not (number.is_finite() and 0 <= number <= _MOST):
        raise ValueError
    return number


def _cents(found: object) -> int:
    return int(_number(found) * 100)


def _row(found: Mapping[str, Any]) -> IseeRow:
    code, relation = found["CodiceFiscale"], found["RapportoConDichiarante"]
    if not isinstance(code, str) or not isinstance(relation, str) or len(relation) > _LONGEST_WORDS:
        raise TypeError
    return IseeRow(code, relation)
