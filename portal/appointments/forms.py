"""The forms of booking: at which desk, when, why, and who comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from portal.appointments import words
from portal.catalogue import serving
from portal.catalogue.queries import needs_met
from portal.identity.mailboxes import NOT_THEIRS
from portal.platform import clock
from portal.platform.forms import (
    Choice,
    ChoiceField,
    DayField,
    EmailField,
    Form,
    LongTextField,
    PhoneField,
    TextField,
    build_form,
)
from portal.platform.i18n import current_language
from portal.platform.i18n import lazy_gettext as _l

#: As in the national model; more is said at the desk.
DETAILS_LENGTH = 200
#: A desk that closes later than this has mistyped the year.
_FURTHEST = timedelta(days=3660)


class CardsField(ChoiceField):
    """One of a few places or hours, always all in sight."""

    control = "radio"
    gone: object = _l("This desk takes no bookings. Choose one of those shown.")

    def read(self, typed: list[Any]) -> str | None:
        """The value chosen; one that is not shown any more is said in its own words."""
        value = str(typed[0]).strip() if typed else ""
        if value and all(choice.value != value for choice in self.choices):
            raise ValueError(self.gone)
        return value or None


class SlotField(CardsField):
    """An hour; it may have been taken while the page was open."""

    gone = _l("This hour has just been taken. Choose another one: what you wrote is kept.")


class TopicField(ChoiceField):
    """What it is about, always as a list."""

    control = "select"


def desk_form(desks: Iterable[Choice], chosen: str | None) -> Form:
    """At which desk; each with its address and hours."""
    field = CardsField(_l("Office"), choices=list(desks), missing=_l("Choose an office."))
    return build_form({"desk": field})(data={"desk": chosen})


def slot_form(moments: Sequence[datetime], chosen: datetime | None) -> Form:
    """When, among the moments shown."""
    field = SlotField(
        _l("Hours you can book"),
        choices=[Choice(one.isoformat(), words.moment_words(one)) for one in moments],
        missing=_l("Choose an hour."),
    )
    return build_form({"slot": field})(data={"slot": chosen.isoformat() if chosen else None})


def details_form(known: dict[str, str], *, asks_topic: bool) -> Form:
    """Topic (unless it is the service one comes from), reason and details."""
    fields: dict[str, Any] = {}
    if asks_topic:
        needs = needs_met(serving.snapshot(), current_language().code)
        topics = [Choice(need.id, need.name) for need in needs]
        topics.append(Choice(words.OTHER_TOPIC, _l("Something else, or I do not know")))
        fields["topic"] = TopicField(
            _l("Topic"), choices=topics, missing=_l("Choose what you want to talk about.")
        )
    fields["reason"] = ChoiceField(
        _l("Reason"),
        hint=_l("Choose the reason of the appointment."),
        choices=list(words.REASONS.items()),
        missing=_l("Choose the reason."),
    )
    fields["details"] = LongTextField(
        _l("Details"),
        required=False,
        max_length=DETAILS_LENGTH,
        rows=3,
        hint=_l("Add what helps the desk to be ready, for example an interpreter."),
    )
    return build_form(fields)(data=known)


class ContactsForm(Form):
    """How the person is reached; ``is_refused`` says of an e-mail that it cannot be theirs."""

    is_refused: Callable[[str], bool] = staticmethod(lambda _email: False)

    def validate(self, extra_validators: Any = None) -> bool:
        """Each answer, then one way at least to reach the person."""
        is_fine = bool(super().validate(extra_validators))
        if is_fine and not self["email"].data and not self["phone"].data:
            self.blame("email", _l("Write your e-mail or your phone: one is enough."))
            return False
        if is_fine and self["email"].data and self.is_refused(self["email"].data):
            self.blame("email", NOT_THEIRS)
            return False
        return is_fine


def contacts_form(known: dict[str, str], *, is_named: bool, is_beside: bool) -> ContactsForm:
    """Who comes: the name is only shown where we know it. At a desk the browser fills nothing in."""
    off: dict[str, Any] = {"autocomplete": "off"} if is_beside else {}
    fields = {
        "given_name": TextField(
            _l("Given name"),
            max_length=80,
            read_only=is_named,
            autocomplete=off.get("autocomplete", "given-name"),
        ),
        "family_name": TextField(
            _l("Family name"),
            max_length=80,
            read_only=is_named,
            autocomplete=off.get("autocomplete", "family-name"),
        ),
        "email": EmailField(
            _l("E-mail"),
            required=False,
            hint=_l("We write to you here, also to remind you the day before."),
            **off,
        ),
        "phone": PhoneField(
            _l("Phone"), required=False, hint=_l("The desk calls if something changes."), **off
        ),
    }
    made: ContactsForm = type("ContactsForm", (ContactsForm,), fields)(data=known)
    return made


class ClosingForm(Form):
    """A day on which the desk sees nobody."""

    day = DayField(_l("Day"), autocomplete="off")

    def validate(self, extra_validators: Any = None) -> bool:
        """A day that is still to come, or today."""
        is_fine = bool(super().validate(extra_validators))
        if is_fine and not is_to_come(self.day.data):
            self.blame("day", _l("This day is over. Choose today or a later one."))
            return False
        if is_fine and self.day.data > clock.today() + _FURTHEST:
            self.blame("day", _l("This day is too far away. Check the year."))
            return False
        return is_fine


def is_to_come(day: date) -> bool:
    """Whether a day is today or later."""
    return day >= clock.today()
