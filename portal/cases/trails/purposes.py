"""Why a file is opened by who does not work it: closed words, since the person reads them in their trail.

Pure.
"""

from __future__ import annotations

from enum import StrEnum

#: Why the one who works a case, or who may take it, opens it.
WORK = "work"


class Purpose(StrEnum):
    """Why somebody opens a case that a colleague works."""

    SUBSTITUTION = "substitution"
    COORDINATION = "coordination"
    PERSON_ASKS = "person_asks"
    SECOND_EYES = "second_eyes"
    INSPECTION = "inspection"
    OTHER = "other"
