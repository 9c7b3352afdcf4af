"""What only training has: the list of exercises."""

from __future__ import annotations

from flask import current_app
from flask.typing import ResponseReturnValue

from portal.assisted.exercises import Exercise, read_exercises
from portal.assisted.views import bp
from portal.catalogue import serving
from portal.platform.access import operator
from portal.platform.errors import NotThere
from portal.platform.i18n import current_language
from portal.platform.pages import render


@bp.get("/sportello/esercizi")
@operator
def exercises() -> ResponseReturnValue:
    """Six people who could come to the desk; outside training there is no such page."""
    if not current_app.config["SETTINGS"].training:
        raise NotThere
    found = read_exercises(current_app.config["CONTENT"] / "training.yaml")
    language = current_language().code
    return render(
        "assisted/exercises.html",
        exercises=[(one, *one.told(language), _service_name(one)) for one in found],
    )


def _service_name(one: Exercise) -> str:
    return serving.snapshot().words(one.service, current_language().code)[0].name
