"""Reading content/: the files as one catalogue, or every problem at once with file, line and cure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from portal.catalogue import checks
from portal.catalogue.definitions import (
    Acronym,
    Body,
    Concept,
    Desk,
    Document,
    EmergencyNumber,
    Frozen,
    Municipality,
    Offer,
    Office,
    ReadyReply,
    Remedies,
    Service,
    Territory,
    Theme,
    Words,
    Zone,
)
from portal.catalogue.orientation import HOW_SOON, Urgency
from portal.catalogue.questionnaire import Question, Questionnaire
from portal.catalogue.questionnaire.bank import SECTIONS, Astray, Bank
from portal.catalogue.reading import ContentProblem as ContentProblem
from portal.catalogue.reading import InvalidContent as InvalidContent
from portal.catalogue.reading import Reader
from portal.catalogue.snapshot import Catalogue, Snapshot

#: What questionnaires share.
BANK = "questions.yaml"
_THEMES = ("needs", "life_events", "audiences")
_PARTS: dict[str, type[Frozen]] = {
    "zones": Zone, "municipalities": Municipality, "bodies": Body, "offices": Office,
}  # fmt: skip


def read_content(folder: Path) -> Snapshot:
    """Read and check the whole of content/.

    Names are followed from file to file only where every file could be read; who names an entry that
    has problems of its own is not blamed for it.

    Raises:
        InvalidContent: with every problem found.
    """
    reader = Reader(folder)
    catalogue = _read(reader)
    if not reader.unreadable:
        for trouble in checks.troubles(catalogue):
            if trouble.unknown not in reader.broken:
                reader.blame(trouble.file, trouble.place, trouble.message, trouble.cure)
    if reader.problems:
        raise InvalidContent(sorted(reader.problems, key=lambda one: (one.file, one.line)))
    return Snapshot(catalogue)


def _read(reader: Reader) -> Catalogue:
    themes = reader.load("needs.yaml", _THEMES)
    needs, events, audiences = (reader.models("needs.yaml", Theme, themes, key) for key in _THEMES)
    documents = reader.load("documents.yaml", ["documents"])
    emergency = reader.load("emergency.yaml", ["emergency"])
    bank = _bank(reader)
    remedies = reader.load("remedies.yaml", ["remedies"])
    replies = reader.load("replies.yaml", ["replies"])
    synonyms = reader.load("synonyms.yaml", ["concepts", "acronyms"])
    return Catalogue(
        needs=needs,
        life_events=events,
        audiences=audiences,
        documents=reader.models("documents.yaml", Document, documents, "documents"),
        emergency=reader.models("emergency.yaml", EmergencyNumber, emergency, "emergency"),
        remedies=reader.models("remedies.yaml", Remedies, remedies, "remedies"),
        replies=reader.models("replies.yaml", ReadyReply, replies, "replies"),
        concepts=reader.models("synonyms.yaml", Concept, synonyms, "concepts"),
        acronyms=reader.models("synonyms.yaml", Acronym, synonyms, "acronyms"),
        services=tuple(_services(reader)),
        orientation=_orientation(reader, bank),
        questionnaires=tuple(_questionnaires(reader, bank)),
        territories=tuple(_territories(reader)),
    )


def _folders(reader: Reader, kind: str) -> list[str]:
    places = (reader.folder / kind).glob("*/")
    return sorted(f"{kind}/{place.name}" for place in places if place.is_dir())


def _services(reader: Reader) -> Iterator[Service]:
    for folder in _folders(reader, "services"):
        slug = folder.removeprefix("services/")
        name = f"{folder}/service.yaml"
        facts = reader.load(name)
        words = dict(_words(reader, folder))
        if "it" not in words:
            reader.blame(name, (), "the service has no Italian words", f"write {folder}/it.yaml")
        found = facts and reader.model(name, Service, facts, known_as=slug)
        if not found or None in words.values():
            reader.broken.add(slug)
            continue
        if found.slug != slug:
            cure = f"write slug: {slug}, or rename the folder"
            reader.blame(name, ("slug",), "the slug is not the name of the folder", cure)
        yield found.model_copy(update={"words": words})


def _words(reader: Reader, folder: str) -> Iterator[tuple[str, Words | None]]:
    for path in sorted((reader.folder / folder).glob("*.yaml")):
        if path.stem != "service":
            name = f"{folder}/{path.name}"
            data = reader.load(name)
            yield path.stem, None if data is None else reader.model(name, Words, data)


def _bank(reader: Reader) -> Bank:
    """The question bank, each entry read on its own: what is wrong is told where it is written."""
    data = reader.load(BANK, SECTIONS)
    bank = Bank(data or {})
    _look_for(reader, BANK, bank.astray)
    for entry in bank:
        reader.model(
            BANK, SECTIONS[entry.section], entry.data, (entry.section, entry.number), entry.id
        )
    return bank


def _look_for(reader: Reader, name: str, astray: Iterable[Astray]) -> None:
    for one in astray:
        message = f"{one.name} is not among the {one.section} of {BANK}"
        reader.blame(name, (*one.place, "use"), message, "correct the name, or write it there")


def _orientation(reader: Reader, bank: Bank) -> tuple[Question, ...]:
    """What the orientation asks too: its options are the answers it knows."""
    data = bank.take("questions", HOW_SOON)
    if data is None or HOW_SOON in reader.broken:
        if BANK not in reader.unreadable and data is None:
            message = f"{HOW_SOON} is missing, and the orientation asks it"
            reader.blame(BANK, (), message, "write it among the questions")
        return ()
    question = Question.model_validate(data)
    if question.values != tuple(Urgency):
        message = f"the options of {HOW_SOON} are not those of the orientation"
        reader.blame(BANK, (), message, f"write {', '.join(Urgency)}")
    return (question,)


def _questionnaires(reader: Reader, bank: Bank) -> Iterator[Questionnaire]:
    for path in sorted((reader.folder / "questionnaires").glob("*.yaml")):
        name = f"questionnaires/{path.name}"
        data = reader.load(name)
        if data is None:
            continue
        whole, astray = bank.fill_in(data)
        _look_for(reader, name, astray)
        if astray or bank.named_by(data) & reader.broken:
            reader.broken.add(path.stem)
            continue
        found = reader.model(name, Questionnaire, whole, known_as=path.stem)
        if not found:
            continue
        if found.id != path.stem:
            cure = f"write id: {path.stem}, or rename the file"
            reader.blame(name, ("id",), "the id is not the name of the file", cure)
        yield found
    if not reader.unreadable:
        for entry in bank.unused():
            message = f"no questionnaire uses {entry.id}"
            reader.blame(BANK, (entry.section, entry.number), message, "use it, or take it away")


def _territories(reader: Reader) -> Iterator[Territory]:
    for folder in _folders(reader, "territories"):
        found = _territory(reader, folder)
        if found is None:
            continue
        if found.id != folder.removeprefix("territories/"):
            cure = "write the name of the folder, or rename the folder"
            where = f"{folder}/territory.yaml"
            reader.blame(where, ("id",), "the id is not the name of the folder", cure)
        yield found


def _territory(reader: Reader, folder: str) -> Territory | None:
    """One territory from its three files. Its parts are read one by one, each with its own line."""
    name, desks, offers = (f"{folder}/{part}.yaml" for part in ("territory", "desks", "offers"))
    facts = reader.load(name)
    parts: dict[str, tuple[Frozen, ...]] = {
        "desks": reader.models(desks, Desk, reader.load(desks, ["desks"]), "desks"),
        "offers": reader.models(
            offers, Offer, reader.load(offers, ["defaults", "offers"]), "offers"
        ),
    }
    if facts is None:
        return None
    for key, kind in _PARTS.items():
        # A territory with no zones is one zone: the list may be left out.
        given = facts if key != "zones" or key in facts else {"zones": []}
        parts[key] = reader.models(name, kind, given, key)
    return reader.model(name, Territory, {**facts, **parts}, known_as=folder)
