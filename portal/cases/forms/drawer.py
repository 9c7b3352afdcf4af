"""The form of the document drawer: which paper, the file, and its last day."""

from __future__ import annotations

from portal.catalogue import serving
from portal.platform.forms import Choice, ChoiceField, DayField, FilesField, Form
from portal.platform.i18n import current_language
from portal.platform.i18n import lazy_gettext as _l

#: The receipt of a renewal: kept as the permit it stands for.
RECEIPT = "ricevuta-rinnovo"
#: What is an answer, not a paper.
_NO_PAPERS = frozenset({"iban", "nulla", "residenza"})


def paper_choices() -> list[Choice]:
    """The documents of the catalogue that are papers, and the receipt of a renewal."""
    language = current_language().code
    found = [
        Choice(one.id, (one.words.get(language) or one.words["it"]).name)
        for one in serving.snapshot().catalogue.documents
        if one.id not in _NO_PAPERS
    ]
    return [*found, Choice(RECEIPT, _l("Receipt of a permit renewal"))]


class PaperForm(Form):
    """One paper to keep."""

    document = ChoiceField(
        _l("Which paper is it?"),
        why=_l("Requests that ask for this paper then offer it to you."),
        choices=paper_choices,
    )
    files = FilesField(_l("The file"), max_files=1)
    expires_on = DayField(
        _l("Last day it is good"),
        required=False,
        hint=_l("If the paper says one. We tell you 30 days before."),
    )

    def leave_out(self, wanted: frozenset[str] | None) -> None:
        """Beside an operator: only papers that the services of the mandate ask for."""
        if wanted is None:
            return
        self.document.choices = [
            one
            for one in paper_choices()
            if one.value in wanted or (one.value == RECEIPT and "soggiorno" in wanted)
        ]
