"""The words beside each figure."""

from __future__ import annotations

from dataclasses import dataclass

from portal.insights.queries import Figures
from portal.platform.i18n import lazy_gettext as _l

_SENT = {
    "alone": _l("Requests sent alone, with a login"),
    "guest": _l("Requests sent without a login"),
    "machine": _l("Requests sent alone, at a public machine"),
    "beside": _l("Requests sent beside an operator"),
    "power": _l("Requests sent by who acts for somebody"),
}

#: What is rated, by the word in the table.
RATED = {
    "service": _l("Service, at its end"),
    "sheet": _l("Page of the service"),
    "text": _l("Page of text"),
    "list": _l("List of the services"),
}


@dataclass(frozen=True)
class Line:
    """One figure: its name in the table, its words, its value; None where it is too small to be told."""

    key: str
    words: object
    value: int | None


def lines_of(found: Figures) -> list[Line]:
    """The figures of a month in the order in which they are read."""
    return [
        *(Line(f"sent_{name}", words, found.sent[name]) for name, words in _SENT.items()),
        Line("assisted_percent", _l("Sent beside an operator, of 100"), found.assisted_percent),
        Line("visits", _l("Visits at the desks"), found.visits),
        Line("minutes_per_visit", _l("Minutes of a visit (half take less)"), found.minutes),
        Line("numbers", _l("Numbers taken at the desks"), found.numbers),
        Line(
            "until_called",
            _l("Minutes until a number is called (half wait less)"),
            found.until_called,
        ),
        Line(
            "until_done",
            _l("Minutes from the call until the person is done (half take less)"),
            found.until_done,
        ),
        Line(
            "drafts_unsigned",
            _l("Drafts of desks to which nobody agreed, erased after 14 days"),
            found.unsigned,
        ),
        Line(
            "helped_twice", _l("People who did two requests with an operator"), found.helped_twice
        ),
        Line("then_alone", _l("Of them, who then did one alone"), found.then_alone),
    ]


#: How a request was sent, as the public table says it.
SENT_PUBLICLY = {
    "alone": _l("Alone, with a login"),
    "guest": _l("Without a login"),
    "machine": _l("At a public machine"),
    "beside": _l("Beside an operator"),
    "phone": _l("By phone"),
    "power": _l("By who acts for somebody"),
}
