"""Whose a mailbox is: the addresses by which bodies, offices and desks are reached. Pure."""

from __future__ import annotations

from portal.catalogue.snapshot import Snapshot


def is_institutional(snapshot: Snapshot, email: str) -> bool:
    """Whether an address is one by which a body is written to, or lies under a domain that a body names as
    that of its staff alone (``mail_domains``).
    """
    asked = email.casefold()
    domain = asked.rpartition("@")[2]
    for territory in snapshot.territories():
        for body in territory.bodies:
            named = (one.casefold() for one in body.mail_domains)
            if any(domain == one or domain.endswith(f".{one}") for one in named):
                return True
            if asked in {
                one.casefold() for one in (body.email, body.pec, body.substitute_email) if one
            }:
                return True
        reached = {one.email.casefold() for one in territory.offices}
        if asked in reached | {one.email.casefold() for one in territory.desks}:
            return True
    return False
