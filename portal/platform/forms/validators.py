"""Further checks a form may ask of a field; each says what happened and how to put it right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from portal.platform.forms.reading import Words, write_amount
from portal.platform.i18n import lazy_gettext as _l

Limit = date | Callable[[], date]


def _day(limit: Limit) -> date:
    return limit if isinstance(limit, date) else limit()


class DayFrom:
    """The day is this one or later; the limit may be a function, asked when the form is checked."""

    def __init__(self, earliest: Limit, message: Words = None) -> None:
        self.earliest = earliest
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse an earlier day."""
        earliest = _day(self.earliest)
        if field.data < earliest:
            raise ValidationError(
                self.message
                or _l("The day must be %(day)s or later.", day=earliest.strftime("%d/%m/%Y"))
            )


class DayUntil:
    """The day is this one or earlier; the limit may be a function, asked when the form is checked."""

    def __init__(self, latest: Limit, message: Words = None) -> None:
        self.latest = latest
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse a later day."""
        latest = _day(self.latest)
        if field.data > latest:
            raise ValidationError(
                self.message
                or _l("The day must be %(day)s or earlier.", day=latest.strftime("%d/%m/%Y"))
            )


class AmountUntil:
    """The amount, in cents, is not above a limit."""

    def __init__(self, cents: int) -> None:
        self.cents = cents

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse a larger amount."""
        if field.data > self.cents:
            raise ValidationError(
                _l("The amount cannot be above %(amount)s euro.", amount=write_amount(self.cents))
            )


class LengthUntil:
    """The text has at most this many characters."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse a longer text, saying by how much it is too long."""
        excess = len(field.data) - self.count
        if excess > 0:
            raise ValidationError(
                _l(
                    "The text is too long: %(limit)d characters at most. Take out %(excess)d.",
                    limit=self.count,
                    excess=excess,
                )
            )
