"""The e-mail of the person beside an operator: never the office's, never the operator's own.

What is written to a mailbox of the office does not reach the person, and others read it there.
"""

from __future__ import annotations

from portal.catalogue import serving
from portal.catalogue.mailboxes import is_institutional
from portal.identity.queries import profile_of
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.i18n import lazy_gettext as _l

NOT_THEIRS = _l(
    "This mailbox is of the office, or yours. Write the person’s own e-mail, or leave it empty."
)


def is_of_the_desk(keyring: Keyring, actor: Actor, email: str | None) -> bool:
    """Whether an operator beside a person typed an address of the office, or their own."""
    if actor.visit is None or actor.person_id is None or not email:
        return False
    own = profile_of(keyring, actor.person_id).email
    return email.casefold() == own.casefold() or is_institutional(serving.snapshot(), email)
