"""Which side acts in a case, and by which means a person declares."""

from __future__ import annotations

from enum import StrEnum


class Author(StrEnum):
    """Which side wrote or did something; the person is a separate column."""

    CITIZEN = "citizen"
    OPERATOR = "operator"
    OFFICE = "office"
    SYSTEM = "system"


class Means(StrEnum):
    """How the person made the declarations of truth (DPR 445/2000, art. 38 and 76)."""

    ONLINE = "online"
    HOLDER = "holder"
    OWN_PHONE = "own_phone"
    PAPER = "paper"
    PHONE_CODE = "phone_code"
