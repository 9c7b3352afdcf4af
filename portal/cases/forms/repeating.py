"""The form about an earlier request for the same service."""

from __future__ import annotations

from portal.cases.models import Relation
from portal.platform.forms import Choice, ChoiceField, Form
from portal.platform.i18n import lazy_gettext as _l

_ADDS = Choice(Relation.ADDS.value, _l("I want to add something to that request"))


class RelationForm(Form):
    """How the request of today belongs to the one sent before."""

    relation = ChoiceField(
        _l("What do you need today?"),
        choices=[
            _ADDS,
            Choice(
                Relation.OTHER_PERSON.value,
                _l("The same for another person, for example another child"),
            ),
            Choice(Relation.NEW_NEED.value, _l("A new request for the same person")),
        ],
        missing=_l("Choose one answer: then you go on."),
    )

    def leave_out_adding(self, *, is_open: bool) -> None:
        """To a request that is over nothing can be added."""
        if not is_open:
            self.relation.choices = [one for one in self.relation.choices if one != _ADDS]
