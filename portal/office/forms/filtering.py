"""The form of the inbox's filters: whatever stands in the address, read and shown again."""

from __future__ import annotations

from portal.cases.inbox import Wanted, statuses
from portal.office import filters, words
from portal.platform.actor import current_actor
from portal.platform.forms import CheckboxField, DenseChoiceField, Form
from portal.platform.i18n import lazy_gettext as _l


class FilterForm(Form):
    """The filters of the inbox; the HTML names of the fields are the words of the address."""

    team = DenseChoiceField(
        _l("Team"), name="gruppo", choices=lambda: filters.teams_of(current_actor()), required=False
    )
    service = DenseChoiceField(
        _l("Service"),
        name="servizio",
        choices=lambda: filters.services_of(current_actor()),
        required=False,
    )
    municipality = DenseChoiceField(
        _l("Municipality"),
        name="comune",
        choices=lambda: filters.municipalities_of(current_actor()),
        required=False,
    )
    due = DenseChoiceField(
        _l("Last day"),
        name="scade",
        choices=lambda: [(word, words.DUE[due]) for due, word in filters.DUE_WORDS.items()],
        required=False,
    )
    status = DenseChoiceField(
        _l("Status"),
        name="stato",
        choices=lambda: [(filters.STATUS_WORDS[one], words.STATUS[one]) for one in statuses()],
        required=False,
    )
    unassigned = CheckboxField(_l("Only those nobody works"), name="libere", required=False)
    mine = CheckboxField(_l("Only mine"), name="mie", required=False)

    def wanted(self) -> Wanted:
        """What the officer wants to see; what makes no sense narrows nothing."""
        return Wanted(
            status=filters.CHOSEN_STATUS.get(self.status.data or ""),
            team=self.team.data,
            service=self.service.data,
            municipality=self.municipality.data,
            due=filters.CHOSEN_DUE.get(self.due.data or ""),
            unassigned=bool(self.unassigned.data),
            mine=bool(self.mine.data),
        )
