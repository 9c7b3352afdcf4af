"""The design system's form half: areas write these fields and never a form control of their own."""

from portal.platform.forms.choices import (
    CheckboxField,
    Choice,
    ChoiceField,
    DenseChoiceField,
    MultiChoiceField,
    YesNoField,
    YesNoUnknownField,
)
from portal.platform.forms.codes import (
    EmailField,
    FiscalCodeField,
    IbanField,
    IseeNumberField,
    PhoneField,
)
from portal.platform.forms.fields import (
    HiddenField,
    LongTextField,
    MoneyField,
    NumberField,
    TextField,
)
from portal.platform.forms.form import Form, Problem, SubmitButton, build_form
from portal.platform.forms.isee import ISEE_KINDS, IseeField
from portal.platform.forms.parts import AddressField, DayField
from portal.platform.forms.uploads import FilesField
from portal.platform.forms.validators import (
    AmountUntil,
    DayFrom,
    DayUntil,
    LengthUntil,
)

__all__ = [
    "ISEE_KINDS",
    "AddressField",
    "AmountUntil",
    "CheckboxField",
    "Choice",
    "ChoiceField",
    "DayField",
    "DayFrom",
    "DayUntil",
    "DenseChoiceField",
    "EmailField",
    "FilesField",
    "FiscalCodeField",
    "Form",
    "HiddenField",
    "IbanField",
    "IseeField",
    "IseeNumberField",
    "LengthUntil",
    "LongTextField",
    "MoneyField",
    "MultiChoiceField",
    "NumberField",
    "PhoneField",
    "Problem",
    "SubmitButton",
    "TextField",
    "YesNoField",
    "YesNoUnknownField",
    "build_form",
]
