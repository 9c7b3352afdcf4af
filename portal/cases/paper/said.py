"""How a request reached us, in a sentence for its person and for the office."""

from __future__ import annotations

from portal.cases.models import Brought, Channel, FilledBy
from portal.platform.i18n import format_day
from portal.platform.i18n import gettext as _
from portal.platform.i18n import lazy_gettext as _l

FILLED_BY = {
    FilledBy.PERSON: _l("The person"),
    FilledBy.OPERATOR: _l("An operator, at the person’s word"),
    FilledBy.OTHER: _l("Somebody else, at the person’s word"),
}


def how_it_came(row: Brought | None) -> list[str]:
    """What is known of the way: nothing for a request that was written here."""
    if row is None:
        return []
    if row.channel is Channel.PHONE:
        return [
            _("Dictated by telephone; the desk called the person back at the number it had.")
            if row.called_back
            else _("Dictated by telephone; nobody has called the person back yet.")
        ]
    said = [
        _(
            "On a paper form, signed on %(signed)s and handed in on %(handed)s. The time for the answer "
            "counts from that day.",
            signed=format_day(row.signed_on),
            handed=format_day(row.handed_in_on),
        )
    ]
    if row.filled_by is not None:
        said.append(_("Who filled it in: %(who)s.", who=FILLED_BY[row.filled_by]))
    if row.form_version is not None:
        said.append(_("Questions of version %(version)d.", version=row.form_version))
    return said
