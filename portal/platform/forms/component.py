"""What every field of the design system has: words around the control, and one way to be checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import has_app_context
from wtforms import Field
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from portal.platform.actor import current_actor
from portal.platform.forms.reading import Words
from portal.platform.forms.widgets import TemplateWidget
from portal.platform.i18n import lazy_gettext as _l


class ComponentField(Field):
    """A question with its words. ``data`` is the value in its normal form, or None.

    Args:
        label: the question, always shown above the control.
        required: whether an answer is needed to go on.
        hint: one sentence on how to answer, tied to the control.
        why: why we ask, in words that open on request.
        help: more on how to answer, in paragraphs that open on request.
        source: where a value already known comes from ("da ANPR"), shown beside it.
        read_only: the value is shown as text, and whatever the browser sends is ignored.
        autocomplete: an HTML token; the kind's own by default, "off" for data of somebody else.
        missing: the sentence for a required answer that is not there.
    """

    component: ClassVar[str]
    default_missing: ClassVar[Words] = _l("Write the answer here.")
    default_hint: ClassVar[Words] = ""
    default_autocomplete: ClassVar[str] = ""
    input_type: ClassVar[str] = "text"
    input_mode: ClassVar[str] = ""
    #: Codes, phones and amounts read left to right in every language.
    is_code: ClassVar[bool] = False
    #: The role of a fieldset that is one control to screen readers.
    group_role: ClassVar[str] = ""

    widget = TemplateWidget()
    #: Set by the form: an asterisk says something only where some answers are optional.
    marks_required = False

    def __init__(
        self,
        label: Words,
        *,
        required: bool = True,
        hint: Words = None,
        why: Words = "",
        help: Sequence[Words] = (),
        source: Words = "",
        read_only: bool = False,
        autocomplete: str | None = None,
        missing: Words = None,
        validators: Sequence[Any] = (),
        **options: Any,
    ) -> None:
        super().__init__(label, list(validators), **options)
        self.is_required = required
        self.hint = self.default_hint if hint is None else hint
        self.why = why
        self.help = tuple(help)
        self.source = source
        self.read_only = read_only
        self.autocomplete = self.default_autocomplete if autocomplete is None else autocomplete
        self.missing = self.default_missing if missing is None else missing
        self.wrong_parts: set[str] = set()

    # What kinds say of themselves

    def read(self, typed: list[Any]) -> Any:
        """The value of what was posted, None for no answer; ValueError carries what to say."""
        return typed[0] if typed else None

    def write(self, value: Any) -> str:
        """A value as people write it in the control."""
        return "" if value is None else str(value)

    def gather(self, formdata: Any) -> Any:
        """The posted data this field reads; kinds with several boxes bring them together."""
        return formdata

    @property
    def stored(self) -> Any:
        """The value as JSON holds it: a day is ISO text, yes and no are words."""
        return self.data

    @property
    def is_answered(self) -> bool:
        """Whether there is a value."""
        return self.data is not None and self.data not in ("", [], {})

    @property
    def was_given(self) -> bool:
        """Whether anything was typed or chosen, readable or not."""
        parts = [
            part
            for item in self.raw_data or ()
            for part in (item.values() if isinstance(item, dict) else [item])
        ]
        return any(part.strip() if isinstance(part, str) else part for part in parts)

    # WTForms' steps

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take the stored value, then what was posted, unless the field is only shown."""
        posted = None if formdata is None or self.read_only else self.gather(formdata)
        super().process(posted, data, extra_filters)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was posted; a value that cannot be read is no value."""
        self.data = None
        self.data = self.read(valuelist)

    def pre_validate(self, form: Any) -> None:
        """Stop at the first cause: unreadable, or missing."""
        if self.read_only or self.process_errors:
            raise StopValidation
        if not self.is_answered:
            raise StopValidation(self.missing if self.is_required else "")

    # What templates show

    @property
    def problems(self) -> list[Words]:
        """What is wrong, in sentences."""
        return list(self.errors)

    @property
    def text(self) -> str:
        """What stands in the control: as typed while it is wrong, else in its usual form."""
        is_wrong = bool(self.problems or self.process_errors)
        if is_wrong and self.raw_data and isinstance(self.raw_data[0], str):
            return self.raw_data[0]
        return self.write(self.data)

    @property
    def shown(self) -> str:
        """The value in words, for a field that is only shown and for summaries."""
        return self.write(self.data)

    @property
    def anchor(self) -> str:
        """The id of the control that a problem's link goes to."""
        return self.id

    @property
    def has_asterisk(self) -> bool:
        """Whether the label carries the mark of a required answer."""
        return self.is_required and self.marks_required and not self.read_only

    @property
    def error_id(self) -> str:
        """The id of the sentence that says what is wrong."""
        return f"{self.id}-error"

    @property
    def hint_id(self) -> str:
        """The id of the hint."""
        return f"{self.id}-hint"

    @property
    def source_id(self) -> str:
        """The id of the words that say where the value comes from."""
        return f"{self.id}-source"

    @property
    def described_by(self) -> str | None:
        """The ids of all that explains the control, for ``aria-describedby``."""
        ids = [
            self.error_id if self.problems else "",
            self.hint_id if self.hint else "",
            self.source_id if self.source else "",
        ]
        return " ".join(filter(None, ids)) or None

    @property
    def autofill(self) -> str | None:
        """The ``autocomplete`` token; off beside an operator, whose browser knows the operator."""
        if has_app_context() and current_actor().acting_for is not None:
            return "off"
        return self.autocomplete or None
