"""How long appointments are kept and how many one may have: content that the body decides. Pure."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import Field

from portal.catalogue.definitions import Frozen

FILE = "appointments.yaml"


class Rules(Frozen):
    """Days after its day until an appointment is erased; hours a draft lasts; how many are open at once."""

    keep_days: int = Field(ge=1, le=3650)
    draft_hours: int = Field(ge=1, le=240)
    most_open: int = Field(ge=1, le=50)


def read_rules(content: Path) -> Rules:
    """The rules in ``content/appointments.yaml``.

    Raises:
        pydantic.ValidationError: something in it cannot be understood.
    """
    return Rules.model_validate(yaml.safe_load((content / FILE).read_text(encoding="utf-8")))
