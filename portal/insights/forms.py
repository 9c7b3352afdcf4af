"""The rating of a page of information: the stars; what was difficult or liked is asked as of a service."""

from __future__ import annotations

from portal.cases.forms.following import StarsForm
from portal.platform.forms import Choice, ChoiceField
from portal.platform.i18n import lazy_gettext as _l


class ClearForm(StarsForm):
    """How clear a page is, from one star to five."""

    stars = ChoiceField(
        _l("How clear is the information on this page?"),
        choices=[Choice(number, number) for number in ("1", "2", "3", "4", "5")],
        missing=_l("Choose from 1 to 5 stars."),
    )
