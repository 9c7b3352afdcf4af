"""The forms of identity."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.platform.forms import EmailField, Form, PhoneField


class ContactForm(Form):
    """How we may reach the person; both may stay empty."""

    email = EmailField(_l("E-mail"), required=False)
    phone = PhoneField(_l("Phone"), required=False)
