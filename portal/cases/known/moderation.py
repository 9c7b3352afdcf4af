"""How often the registers are asked about one person at their own word: what a register answers in a day is
agreed with it, and is everybody's (each question counts, whoever presses the button)."""

from __future__ import annotations

from portal.cases.known.asking import Heard, Registers, Whom, ask_all
from portal.cases.models import Outcome, Register
from portal.platform import attempts
from portal.platform.crypto import Keyring

#: Drafts begun and "ask again" pressed, together; the worker asks what is left in its own time.
BY_PERSON = attempts.Limit("registers_by_person", 30)


def ask_in_measure(
    keyring: Keyring, registers: Registers, wanted: tuple[Register, ...], whom: Whom
) -> tuple[Heard, ...]:
    """Ask these registers; past the measure of the hour they count as silent, and nobody is stopped."""
    try:
        attempts.spend(BY_PERSON, keyring.lookup("attempts", f"registers:{whom.fiscal_code}"))
    except attempts.TooManyAttempts:
        return tuple(Heard(one, Outcome.SILENT) for one in wanted if registers.has(one))
    return tuple(ask_all(registers, wanted, whom))
