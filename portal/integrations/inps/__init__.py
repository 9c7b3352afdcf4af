"""INPS: the ISEE of a household, read where it is made instead of asked for."""

from portal.integrations.inps.client import HttpInps
from portal.integrations.inps.types import (
    BenefitState,
    Inps,
    InpsFailed,
    InpsNonsense,
    InpsRefused,
    InpsUnavailable,
    Isee,
    IseeEnquiry,
    IseeNotFound,
    IseeRow,
)

__all__ = [
    "BenefitState",
    "HttpInps",
    "Inps",
    "InpsFailed",
    "InpsNonsense",
    "InpsRefused",
    "InpsUnavailable",
    "Isee",
    "IseeEnquiry",
    "IseeNotFound",
    "IseeRow",
]
