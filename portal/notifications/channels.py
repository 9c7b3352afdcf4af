"""By which ways a person is reached, in which order, and what they may choose of it; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """A way out of the house; the personal area is there always, and is none of these."""

    EMAIL = "email"
    APP = "app_io"
    SMS = "sms"
    LETTER = "letter"


class Contact(StrEnum):
    """What a person is reached by, and proves to be theirs with a code."""

    EMAIL = "email"
    PHONE = "phone"


class Whom(StrEnum):
    """Who is told about a person's matters."""

    ME = "me"
    PROXY = "proxy"
    BOTH = "both"


class Delicate(StrEnum):
    """What may leave the house about matters where a message can endanger whoever is written to."""

    NOTHING = "nothing"
    EMAIL = "email"
    ALL = "all"


#: What is written whole and for free first; paper last, because somebody has to post it.
USUAL = (Channel.EMAIL, Channel.APP, Channel.SMS, Channel.LETTER)


@dataclass(frozen=True)
class Choices:
    """What a person chose; ``language`` is empty while the case's own language will do.

    ``first`` is tried before the others; ``refused`` are never used.
    """

    first: Channel = Channel.EMAIL
    refused: frozenset[Channel] = frozenset()
    whom: Whom = Whom.ME
    delicate: Delicate = Delicate.EMAIL
    language: str = ""


def ways(
    choices: Choices,
    reachable: Collection[Channel],
    *,
    is_discreet: bool = False,
    is_doubtful: bool = False,
) -> tuple[Channel, ...]:
    """The channels to try one after the other; the next only when the one before failed.

    ``reachable`` are those an address is known for. ``is_doubtful``: the last e-mail came back, so
    that e-mail is only tried when nothing else is left. ``is_discreet``: see ``Delicate``.
    """
    order = [choices.first, *(one for one in USUAL if one is not choices.first)]
    if is_doubtful:
        order = [*(one for one in order if one is not Channel.EMAIL), Channel.EMAIL]
    if is_discreet and choices.delicate is not Delicate.ALL:
        order = [Channel.EMAIL] if choices.delicate is Delicate.EMAIL else []
    return tuple(one for one in order if one in reachable and one not in choices.refused)
