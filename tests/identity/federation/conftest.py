"""Time stands still in these tests: a second more or less decides whether a token is believed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.platform import clock


@pytest.fixture(autouse=True)
def time_stands_still(request: pytest.FixtureRequest) -> Iterator[None]:
    """The present second, unless a real counterpart's clock goes on beside ours."""
    if request.path.stem == "test_counterpart":
        yield
        return
    with clock.freeze(clock.now().replace(microsecond=0)):
        yield
