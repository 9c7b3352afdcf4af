"""Facts of the catalogue in the words of the page: openings, desks, reasons."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from babel import Locale

from portal.catalogue.orientation import Reason
from portal.catalogue.sheet import DeskHere
from portal.catalogue.values import NAMED_BY_SPEAKERS
from portal.platform import clock
from portal.platform.i18n import current_language, format_day, ngettext
from portal.platform.i18n import gettext as _
from portal.platform.i18n import lazy_gettext as _l

REASONS = {
    Reason.URGENT: _l("Helps at once"),
    Reason.EVENT: _l("Fits what happened"),
    Reason.NEED: _l("Answers what you need"),
    Reason.AUDIENCE: _l("Is for the person you chose"),
    Reason.EVERYONE: _l("Is for everyone"),
    Reason.FIRST_CONTACT: _l("You can talk to somebody first"),
}
_ACCESS = {
    "free": _l("No appointment needed"),
    "appointment": _l("By appointment"),
    "itinerant": _l("Here on some days only"),
}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def italian_now() -> datetime:
    """The moment as Italy's clocks show it."""
    return clock.rome_time(clock.now())


def _hour(moment: time) -> str:
    return f"{moment:%H:%M}"


def _times(text: str) -> str:
    return text.replace("-", "–")


def day_name(weekday: int) -> str:
    """Monday is 0."""
    return str(Locale.parse(current_language().code).days["stand-alone"]["wide"][weekday])


def opening_words(here: DeskHere) -> str:
    """Whether a desk is open now, otherwise when it opens next."""
    if here.open_until is not None:
        return str(_("Open now, until %(hour)s", hour=_hour(here.open_until)))
    if here.next is None:
        return str(_("Closed: call before you go"))
    hour, day = _hour(here.next.opens), here.next.day
    if day == italian_now().date():
        return str(_("Opens today at %(hour)s", hour=hour))
    if day == italian_now().date() + timedelta(days=1):
        return str(_("Opens tomorrow at %(hour)s", hour=hour))
    return str(_("Opens on %(day)s at %(hour)s", day=format_day(day, weekday=True), hour=hour))


def desk_words(here: DeskHere) -> dict[str, Any]:
    """A desk as its card shows it, with ``open_now``, ``is_open`` and ``distance``."""
    desk = here.desk
    return {
        "name": desk.name,
        "body": here.body.name,
        "address": ", ".join(part for part in (desk.address, here.town) if part),
        "phone": desk.phone,
        "email": desk.email,
        "hours": [*_weekly(here), *_monthly(here)],
        "access": _ACCESS[desk.access],
        "step_free": desk.step_free,
        "languages": _spoken(desk.languages),
        "trial": desk.test_data,
        "open_now": opening_words(here),
        "is_open": here.open_until is not None,
        "distance": _distance(here.km),
    }


def _weekly(here: DeskHere) -> list[tuple[str, str]]:
    return [
        (day_name(_DAYS.index(day)), ", ".join(_times(text) for text in here.desk.hours[day]))
        for day in sorted(here.desk.hours, key=_DAYS.index)
    ]


def _monthly(here: DeskHere) -> list[tuple[str, str]]:
    orders = [_("first"), _("second"), _("third"), _("fourth"), _("fifth")]
    return [
        (
            _(
                "%(order)s %(day)s of the month",
                order=orders[one.week - 1],
                day=day_name(_DAYS.index(one.day)),
            ),
            _times(one.hours),
        )
        for one in here.desk.monthly
    ]


def language_name(code: str) -> str:
    """A spoken language in the words of the page: "rumeno", "Romanian"."""
    known = Locale.parse(current_language().code).languages.get(code)
    return str(known or NAMED_BY_SPEAKERS.get(code) or Locale("en").languages[code])


def _spoken(languages: tuple[str, ...]) -> str:
    if len(languages) < 2:
        return ""
    return str(_("Languages: %(names)s", names=", ".join(map(language_name, languages))))


def _distance(km: float | None) -> str:
    if km is None:
        return ""
    near = max(1, round(km))
    return str(ngettext("about %(num)d km away", "about %(num)d km away", near))
