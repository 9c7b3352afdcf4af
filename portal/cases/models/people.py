"""Which side acts in a case, by which means a person declares, and what keeps them from signing."""

from __future__ import annotations

from enum import StrEnum


class Author(StrEnum):
    """Which side wrote or did something; the person is a separate column."""

    CITIZEN = "citizen"
    OPERATOR = "operator"
    OFFICE = "office"
    SYSTEM = "system"


class Means(StrEnum):
    """How the person made the declarations of truth (DPR 445/2000, art. 38 and 76).

    ``OFFICIAL``: aloud, before a public official who received them (art. 4 c. 1).
    """

    ONLINE = "online"
    HOLDER = "holder"
    OWN_PHONE = "own_phone"
    PAPER = "paper"
    PHONE_CODE = "phone_code"
    OFFICIAL = "official"


class Impediment(StrEnum):
    """What keeps somebody from signing by hand; never why."""

    SIGN = "sign"
    READ = "read"
