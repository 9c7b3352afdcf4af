"""The text read aloud: versions by day, Italian always there, plain; a fingerprint sees every change."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from portal.assisted.wording import WordingInvalid, fingerprint, read_wordings

FOLDER = Path(__file__).parents[2] / "content" / "wordings" / "mandate"
TODAY = date(2026, 11, 29)
VERSION = """
version: "{name}"
from: {day}
source: Prova
words:
  {language}:
    title: Delega
    paragraphs: ["Chiedo a {{body}} di aiutarmi."]
"""


def written(folder: Path, *versions: tuple[str, str, str]) -> Path:
    """A folder with versions: name, first day, language."""
    for place, (name, day, code) in enumerate(versions):
        whole = VERSION.format(name=name, day=day, language=code)
        file = folder / f"{day}.yaml"
        (folder / f"{place}-{day}.yaml" if file.exists() else file).write_text(
            whole, encoding="utf-8"
        )
    return folder


def test_the_text_of_the_house_is_whole_and_names_the_body() -> None:
    version = read_wordings(FOLDER).on(TODAY)
    assert set(version.words) >= {"it", "en", "ar", "fr"}
    for passage in version.words.values():
        said = passage.said_for("Comune di Prova")
        assert "Comune di Prova" in said.paragraphs[0]
        assert not any("{" in paragraph for paragraph in said.paragraphs)
    assert len({len(passage.paragraphs) for passage in version.words.values()}) == 1


def test_the_text_can_be_read_aloud_to_anybody() -> None:
    italian = read_wordings(FOLDER).on(TODAY).words["it"]
    text = " ".join(italian.said_for("Comune di Prova").paragraphs)
    letters = sum(character.isalnum() for character in text)
    words, sentences = len(text.split()), text.count(".") + text.count(":")
    gulpease = 89 + (300 * sentences - 10 * letters) / words
    assert gulpease >= 60, f"Gulpease {gulpease:.0f}."


def test_each_day_has_the_version_that_began_last(tmp_path: Path) -> None:
    folder = written(tmp_path, ("b-2", "2027-01-01", "it"), ("a-1", "2026-01-01", "it"))
    wordings = read_wordings(folder)
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
    with pytest.raises(WordingInvalid, match=tmp_path.name if len(versions) != 1 else "yaml"):
        read_wordings(written(tmp_path, *versions))


def test_a_file_is_called_after_its_first_day(tmp_path: Path) -> None:
    written(tmp_path, ("a-1", "2026-01-01", "it")).joinpath("2026-01-01.yaml").rename(
        tmp_path / "2026-02-01.yaml"
    )
    with pytest.raises(WordingInvalid, match="its name is the day"):
        read_wordings(tmp_path)


LATER = """
source: Prova
words:
  title: Mandat
  notice: "{notice}"
  paragraphs: ["{said}"]
"""


def test_a_translation_that_came_later_stands_beside_its_version(tmp_path: Path) -> None:
    """B13: the text that binds is not touched; a version after it has no such translation."""
    folder = written(tmp_path, ("a-1", "2026-01-01", "it"), ("b-2", "2027-01-01", "it"))
    said = LATER.format(notice="Seul l’italien vaut.", said="Je demande à {body}.")
    folder.joinpath("2026-01-01.fr.yaml").write_text(said, encoding="utf-8")
    wordings = read_wordings(folder)
    assert wordings.on(date(2026, 6, 1)).beside("fr") == "fr"
    assert wordings.on(date(2026, 6, 1)).words["it"].paragraphs == ("Chiedo a {body} di aiutarmi.",)
    assert wordings.on(date(2027, 6, 1)).beside("fr") is None


@pytest.mark.parametrize(
    ("name", "notice", "said"),
    [
        ("2026-01-01.fr", "", "Je demande à {body}."),
        ("2026-01-01.fr", "Seul l’italien vaut.", "Je demande de l’aide."),
        ("2026-01-01.it", "Vale.", "Chiedo a {body}."),
        ("2026-02-01.fr", "Seul l’italien vaut.", "Je demande à {body}."),
    ],
    ids=["says nothing of its worth", "does not name the body", "is the text itself", "no version"],
)
def test_a_translation_that_does_not_fit_is_refused(
    tmp_path: Path, name: str, notice: str, said: str
) -> None:
    folder = written(tmp_path, ("a-1", "2026-01-01", "it"))
    text = LATER.format(notice=notice, said=said)
    folder.joinpath(f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(WordingInvalid, match="2026-0"):
        read_wordings(folder)


def test_a_version_that_was_read_to_people_never_changes() -> None:
    """B7: what somebody heard stays as they heard it; a new text is a new file."""
    published = {
        "2026-11-01": "fd2266e0c900982f",
        "2026-11-28": "05988c40dab295ba",
        "2026-11-28.ar": "2af78f80312addbc",
        "2026-11-28.fr": "589fd7aaf171f26d",
        "2026-11-29": "1c5a5ce4c284be1b",
        "2026-11-29.ar": "51e5e0139886c85d",
        "2026-11-29.fr": "53b4537cb2074f54",
    }
    kept = {
        path.stem: hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(FOLDER.glob("*.yaml"))
    }
    assert kept == published, "Take the change back, and write a new file with its own day."


def test_a_translation_says_that_only_the_italian_text_is_legal() -> None:
    """B13: the text beside the Italian one is there to understand, not to bind."""
    version = read_wordings(FOLDER).on(TODAY)
    assert "legal value" in version.words["en"].notice
    assert "ولم يراجعها مترجم" in version.words["ar"].notice, "No translator looked at it yet."
    assert "traducteur ne l’a pas encore relue" in version.words["fr"].notice
    assert version.words["it"].notice == ""


def test_the_person_says_that_nobody_decides_for_them() -> None:
    """B17: of age, and no judge named a guardian, a curator or an amministratore di sostegno."""
    said = " ".join(read_wordings(FOLDER).on(TODAY).words["it"].paragraphs)
    assert "18 anni" in said
    assert "Nessun giudice ha nominato una persona che decide per me." in said


def test_the_fingerprint_sees_every_change_and_not_the_order_of_names() -> None:
    text = {"services": ["nido"], "until": None}
    assert fingerprint(text) == fingerprint({"until": None, "services": ["nido"]})
    assert fingerprint(text) != fingerprint({"services": ["nido "], "until": None})
