"""The form by which an operator accepts the rules."""

from __future__ import annotations

from portal.platform.forms import CheckboxField, Form, HiddenField
from portal.platform.i18n import lazy_gettext as _l


class RulesForm(Form):
    """One box; the version that was read travels along, so that no other is accepted."""

    version = HiddenField()
    accepted = CheckboxField(
        _l("I read these rules and keep to them"),
        missing=_l("Read the rules, then tick this box."),
    )
