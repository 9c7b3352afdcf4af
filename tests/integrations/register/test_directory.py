"""Several protocol registers at once: read from a file, chosen by name, never exchanged."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.integrations.register import Registers, UnknownRegister, read_registers
from portal.integrations.register.fake import FakeRegister
from portal.platform.settings import SettingsInvalid

TWO = """
[ventimiglia]
url = "https://protocollo-uno.prova.invalid"
token = "segreto-uno"

[asl1]
url = "https://protocollo-due.prova.invalid"
token = "segreto-due"
"""


def read(folder: Path, text: str, *, is_production: bool = True) -> dict[str, object]:
    file = folder / "registers.toml"
    file.write_text(text)
    return dict(read_registers(file, timeout=5, is_production=is_production))


def test_a_file_names_several_registers(tmp_path: Path) -> None:
    assert sorted(read(tmp_path, TWO)) == ["asl1", "ventimiglia"]


def test_a_body_gets_the_register_it_names_and_no_other() -> None:
    one, two, default = FakeRegister(), FakeRegister(), FakeRegister()
    registers = Registers({"one": one, "two": two}, default)
    assert registers.of("one") is one
    assert registers.of("two") is two
    assert registers.of("default") is default
    with pytest.raises(UnknownRegister):
        registers.of("three")


def test_where_no_names_are_given_one_register_serves_all() -> None:
    default = FakeRegister()
    assert Registers({}, default).of("whatever") is default


@pytest.mark.parametrize(
    "text",
    [
        "not toml at all [",
        '[one]\nurl = "https://x.prova.invalid"',
        '[one]\nurl = "https://x.prova.invalid"\ntoken = ""',
        '[one]\nurl = 3\ntoken = "segreto"',
        '[one]\nurl = "https://x.prova.invalid"\ntoken = "segreto"\ntimeout = 3',
        '[one]\nurl = "http://x.prova.invalid"\ntoken = "segreto"',
        'one = "https://x.prova.invalid"',
    ],
)
def test_what_cannot_be_used_stops_the_start_without_quoting_a_token(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(SettingsInvalid) as problem:
        read(tmp_path, text)
    assert "segreto" not in str(problem.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="cannot be read"):
        read_registers(tmp_path / "none.toml", timeout=5, is_production=False)


def test_outside_production_a_register_may_speak_plainly(tmp_path: Path) -> None:
    plain = TWO.replace("https://", "http://")
    assert len(read(tmp_path, plain, is_production=False)) == 2
