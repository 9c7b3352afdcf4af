"""What an officer fills in: acts on a case, working it together, filters, keeping papers."""

from portal.cases.forms.ties import RelativeForm, TieForm
from portal.office.forms.acting import FORMS, ActForm
from portal.office.forms.filtering import FilterForm
from portal.office.forms.keeping import HoldForm
from portal.office.forms.working import (
    AccountForm,
    AnswerForm,
    CheckForm,
    NoteForm,
    PurposeForm,
    assign_form,
)

__all__ = [
    "FORMS",
    "AccountForm",
    "ActForm",
    "AnswerForm",
    "CheckForm",
    "FilterForm",
    "HoldForm",
    "NoteForm",
    "PurposeForm",
    "RelativeForm",
    "TieForm",
    "assign_form",
]
