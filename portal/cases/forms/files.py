"""Files from a form: checked by their content, sealed into the store; a refusal goes next to its field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from portal.cases.actions.attaching import StoredFile, check_room, digests_of, store
from portal.cases.forms.refusals import refusal_words
from portal.cases.models import Case
from portal.platform.forms import FilesField, Form
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.stored import uploads
from portal.platform.stored.files import FileStore
from portal.platform.stored.uploads import CheckedFile


def store_files(
    files: FileStore, case: Case, form: Form, given: Iterable[str | None] = ()
) -> dict[str, list[StoredFile]]:
    """The stored files of each field, before any transaction begins; fields with problems give none.
    What the case has no room for, or its question holds already, is not stored at all: sent again and
    again it would only fill the disk.

    ``given`` names the field of each file the case has already: they count towards the most.

    Raises:
        TooManyFiles: the case holds as many as it may.
    """
    stored: dict[str, list[StoredFile]] = {}
    there = Counter(given)
    for field in form.components():
        if not isinstance(field, FilesField) or field.problems or not field.data:
            continue
        checked = _bound(field, _checked(form, field))
        if there[field.short_name] + len(checked) > field.max_files:
            form.blame(field.short_name, _too_many(field))
            continue
        fresh = _not_there(case, field, checked)
        check_room(case, len(fresh))
        if checked:
            stored[field.short_name] = [store(files, case, file) for file in fresh]
    return stored


def _not_there(case: Case, field: FilesField, checked: list[CheckedFile]) -> list[CheckedFile]:
    """The files that this question does not hold yet."""
    known = digests_of(case, field.short_name) if checked else set()
    return [file for file in checked if file.digest not in known]


def _checked(form: Form, field: FilesField) -> list[CheckedFile]:
    found = []
    for file in field.data or []:
        try:
            found.append(uploads.check(file.stream, file.filename or ""))
        except uploads.FileRefused as refusal:
            form.blame(field.short_name, refusal_words(refusal, file.filename or ""))
    return found


def _bound(field: FilesField, checked: list[CheckedFile]) -> list[CheckedFile]:
    """The files, with several pictures bound into one PDF where the person wants them together."""
    pictures = [file for file in checked if file.is_picture]
    if not field.is_together or len(pictures) < 2:
        return checked
    papers = [file for file in checked if not file.is_picture]
    return [uploads.bound(pictures), *papers]


def _too_many(field: FilesField) -> object:
    return _l(
        "Here you may give %(count)d files at most. Take one away, or put the photos in one PDF.",
        count=field.max_files,
    )
