"""What may go wrong on purpose: slow, silent, refusing or lying neighbours of the portal."""

from __future__ import annotations

import threading
import time
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

LONGEST_DELAY = 60


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    delay_seconds: float = Field(default=0, ge=0, le=LONGEST_DELAY)


class ProviderFault(_Part):
    """How the identity provider misbehaves, and at which of its doors (all when empty)."""

    mode: Literal[
        "", "down", "nonsense", "wrong_nonce", "wrong_issuer", "wrong_audience",
        "wrong_signature", "wrong_answer_issuer", "expired", "other_subject",
    ] = ""  # fmt: skip
    at: tuple[Literal["discovery", "jwks", "authorize", "token", "userinfo", "logout"], ...] = ()


class RegisterFault(_Part):
    """How the protocol register misbehaves; ``lost_answer`` registers, but says it failed."""

    mode: Literal["", "down", "refuse", "nonsense", "lost_answer"] = ""


class AnprFault(_Part):
    """How the civic register misbehaves; ``unknown`` says that it knows nobody."""

    mode: Literal["", "down", "unknown", "refuse", "nonsense"] = ""


class InpsFault(_Part):
    """How INPS misbehaves; ``unknown`` has no ISEE, ``differences`` finds omissions in each."""

    mode: Literal["", "down", "unknown", "refuse", "nonsense", "differences"] = ""


class MailFault(_Part):
    """How the mail server misbehaves: ``busy`` asks to try later, ``refuse`` says never."""

    mode: Literal["", "busy", "refuse"] = ""


class SmsFault(_Part):
    """How the text gateway misbehaves; ``lost_answer`` takes the text, but says it failed."""

    mode: Literal["", "down", "refuse", "lost_answer"] = ""


class AppIoFault(_Part):
    """How App IO misbehaves; ``closed``: nobody wants to hear from us in it."""

    mode: Literal["", "down", "closed", "refuse", "lost_answer"] = ""


class ScannerFault(_Part):
    """How the virus scanner misbehaves."""

    mode: Literal["", "down", "nonsense"] = ""


class Faults(BaseModel):
    """All that is set to go wrong now; nothing by default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    provider: ProviderFault = ProviderFault()
    register_: RegisterFault = Field(default=RegisterFault(), alias="register")
    mail: MailFault = MailFault()
    sms: SmsFault = SmsFault()
    app_io: AppIoFault = AppIoFault()
    anpr: AnprFault = AnprFault()
    inps: InpsFault = InpsFault()
    scanner: ScannerFault = ScannerFault()


class FaultBoard:
    """The faults in force, shared by the threads of the invented world."""

    def __init__(self, faults: Faults | None = None) -> None:
        self._lock = threading.Lock()
        self._faults = faults or Faults()

    @property
    def now(self) -> Faults:
        """What is set at this moment."""
        with self._lock:
            return self._faults

    def set(self, faults: Faults) -> None:
        """Replace everything that was set before."""
        with self._lock:
            self._faults = faults

    def provider_at(self, door: str) -> str:
        """Wait as long as set, then tell how the provider misbehaves at this door."""
        fault = self.now.provider
        if fault.at and door not in fault.at:
            return ""
        time.sleep(fault.delay_seconds)
        return fault.mode

    def register_mode(self) -> str:
        """Wait as long as set, then tell how the register misbehaves."""
        fault = self.now.register_
        time.sleep(fault.delay_seconds)
        return fault.mode

    def anpr_mode(self) -> str:
        """Wait as long as set, then tell how the civic register misbehaves."""
        fault = self.now.anpr
        time.sleep(fault.delay_seconds)
        return fault.mode

    def inps_mode(self) -> str:
        """Wait as long as set, then tell how INPS misbehaves."""
        fault = self.now.inps
        time.sleep(fault.delay_seconds)
        return fault.mode

    def sms_mode(self) -> str:
        """Wait as long as set, then tell how the text gateway misbehaves."""
        fault = self.now.sms
        time.sleep(fault.delay_seconds)
        return fault.mode

    def app_io_mode(self) -> str:
        """Wait as long as set, then tell how App IO misbehaves."""
        fault = self.now.app_io
        time.sleep(fault.delay_seconds)
        return fault.mode
