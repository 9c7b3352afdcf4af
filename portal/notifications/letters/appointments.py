"""What is told of an appointment: day, hour and place; never why, nor for which service. Pure."""

from __future__ import annotations

from portal.notifications.letters.letter import Letter
from portal.platform.i18n import lazy_gettext as _l

_LINK = "/appuntamenti/link/%(token)s"
_DAY = "/sportello/appuntamenti?giorno=%(day)s"
_NUMBER = _l("Number of the appointment")
_WHEN = ("day_on", _l("Day and hour: %(day_on)s, %(hour)s."))
_WHERE = ("where", _l("Place: %(where)s."))
_PHONE = ("phone", _l("Phone of the desk: %(phone)s."))
_OPEN = _l("See, change or cancel the appointment")
_DESK = _l("Open the list of the day")

LETTERS = {
    "appointment_booked": Letter(
        _l("Your appointment is confirmed"),
        (_l("We expect you at the desk."),),
        (_WHEN, _WHERE, _PHONE),
        (_l("The page of the appointment says what to bring. You can cancel it there too."),),
        _OPEN,
        _LINK,
        _NUMBER,
        own_day="day_on",
        is_answer=True,
    ),
    "appointment_moved": Letter(
        _l("Your appointment has a new hour"),
        (_l("The hour you had before is no longer yours. This is the new one."),),
        (_WHEN, _WHERE, _PHONE),
        (_l("If your calendar has the old hour, add the appointment again: it replaces it."),),
        _OPEN,
        _LINK,
        _NUMBER,
        own_day="day_on",
        is_answer=True,
    ),
    "appointment_cancelled": Letter(
        _l("Your appointment is cancelled"),
        (_l("You need not come. The desk knows."),),
        (_WHEN, _PHONE),
        (_l("When you like, you can book another hour."),),
        _l("See the appointment"),
        _LINK,
        _NUMBER,
        own_day="day_on",
        is_answer=True,
    ),
    "appointment_called_off": Letter(
        _l("The desk cannot see you at your appointment"),
        (_l("We are sorry: the desk had to cancel this appointment. Please do not come."),),
        (_WHEN, _PHONE),
        (_l("Choose another hour from the page below: what you wrote is kept. Or call the desk."),),
        _l("Choose another hour"),
        _LINK,
        _NUMBER,
        own_day="day_on",
    ),
    "appointment_tomorrow": Letter(
        _l("You have an appointment tomorrow"),
        (_l("We expect you tomorrow at the desk."),),
        (_WHEN, _WHERE, _PHONE),
        (_l("If you cannot come, cancel it: somebody else can take the hour."),),
        _OPEN,
        _LINK,
        _NUMBER,
        own_day="day_on",
    ),
    "desk_appointment_booked": Letter(
        _l("A new appointment at the desk"),
        (_l("A person booked an hour at your desk."),),
        (_WHEN, _WHERE),
        action=_DESK,
        place=_DAY,
        number=_NUMBER,
    ),
    "desk_appointment_moved": Letter(
        _l("An appointment at the desk has a new hour"),
        (_l("A person chose another hour. This is the new one."),),
        (_WHEN, _WHERE),
        action=_DESK,
        place=_DAY,
        number=_NUMBER,
    ),
    "desk_appointment_cancelled": Letter(
        _l("An appointment at the desk is cancelled"),
        (_l("A person cancelled. The hour is free again."),),
        (_WHEN, _WHERE),
        action=_DESK,
        place=_DAY,
        number=_NUMBER,
    ),
}
