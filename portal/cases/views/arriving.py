"""Files that came in pieces before the words they go with: listed in the form, sent or taken away with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from flask.typing import ResponseReturnValue

from portal.cases.actions.attaching import StoredFile
from portal.cases.forms.files import store_files
from portal.cases.models import Case
from portal.cases.pieces.waiting import NoLongerWaiting, drop_waiting, take_waiting, waiting_at
from portal.platform.actor import Actor, current_actor
from portal.platform.crypto import Keyring
from portal.platform.database import writing
from portal.platform.forms import Form
from portal.platform.pages import render
from portal.platform.stored import pictures

#: The field of these forms for files, and the one that names what came before it.
_FIELD, _ARRIVED = "files", "arrived"


@dataclass(frozen=True)
class Files:
    """What goes with a form: the files that travelled in it, and those that wait already."""

    place: str
    stored: tuple[StoredFile, ...] = ()
    tokens: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether nothing goes along."""
        return not (self.stored or self.tokens)

    def taken(self, keyring: Keyring, actor: Actor, reference: str) -> list[StoredFile]:
        """All of them, inside the transaction that sends the words.

        Raises:
            NotThere, NoLongerWaiting: see ``take_waiting``.
        """
        came = take_waiting(keyring, actor, reference, self.place, self.tokens)
        return [*came, *self.stored]


NONE = Files("")


def values(found: Case, place: str) -> dict[str, Any]:
    """What the form of a place shows of files in pieces."""
    return {
        "place": place,
        "arrived": waiting_at(_keyring(), current_actor(), found, place),
        "largest_file_mb": current_app.config["SETTINGS"].largest_file_mb,
        "longest_edge": pictures.LONGEST_EDGE,
    }


def part(found: Case, place: str) -> ResponseReturnValue:
    """The list alone, as the script draws it anew when a file has arrived."""
    return render("cases/_arrived.html", **values(found, place))


def gather(found: Case, form: Form, place: str) -> Files:
    """The files of a form that is right so far. What is too many or no longer here is said at its field."""
    tokens = frozenset(request.form.getlist(_ARRIVED))
    known = {one.token for one in waiting_at(_keyring(), current_actor(), found, place)}
    if not tokens <= known:
        form.blame(_FIELD, NoLongerWaiting.words)
        return Files(place)
    stored = store_files(current_app.config["FILES"], found, form, [_FIELD] * len(tokens))
    return Files(place, tuple(stored.get(_FIELD, ())), tokens)


def take_away(found: Case, place: str) -> bool:
    """Take away the file whose button was pressed; whether it was such a button."""
    verb, _colon, token = request.form.get("go", "").partition(":")
    if verb != "remove":
        return False
    with writing():
        store_key = drop_waiting(current_actor(), found.reference, place, token)
    if store_key is not None:
        current_app.config["FILES"].delete(store_key)
    return True


def _keyring() -> Keyring:
    keyring: Keyring = current_app.config["KEYRING"]
    return keyring
