"""One look at a file that arrives: infected or not, for those who cannot wait for a job."""

from __future__ import annotations

from portal.integrations.scanner.types import Scanner, ScannerFailed


def is_infected(scanner: Scanner | None, content: bytes) -> bool:
    """Whether the scanner finds a virus; where nobody scans, or the scanner is away, the file goes on as it
    is: what comes through a form was made harmless already.
    """
    if scanner is None:
        return False
    try:
        return not scanner.scan(content).is_clean
    except ScannerFailed:
        return False
