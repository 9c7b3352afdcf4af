"""The form: its fields, what is wrong with them, and what was answered."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import Field

from portal.platform.forms.component import ComponentField
from portal.platform.forms.fields import HiddenField
from portal.platform.forms.reading import Words
from portal.platform.forms.uploads import FilesField
from portal.platform.i18n import lazy_gettext as _l


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; without an anchor it concerns the form as a whole."""

    anchor: str
    label: Words
    message: Words


@dataclass(frozen=True)
class SubmitButton:
    """A button that posts the form; ``name`` and ``value`` say which one was pressed.

    ``kind``: primary (one per screen), secondary, link or danger.
    """

    label: Words
    name: str = ""
    value: str = ""
    kind: str = "primary"


class Form(FlaskForm):  # type: ignore[misc]
    """A form of the design system. The token against forged requests is checked centrally.

    ``id_prefix`` keeps ids apart where one page holds two forms with the same fields.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """WTForms' own token and words are not used."""

        csrf = False
        locales = False

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was posted, also when nothing was: a box unticked is an answer too."""
            wrapped = super().wrap_formdata(form, formdata)
            if wrapped is None and formdata is not None and form.is_submitted():
                return MultiDict()
            return wrapped

        def get_translations(self, form: Any) -> None:
            """Every sentence is ours, already in the language of the page."""
            return

    def __init__(self, *args: Any, id_prefix: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed = [field.is_required for field in self.visible() if not field.read_only]
        self.has_optional = not all(needed)
        self.has_required = any(needed)
        for field in self.components():
            field.marks_required = self.has_optional
            field.id = f"{id_prefix}{field.id}"

    def components(self) -> Iterator[ComponentField]:
        """Every field, in order."""
        for field in self:
            if isinstance(field, ComponentField):
                yield field

    def visible(self) -> Iterator[ComponentField]:
        """The fields people see, in order."""
        return (field for field in self.components() if not isinstance(field, HiddenField))

    def blame(self, name: str, message: Words) -> None:
        """Say that an answer is wrong for a reason found after checking the form.

        An empty or unknown name blames the form as a whole.
        """
        if name in self:
            self[name].errors = [*self[name].errors, message]
        else:
            self.form_errors.append(message)

    @property
    def error_summary(self) -> list[Problem]:
        """What is wrong, in the order of the page, each with the anchor of its control."""
        whole = [Problem("", "", message) for message in self.form_errors]
        return whole + [
            Problem("" if isinstance(field, HiddenField) else field.anchor, field.label.text, words)
            for field in self.components()
            for words in field.problems
        ]

    @property
    def unreadable(self) -> list[str]:
        """The names of the fields in which something was given that cannot be taken."""
        return [
            field.short_name for field in self.components() if field.problems and field.was_given
        ]

    def carry_over(self, checked: Form, names: Collection[str]) -> None:
        """Show what was found wrong in these fields by a form over the same posted answers."""
        self.form_errors += checked.form_errors
        for name in names:
            if name in self and name in checked:
                self[name].errors = list(checked[name].errors)

    @property
    def required_note(self) -> Words:
        """How required answers are marked; nothing for a form of one field."""
        if len(list(self.visible())) < 2 or not self.has_required:
            return ""
        if self.has_optional:
            return _l("Answers marked with an asterisk (*) are required.")
        return _l("All answers are required.")

    def posted_values(self) -> dict[str, Any]:
        """The answers that could be read, in their normal form, by field name.

        What is only shown or wrong is left out; an optional answer left empty is None.
        """
        return {
            field.short_name: field.data
            for field in self.components()
            if not field.read_only and not field.problems and field.raw_data is not None
        }

    def posted_answers(self) -> dict[str, Any]:
        """The same as JSON holds them, without files: what a draft keeps."""
        values = self.posted_values()
        return {
            field.short_name: field.stored
            for field in self.components()
            if field.short_name in values and not isinstance(field, FilesField)
        }

    def posted_text(self) -> MultiDict[str, str]:
        """What was typed, as it was typed, to be kept until it can be given back; never files."""
        kept: MultiDict[str, str] = MultiDict()
        for field in self.components():
            for item in field.raw_data or ():
                if isinstance(item, dict):
                    for key, text in item.items():
                        kept.add(f"{field.name}-{key}", text)
                elif not isinstance(item, FileStorage):
                    kept.add(field.name, item)
        return kept


def build_form(fields: Mapping[str, Field]) -> type[Form]:
    """A form class made at run time, for instance from a step of a questionnaire.

    The mapping's order is the order on the page.
    """
    return type("BuiltForm", (Form,), dict(fields))
