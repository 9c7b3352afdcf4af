"""The figures of a month: a page for who coordinates, and the same as a table to take away."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

from flask import Response, request
from flask.typing import ResponseReturnValue

from portal.insights import queries
from portal.insights.views import bp
from portal.insights.words import lines_of
from portal.platform import clock
from portal.platform.access import officer
from portal.platform.actor import current_actor
from portal.platform.errors import NotThere
from portal.platform.pages import render


def _figures() -> queries.Figures:
    bodies = queries.coordinated_bodies(current_actor())
    if not bodies or current_actor().visit is not None:
        raise NotThere
    return queries.figures_of(bodies, _month())


def _month() -> date:
    """The month of the address, else this one; none that is still to come."""
    this = clock.today().replace(day=1)
    said = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", request.args.get("mese", ""))
    return min(date(int(said[1]), int(said[2]), 1), this) if said else this


@bp.get("/ufficio/numeri")
@officer
def figures() -> ResponseReturnValue:
    """How people asked, how long visits took, who went on alone; small numbers are not told."""
    found = _figures()
    months = [clock.today().replace(day=1)]
    for _place in range(5):
        months.append(queries.month_before(months[-1]))
    return render("insights/figures.html", found=found, lines=lines_of(found), months=months)


@bp.get("/ufficio/numeri.csv")
@officer
def figures_table() -> ResponseReturnValue:
    """The same as a table; a cell that may not be told is empty."""
    found, written = _figures(), io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    for line in lines_of(found):
        table.writerow([f"{found.month:%Y-%m}", line.key, "" if line.value is None else line.value])
    answer = Response(written.getvalue(), mimetype="text/csv")
    name = f"numeri-{found.month:%Y-%m}.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
