"""What somebody signed in with, as one closed word: enough to recognise one's own, nothing to trace.

Pure.
"""

from __future__ import annotations

from enum import StrEnum


class Device(StrEnum):
    """A kind of device."""

    PHONE = "phone"
    TABLET = "tablet"
    COMPUTER = "computer"


def device_of(user_agent: str) -> Device:
    """The kind of device a browser says it runs on; a computer where it does not say."""
    if "iPad" in user_agent or ("Android" in user_agent and "Mobile" not in user_agent):
        return Device.TABLET
    return Device.PHONE if "Mobi" in user_agent else Device.COMPUTER
