"""The questionnaires we ship, with everything they take from the question bank."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from portal.catalogue.questionnaire import Questionnaire
from portal.catalogue.questionnaire.bank import Bank
from tests.support.house import ROOT

CONTENT = ROOT / "content"
FILES = sorted((CONTENT / "questionnaires").glob("*.yaml"))
NAMES = [path.stem for path in FILES]


@cache
def bank() -> Bank:
    """The question bank of content/."""
    return Bank(yaml.safe_load((CONTENT / "questions.yaml").read_text(encoding="utf-8")))


@cache
def told(name: str) -> dict[str, Any]:
    """The data of a questionnaire, whole."""
    path = CONTENT / "questionnaires" / f"{name}.yaml"
    whole, astray = bank().fill_in(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert not astray, astray
    return whole


@cache
def questionnaire(name: str) -> Questionnaire:
    """A questionnaire, read."""
    return Questionnaire.model_validate(told(name))
