"""The forms of identity."""

from __future__ import annotations

from portal.platform.forms import EmailField, Form, PhoneField
from portal.platform.i18n import lazy_gettext as _l


class ContactForm(Form):
    """How we may reach the person; both may stay empty."""

    email = EmailField(_l("E-mail"), required=False)
    phone = PhoneField(_l("Phone"), required=False)
