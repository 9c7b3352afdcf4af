"""The protocol register of a body: gives an incoming case its legal number and date."""

from portal.integrations.register.client import HttpRegister
from portal.integrations.register.directory import Registers, UnknownRegister, read_registers
from portal.integrations.register.types import (
    Entry,
    Register,
    RegisterFailed,
    RegisterNonsense,
    RegisterRefused,
    RegisterUnavailable,
    Registration,
)

__all__ = [
    "Entry",
    "HttpRegister",
    "Register",
    "RegisterFailed",
    "RegisterNonsense",
    "RegisterRefused",
    "RegisterUnavailable",
    "Registers",
    "Registration",
    "UnknownRegister",
    "read_registers",
]
