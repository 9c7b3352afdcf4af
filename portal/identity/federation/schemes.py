"""Where SPID and CIE differ, and the levels they share.

Rules: "differenze" and the endpoint pages of the SPID/CIE rules. One configuration serves both.
"""

from __future__ import annotations

from enum import StrEnum

_LEVEL = "https://www.spid.gov.it/SpidL"
#: Level by acr: L1 a password, L2 a second factor, L3 a card or other hardware. CIE uses the same words.
LEVELS = {f"{_LEVEL}{number}": number for number in (1, 2, 3)}


class Scheme(StrEnum):
    """The federation a provider belongs to."""

    SPID = "spid"
    CIE = "cie"

    @property
    def names_issuer(self) -> bool:
        """Whether a successful answer must say whose it is (authorization_endpoint; SPID: may)."""
        return self is Scheme.CIE

    @property
    def says_not_before(self) -> bool:
        """Whether an ID token must say ``nbf`` (token_endpoint)."""
        return self is Scheme.SPID


def acr_of(level: int) -> str:
    """How a level is asked for.

    Raises:
        ValueError: there is no such level.
    """
    if level not in LEVELS.values():
        raise ValueError(level)
    return f"{_LEVEL}{level}"


def level_of(acr: object) -> int:
    """The level an acr says; 0 where it says none of ours, however much it looks like one."""
    return LEVELS.get(acr, 0) if isinstance(acr, str) else 0
