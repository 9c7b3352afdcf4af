"""Looking into one file: what is known of it afterwards, also where nobody can look."""

from __future__ import annotations

from collections.abc import Callable

from portal.integrations.scanner.types import Scan, Scanner, ScannerFailed, ScannerRefused


def look_into(scanner: Scanner | None, read: Callable[[], bytes]) -> Scan:
    """What a scanner says of what ``read`` gives; unscanned where there is no scanner, or it does not take
    this file.

    Raises:
        ScannerUnavailable: ask again later; and whatever ``read`` raises.
    """
    if scanner is None:
        return Scan.UNSCANNED
    try:
        finding = scanner.scan(read())
    except ScannerRefused:
        return Scan.UNSCANNED
    return Scan.CLEAN if finding.is_clean else Scan.INFECTED


def is_infected(scanner: Scanner | None, content: bytes) -> bool:
    """Whether the scanner finds a virus, for those who cannot wait for a job; where nobody scans, or the
    scanner is away, the file goes on as it is: what comes through a form was made harmless already.
    """
    try:
        return look_into(scanner, lambda: content) is Scan.INFECTED
    except ScannerFailed:
        return False
