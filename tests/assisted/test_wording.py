"""The text read aloud: versions by day, Italian always there, plain; a fingerprint sees every change."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from portal.assisted.wording import WordingInvalid, fingerprint, read_wordings

FILE = Path(__file__).parents[2] / "content" / "wordings" / "mandate.yaml"
VERSION = """
- version: "{name}"
  from: {day}
  source: Prova
  words:
    {language}:
      title: Delega
      paragraphs: ["Chiedo a {{body}} di aiutarmi."]
"""


def written(folder: Path, *versions: tuple[str, str, str]) -> Path:
    """A file with versions: name, first day, language."""
    file = folder / "mandate.yaml"
    texts = (VERSION.format(name=n, day=d, language=code) for n, d, code in versions)
    file.write_text("".join(texts), encoding="utf-8")
    return file


def test_the_text_of_the_house_is_whole_and_names_the_body() -> None:
    version = read_wordings(FILE).on(date(2026, 11, 23))
    assert set(version.words) >= {"it", "en"}
    for passage in version.words.values():
        said = passage.said_for("Comune di Prova")
        assert "Comune di Prova" in said.paragraphs[0]
        assert not any("{" in paragraph for paragraph in said.paragraphs)
    assert len({len(passage.paragraphs) for passage in version.words.values()}) == 1


def test_the_text_can_be_read_aloud_to_anybody() -> None:
    italian = read_wordings(FILE).on(date(2026, 11, 23)).words["it"]
    text = " ".join(italian.said_for("Comune di Prova").paragraphs)
    letters = sum(character.isalnum() for character in text)
    words, sentences = len(text.split()), text.count(".") + text.count(":")
    gulpease = 89 + (300 * sentences - 10 * letters) / words
    assert gulpease >= 60, f"Gulpease {gulpease:.0f}."


def test_each_day_has_the_version_that_began_last(tmp_path: Path) -> None:
    file = written(tmp_path, ("b-2", "2027-01-01", "it"), ("a-1", "2026-01-01", "it"))
    wordings = read_wordings(file)
    assert wordings.on(date(2026, 12, 31)).version == "a-1"
    assert wordings.on(date(2027, 1, 1)).version == "b-2"
    assert wordings.on(date(2020, 1, 1)).version == "a-1"


@pytest.mark.parametrize(
    "versions",
    [
        (),
        (("a-1", "2026-01-01", "en"),),
        (("a-1", "2026-01-01", "it"), ("a-1", "2027-01-01", "it")),
        (("a-1", "tomorrow", "it"),),
    ],
    ids=["none", "no Italian", "twice the same name", "no day"],
)
def test_a_file_that_cannot_be_read_aloud_is_refused(
    tmp_path: Path, versions: tuple[tuple[str, str, str], ...]
) -> None:
    with pytest.raises(WordingInvalid, match=r"mandate\.yaml"):
        read_wordings(written(tmp_path, *versions))


def test_the_fingerprint_sees_every_change_and_not_the_order_of_names() -> None:
    text = {"services": ["nido"], "until": None}
    assert fingerprint(text) == fingerprint({"until": None, "services": ["nido"]})
    assert fingerprint(text) != fingerprint({"services": ["nido "], "until": None})
