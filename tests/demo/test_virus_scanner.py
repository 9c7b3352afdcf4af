"""The scanner of the demo: it finds the test virus over its socket, and fails when it is told to."""

from __future__ import annotations

import pytest

from demo.faults import FaultBoard, Faults
from demo.virus_scanner import DemoScanner
from portal.integrations.scanner import ClamdScanner, ScannerUnavailable
from portal.integrations.scanner.fake import EICAR, clamd


def test_it_finds_the_test_virus_and_obeys_the_board() -> None:
    board = FaultBoard()
    with clamd(DemoScanner(board)) as (address, _server):
        scanner = ClamdScanner(address, timeout=2)
        assert scanner.scan(b"una carta").is_clean
        assert not scanner.scan(b"x" + EICAR).is_clean
        for mode in ("down", "nonsense"):
            board.set(Faults.model_validate({"scanner": {"mode": mode}}))
            with pytest.raises(ScannerUnavailable):
                scanner.scan(b"una carta")
        board.set(Faults())
        assert scanner.scan(b"una carta").is_clean
