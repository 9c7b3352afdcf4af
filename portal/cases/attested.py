"""What a public official attests of declarations that a person made aloud: DPR 445/2000, art. 4 c. 1.

Who cannot sign declares before an official, who first makes sure who they are. That there is an impediment is
written down, and which of two; its cause is neither asked nor kept. Art. 4 c. 2 (a relative speaks for who is
ill) is not offered: what a relative declares is theirs, and comes another way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.cases.bindings import attestation_context
from portal.cases.models import Case, Impediment
from portal.cases.queries import declaration_of
from portal.cases.words import IMPEDIMENTS
from portal.catalogue import serving
from portal.platform import clock
from portal.platform.acting import InVisit
from portal.platform.crypto import Keyring
from portal.platform.i18n import format_day
from portal.platform.i18n import gettext as _

#: What the operator must have seen: a document that holds.
_DOCUMENT = "document"


@dataclass(frozen=True)
class Attestation:
    """Who received the words, when, and what kept the person from signing."""

    official: str
    impediment: Impediment
    received_at: datetime

    def in_short(self) -> str:
        """For a line of a page or of a paper."""
        return _(
            "Received by %(official)s, public official: the person cannot %(cannot)s (DPR 445/2000, art. 4).",
            official=self.official,
            cannot=IMPEDIMENTS[self.impediment],
        )

    def sentences(self, name: str) -> list[str]:
        """What the official attests of this person, as it stands on the request."""
        day = format_day(clock.rome_day(self.received_at))
        return [
            _("I saw the document of %(name)s and read the whole text aloud to them.", name=name),
            _(
                "On %(day)s they declared this before me, with something that keeps them from signing.",
                day=day,
            ),
            _("The person cannot %(cannot)s.", cannot=IMPEDIMENTS[self.impediment]),
        ]


def may_receive(visit: InVisit | None) -> bool:
    """Whether who sits at this desk may receive the declarations of who sits beside them: charged by their
    body, and sure by a document that holds. Of a person who is represented, the representative declares.
    """
    if visit is None or visit.representative_id is not None:
        return False
    desk = serving.snapshot().desk(visit.desk)
    return desk is not None and desk.attests and visit.identified_by == _DOCUMENT


def seal(keyring: Keyring, case: Case, digest: str, official: str, impediment: Impediment) -> bytes:
    """Who received the words and what kept from signing, readable with the case alone."""
    facts = {"official": official, "impediment": impediment.value}
    return keyring.seal_json(case.data_key, facts, attestation_context(case.id, digest))


def attestation_of(keyring: Keyring, case: Case) -> Attestation | None:
    """What was attested of the declarations of a case, if an official received them."""
    made = declaration_of(case)
    if made is None or made.attested is None:
        return None
    context = attestation_context(case.id, made.digest)
    facts = keyring.open_json(case.data_key, made.attested, context)
    return Attestation(facts["official"], Impediment(facts["impediment"]), made.made_at)
