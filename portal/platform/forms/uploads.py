"""The field for files; whether a file is what its name says is checked where it is kept."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import Any

from werkzeug.datastructures import FileStorage

from portal.platform.forms.component import ComponentField
from portal.platform.forms.reading import Words
from portal.platform.i18n import lazy_gettext as _l

MEGABYTE = 1024 * 1024
DOCUMENT_KINDS = (".pdf", ".jpg", ".jpeg", ".png", ".heic", ".heif")

#: Other endings of kinds that are named already.
_SAME = frozenset({".jpeg", ".heif"})


class FilesField(ComponentField):
    """Files from this device; ``data`` is a list of ``FileStorage``. Sizes are in bytes.

    ``is_together`` says that several pictures are the pages of one document.
    """

    component = "components/fields/files.html"
    default_missing = _l("Add at least one file.")

    def __init__(
        self,
        label: Words,
        *,
        accept: tuple[str, ...] = DOCUMENT_KINDS,
        max_bytes: int = 10 * MEGABYTE,
        max_files: int = 5,
        **options: Any,
    ) -> None:
        super().__init__(label, **options)
        self.accept = accept
        self.max_bytes = max_bytes
        self.max_files = max_files
        self.is_together = True
        self.length_hint = self._limits() if self.hint else ""
        self.hint = self.hint or self._limits()

    @property
    def together_name(self) -> str:
        """The name of the box that binds several pictures into one PDF."""
        return f"{self.name}-together"

    def gather(self, formdata: Any) -> Any:
        """The files, and whether their pictures belong together."""
        self.is_together = self.together_name in formdata
        return formdata

    @property
    def kinds(self) -> str:
        """The kinds of file in words, for instance "pdf, jpg, png, heic"."""
        return ", ".join(kind.lstrip(".") for kind in self.accept if kind not in _SAME)

    def _limits(self) -> Words:
        values = {"kinds": self.kinds, "size": self.max_bytes // MEGABYTE, "count": self.max_files}
        if self.max_files == 1:
            return _l("One file: %(kinds)s. At most %(size)d MB.", **values)
        return _l("Up to %(count)d files: %(kinds)s. At most %(size)d MB each.", **values)

    def read(self, typed: list[Any]) -> list[FileStorage]:
        """The files that were chosen; each refusal names its file and says what to do."""
        files = [item for item in typed if isinstance(item, FileStorage) and item.filename]
        if len(files) > self.max_files:
            raise ValueError(
                _l(
                    "You chose %(chosen)d files: at most %(count)d are possible.",
                    chosen=len(files),
                    count=self.max_files,
                )
            )
        problems = [problem for problem in map(self._problem, files) if problem]
        if problems:
            self.process_errors = [*self.process_errors, *problems[1:]]
            raise ValueError(problems[0])
        return files

    def _problem(self, file: FileStorage) -> Words:
        name = PurePath(file.filename or "").name
        if PurePath(name.lower()).suffix not in self.accept:
            return _l(
                "“%(name)s” cannot be accepted. Choose a file of these kinds: %(kinds)s.",
                name=name,
                kinds=self.kinds,
            )
        size = file.stream.seek(0, os.SEEK_END)
        file.stream.seek(0)
        if size == 0:
            return _l("“%(name)s” is empty. Check it and choose it again.", name=name)
        if size > self.max_bytes:
            return _l(
                "“%(name)s” is too large: at most %(size)d MB. Make it smaller or split it.",
                name=name,
                size=self.max_bytes // MEGABYTE,
            )
        return ""

    @property
    def shown(self) -> str:
        """The names of the files."""
        return ", ".join(file.filename or "" for file in self.data or ())
