"""Where a press may lead back to, and which rows a form may name."""

from __future__ import annotations

import pytest

from portal.platform.addresses import is_ours, row_number
from portal.platform.errors import NotThere


@pytest.mark.parametrize("address", ["/", "/en/servizi?q=casa", "/pratiche/AB-1#messages"])
def test_pages_of_ours_are_ours(address: str) -> None:
    assert is_ours(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://altrove.invalid/",
        "//altrove.invalid",
        "/\\altrove.invalid",
        "/\t/altrove.invalid",
        "/\n/altrove.invalid",
        "\\/altrove.invalid",
        "javascript:alert(1)",
    ],
)
def test_what_a_browser_reads_as_another_site_is_not(address: str) -> None:
    """Browsers drop tabs and line ends, and read a backslash as a slash."""
    assert not is_ours(address)


def test_the_number_of_a_row_is_a_number_a_row_can_have() -> None:
    assert row_number("17") == 17
    for said in ("", "-1", "1.5", "x", "²", "١", "2147483648", "9" * 30):
        with pytest.raises(NotThere):
            row_number(said)
