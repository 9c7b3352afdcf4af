"""The national civic register (ANPR): who somebody is, where they live, and with whom."""

from portal.integrations.anpr.client import HttpAnpr
from portal.integrations.anpr.types import (
    Address,
    Anpr,
    AnprFailed,
    AnprNonsense,
    AnprRefused,
    AnprUnavailable,
    Enquiry,
    Member,
    Permit,
    PersonUnknown,
    Relation,
    Resident,
    Stay,
)

__all__ = [
    "Address",
    "Anpr",
    "AnprFailed",
    "AnprNonsense",
    "AnprRefused",
    "AnprUnavailable",
    "Enquiry",
    "HttpAnpr",
    "Member",
    "Permit",
    "PersonUnknown",
    "Relation",
    "Resident",
    "Stay",
]
