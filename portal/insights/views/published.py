"""The portal in figures: a page for everybody, and the same as open data."""

from __future__ import annotations

import csv
import io

from flask import Response, current_app
from flask.typing import ResponseReturnValue

from portal.insights.publishing import CHANNELS, PublicMonth, months_over, public_month
from portal.insights.views import bp
from portal.insights.words import SENT_PUBLICLY
from portal.platform.access import public
from portal.platform.errors import NotThere
from portal.platform.pages import render
from portal.platform.shared import shared

_COUNTED = "accanto.published"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def _months() -> list[PublicMonth]:
    """Months that are over, newest first, from the first in which something happened.

    What is over does not change: each is counted once.

    Raises:
        NotThere: these are figures of training, where people are invented.
    """
    if current_app.config["SETTINGS"].training:
        raise NotThere
    counted = current_app.extensions.setdefault(_COUNTED, {})
    months = months_over()
    found = [counted.get(month) or public_month(month) for month in months]
    current_app.extensions[_COUNTED] = dict(zip(months, found, strict=True))
    while found and found[-1].is_empty:
        found.pop()
    return found


@bp.get("/numeri")
@public
@shared
def published() -> ResponseReturnValue:
    """How people asked month by month, how long visits and answers took; small numbers are not told."""
    return render(
        "insights/published.html", months=_months(), channels=SENT_PUBLICLY, licence=LICENCE
    )


@bp.get("/numeri.csv")
@public
@shared
def published_table() -> ResponseReturnValue:
    """The same as a table; a cell that may not be told is empty."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    sent = [f"sent_{name}" for name in CHANNELS]
    ends = ["visits", "visit_minutes_median", "answers", "answer_days_median"]
    table.writerow(["month", "requests", *sent, *ends])
    for one in _months():
        cells = [one.requests, *one.sent.values(), one.visits, one.minutes, one.answers, one.days]
        table.writerow([f"{one.month:%Y-%m}", *cells])
    answer = Response(written.getvalue(), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename="numeri.csv")
    answer.headers.set("Link", f'<{LICENCE}>; rel="license"')
    return answer
