"""The national system of mandates (SGD, CAD art. 64-ter): the place where it will be asked.

No rules for asking it are public yet, so there is no client: a body that has access plugs one in
(``app.config["SGD"]``), and everything above speaks to this protocol.
"""

from portal.integrations.sgd.types import (
    NationalMandate,
    Sgd,
    SgdFailed,
    SgdNonsense,
    SgdRefused,
    SgdUnavailable,
)

__all__ = [
    "NationalMandate",
    "Sgd",
    "SgdFailed",
    "SgdNonsense",
    "SgdRefused",
    "SgdUnavailable",
]
