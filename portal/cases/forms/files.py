"""Files from a form: checked by their content, sealed into the store; a refusal goes next to its field."""

from __future__ import annotations

from portal.cases.actions.attaching import StoredFile, store
from portal.cases.forms.refusals import refusal_words
from portal.cases.models import Case
from portal.platform import uploads
from portal.platform.files import FileStore
from portal.platform.forms import FilesField, Form


def store_files(files: FileStore, case: Case, form: Form) -> dict[str, list[StoredFile]]:
    """The stored files of each field, before any transaction begins; fields with problems give none."""
    stored: dict[str, list[StoredFile]] = {}
    for field in form.components():
        if not isinstance(field, FilesField) or field.problems:
            continue
        for file in field.data or []:
            try:
                checked = uploads.check(file.stream, file.filename or "")
            except uploads.FileRefused as refusal:
                form.blame(field.short_name, refusal_words(refusal, file.filename or ""))
            else:
                stored.setdefault(field.short_name, []).append(store(files, case, checked))
    return stored
