"""What the registers know of the people of the tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flask import Flask

from portal.cases.known.asking import Registers
from portal.integrations.anpr import Address, Member, Permit, Relation, Resident, Stay
from portal.integrations.anpr.fake import FakeAnpr
from portal.integrations.inps import Isee, IseeRow
from portal.integrations.inps.fake import FakeInps
from portal.platform.isee import IseeKind
from tests.support.people import ANNA

UGO = Member("Ugo Provetti", 1968, Relation.PARTNER)
IDA = Member("Ida Provetti", 2001, Relation.CHILD)
DSU = "INPS-ISEE-2026-00597381W-00"


def resident(*household: Member, permit: Permit | None = None) -> Resident:
    """Anna, as the civic register knows her; her street is not the one her provider tells."""
    return Resident(
        fiscal_code=ANNA.fiscal_code,
        given_name=ANNA.given_name,
        family_name=ANNA.family_name,
        birth_date=date(1970, 1, 1),
        birth_place="Ventimiglia",
        address=Address("Via dell’Anagrafe", "7", "18039", "Ventimiglia", "IM"),
        household=household or (UGO, IDA),
        permit=permit,
    )


def permit(kind: Stay = Stay.PERMIT, expires_on: date | None = date(2027, 3, 31)) -> Permit:
    """A title to stay."""
    return Permit(kind, expires_on)


def isee(kind: IseeKind = IseeKind.CARE, valid_until: date = date(2026, 12, 31)) -> Isee:
    """The ISEE of Anna's household."""
    return Isee(
        number=DSU,
        presented_on=date(2026, 2, 10),
        valid_until=valid_until,
        kind=kind,
        isee_cents=912_345,
        ise_cents=1_432_400,
        isr_cents=1_200_000,
        isp_cents=1_162_000,
        scale=Decimal("1.57"),
        household=(IseeRow(ANNA.fiscal_code, "Dichiarante"),),
        differences=False,
    )


def connect(app: Flask) -> tuple[FakeAnpr, FakeInps]:
    """Give the application both registers; they know Anna and nobody else."""
    anpr = FakeAnpr({ANNA.fiscal_code: resident()})
    inps = FakeInps({ANNA.fiscal_code: isee()})
    app.config["PUBLIC_REGISTERS"] = Registers(anpr, inps, "scopo-di-prova")
    return anpr, inps
