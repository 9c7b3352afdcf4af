"""The form with the reference and the code of a receipt."""

from __future__ import annotations

from portal.platform.forms import Form, TextField
from portal.platform.i18n import lazy_gettext as _l


class ReceiptCodeForm(Form):
    """What stands on the receipt: two numbers, typed or brought by its QR code."""

    reference = TextField(
        _l("Reference"),
        hint=_l("It begins with AC and has ten digits."),
        max_length=30,
        missing=_l("Write the reference: it stands on the receipt."),
    )
    code = TextField(
        _l("Code of the receipt"),
        hint=_l("Twelve letters and digits, in groups of four."),
        max_length=30,
        missing=_l("Write the code: it stands on the receipt, below the reference."),
    )
