"""The form of a public official who receives what somebody declares aloud."""

from __future__ import annotations

from portal.cases.words import IMPEDIMENTS
from portal.platform.forms import CheckboxField, ChoiceField, Form, HiddenField
from portal.platform.i18n import lazy_gettext as _l


class ReceiveForm(Form):
    """What keeps the person from signing, and that they heard all of it and said that it is true."""

    digest = HiddenField()
    impediment = ChoiceField(
        _l("The person cannot"),
        choices=[*IMPEDIMENTS.items()],
        hint=_l("Do not write why: it is not asked and not kept."),
    )
    heard = CheckboxField(
        _l("I read everything on this page aloud, and the person said that it is true"),
        missing=_l("Read it aloud to the end. If something is not true, change it first."),
    )
    official = CheckboxField(
        _l("I am a public official charged by my body: they declared it before me, here"),
        missing=_l("Only who is charged with it may attest. Otherwise use the paper."),
    )
