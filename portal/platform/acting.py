"""For whom somebody acts, by what power, and how far it reaches: values that every rule reads."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """What may be done in another person's affairs; whoever may send may also declare, unless a visit."""

    READ = "read"
    PREPARE = "prepare"
    SEND = "send"
    DECLARE = "declare"
