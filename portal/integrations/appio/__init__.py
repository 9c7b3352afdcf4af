"""App IO: the app in which the Italian State writes to citizens, by its public interface."""

from portal.integrations.appio.client import HttpAppIo
from portal.integrations.appio.types import (
    AppIo,
    AppIoFailed,
    AppIoNotOpen,
    AppIoRefused,
    AppIoUnavailable,
    AppIoUnsure,
    AppMessage,
)

__all__ = [
    "AppIo",
    "AppIoFailed",
    "AppIoNotOpen",
    "AppIoRefused",
    "AppIoUnavailable",
    "AppIoUnsure",
    "AppMessage",
    "HttpAppIo",
]
