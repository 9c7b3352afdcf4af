"""Collecting the tokens of a trust chain: a job in the background, never in a citizen's request."""

from __future__ import annotations

from portal.identity.federation.addresses import with_query
from portal.identity.federation.chain import NOBODY_BETWEEN, Anchor, Chain, verify_chain
from portal.identity.federation.fetching import Reader
from portal.identity.federation.refusing import About, Cause, Refused
from portal.identity.federation.statements import (
    CONTENT_TYPE,
    Statement,
    read_configuration,
    read_statement,
    well_known,
)

_MEMBER = "federation_entity"
#: More superiors than this are not looked at (seccons_bcps: hint limit).
_MOST_HINTS = 5


def resolve(
    identifier: str, anchor: Anchor, reader: Reader, most_between: int = NOBODY_BETWEEN
) -> Chain:
    """Collect and verify the chain of a member.

    Raises:
        Refused: there is none that holds.
    """
    top = read_anchor(anchor, reader)
    raw = _configuration(identifier, reader)
    member = read_configuration(raw, identifier)
    raws = [raw, *climb_from(member, top, reader, most_between), top.raw]
    return verify_chain(raws, identifier, anchor, most_between)


def climb_from(
    member: Statement, top: Statement, reader: Reader, most_between: int = NOBODY_BETWEEN
) -> list[str]:
    """What the superiors of a member say, the lowest first, up to the anchor.

    Raises:
        Refused: no way leads there, or none is answered.
    """
    return _Climb(top, reader, most_between).upwards_from(member, ())


def read_anchor(anchor: Anchor, reader: Reader) -> Statement:
    """What the anchor says of itself today; at least daily (la_federazione).

    Raises:
        Refused: it cannot be read or does not hold.
    """
    return anchor.read(reader.read(well_known(anchor.identifier), About.ANCHOR, (CONTENT_TYPE,)))


def fetch_statement(superior: Statement, identifier: str, reader: Reader) -> str:
    """What a superior says of a member, as a token still to be verified.

    Raises:
        Refused: the superior names no place to ask at, or does not answer.
    """
    place = superior.metadata.get(_MEMBER, {}).get("federation_fetch_endpoint")
    if not isinstance(place, str):
        raise Refused(superior.about, Cause.ADDRESS)
    return reader.read(with_query(place, {"sub": identifier}), About.STATEMENT, (CONTENT_TYPE,))


def _configuration(identifier: str, reader: Reader) -> str:
    return reader.read(well_known(identifier), About.CONFIGURATION, (CONTENT_TYPE,))


class _Climb:
    """The way up, by the superiors that members name, no higher than allowed and never in a circle."""

    def __init__(self, top: Statement, reader: Reader, most_between: int) -> None:
        self._top = top
        self._reader = reader
        self._most_between = most_between

    def upwards_from(self, member: Statement, passed: tuple[str, ...]) -> list[str]:
        """What the superiors say, the lowest first; the first way that leads to the anchor.

        Raises:
            Refused: none does; with the reason of the last that was tried.
        """
        if self._top.subject in member.hints:
            return [fetch_statement(self._top, member.subject, self._reader)]
        if len(passed) >= self._most_between:
            raise Refused(About.CONFIGURATION, Cause.HINTS)
        refusal = Refused(About.CONFIGURATION, Cause.HINTS)
        for hint in member.hints[:_MOST_HINTS]:
            try:
                return self._through(hint, member, (*passed, member.subject))
            except Refused as problem:
                refusal = problem
        raise refusal

    def _through(self, hint: str, member: Statement, passed: tuple[str, ...]) -> list[str]:
        if hint in passed:
            raise Refused(About.CHAIN, Cause.LOOP)
        superior = read_configuration(_configuration(hint, self._reader), hint)
        above = self.upwards_from(superior, passed)
        raw = fetch_statement(superior, member.subject, self._reader)
        read_statement(raw, superior.keys, issuer=hint, subject=member.subject)
        return [raw, *above]
