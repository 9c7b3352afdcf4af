"""The virus scanner beside the portal: ClamAV where an installation has it."""

from portal.integrations.scanner.client import ClamdScanner
from portal.integrations.scanner.looking import is_infected, look_into
from portal.integrations.scanner.types import (
    Finding,
    Scan,
    Scanner,
    ScannerFailed,
    ScannerRefused,
    ScannerUnavailable,
)

__all__ = [
    "ClamdScanner",
    "Finding",
    "Scan",
    "Scanner",
    "ScannerFailed",
    "ScannerRefused",
    "ScannerUnavailable",
    "is_infected",
    "look_into",
]
