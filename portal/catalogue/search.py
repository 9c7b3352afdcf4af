"""Finds services by the words people use: one index per language, in memory, built from a snapshot. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

import tantivy

from portal.catalogue.analysis import Word, fold, read_question, read_text, stems, words_in
from portal.catalogue.definitions import Acronym, Words
from portal.catalogue.snapshot import Snapshot
from portal.catalogue.spelling import Spelling
from portal.platform.i18n import LANGUAGES

#: How much a word counts by the place where it stands.
_WEIGHTS = {"name": 8.0, "synonyms": 5.0, "summary": 2.5, "text": 1.0, "folded": 3.0}
#: Who types a whole saying ("assistenza domiciliare") means the service that is called so.
_WHOLE_WEIGHT = 8.0
_PREFIX_WEIGHT = 0.5
#: Hits this much weaker than the best are noise: the word stands somewhere in a long text.
_NOISE = 0.12
#: With fewer services than this that hold every word, those that hold most of them follow.
_FEW = 3
_MOST_HITS = 300
_MOST_ENDINGS = 24
_SHORTEST_PREFIX = 2
#: Stands between two sayings, so that no phrase begins in one and ends in the next.
_BREAK = "|"


@dataclass(frozen=True)
class Results:
    """What was found: services best first, an acronym to ask about, words that were put right."""

    hits: tuple[str, ...]
    ambiguous: Acronym | None = None
    corrected: dict[str, str] = field(default_factory=dict)


class SearchIndex:
    """The services of one revision, searchable in every language of the portal. Never changes."""

    def __init__(self, indexes: dict[str, _LanguageIndex], acronyms: Iterable[Acronym]) -> None:
        self._indexes = indexes
        self._acronyms = {fold(entry.acronym): entry for entry in acronyms}

    @classmethod
    def build(cls, snapshot: Snapshot) -> SearchIndex:
        """Read a whole revision; some 100 ms for 5,000 services in one language."""
        sayings = _sayings_of_services(snapshot)
        indexes = {code: _LanguageIndex(snapshot, code, sayings) for code in LANGUAGES}
        return cls(indexes, snapshot.catalogue.acronyms)

    def find(self, question: str, language: str, among: Collection[str] | None = None) -> Results:
        """The services that answer a question in people's words, best first.

        ``among`` narrows to some slugs, for instance those offered in a municipality. An acronym with
        several meanings is reported, and the services of all of them are found: nobody guesses.
        """
        index = self._indexes[language]
        hits, corrected = index.find(question)
        ambiguous = self._ambiguous(question)
        if ambiguous is not None:
            hits = list(dict.fromkeys([*ambiguous.services, *hits]))
        if among is not None:
            hits = [slug for slug in hits if slug in among]
        return Results(tuple(hits), ambiguous, corrected)

    def _ambiguous(self, question: str) -> Acronym | None:
        """The acronym to ask about; "sai" is one only alone or in capitals, elsewhere it is a verb."""
        told = words_in(question)
        for word in told:
            entry = self._acronyms.get(word)
            if entry is None or len(entry.meanings) < 2:
                continue
            if len(told) == 1 or entry.acronym in question:
                return entry
        return None


def _sayings_of_services(snapshot: Snapshot) -> dict[str, list[str]]:
    """People's words of the whole catalogue, by the service they lead to."""
    found: dict[str, list[str]] = {}
    for concept in snapshot.catalogue.concepts:
        for slug in concept.services:
            found.setdefault(slug, []).extend(
                [concept.plain, concept.technical or "", *concept.words]
            )
    for entry in snapshot.catalogue.acronyms:
        for slug in entry.services:
            found.setdefault(slug, []).append(entry.acronym)
    return found


class _LanguageIndex:
    """One language: its own words with their endings cut, and everybody's words as they are."""

    def __init__(self, snapshot: Snapshot, language: str, sayings: dict[str, list[str]]) -> None:
        self._language = language
        self._slugs = [service.slug for service in snapshot.services()]
        self._frequencies: Counter[str] = Counter()
        self._schema = _schema()
        self._index = tantivy.Index(self._schema)
        self._index.register_tokenizer(
            "spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        )
        writer = self._index.writer(15_000_000, 1)
        for place, slug in enumerate(self._slugs):
            writer.add_document(self._document(snapshot, place, slug, sayings.get(slug, [])))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._vocabulary = sorted(self._frequencies)
        self._stems = set(stems(self._vocabulary, language))
        self._spelling = Spelling(self._frequencies)

    def _document(
        self, snapshot: Snapshot, place: int, slug: str, sayings: list[str]
    ) -> tantivy.Document:
        words, written_in = snapshot.words(slug, self._language)
        names = [words.name, words.technical_name]
        own = {
            "name": self._join(names, written_in),
            "synonyms": self._join([*words.synonyms, *sayings], written_in),
            "summary": self._join([words.summary], written_in),
            "text": self._join(_long_text(words), written_in),
            "folded": self._fold_all([*names, *words.synonyms, *sayings]),
            "whole": self._wholes([*names, *words.synonyms, *sayings], written_in),
        }
        for code in LANGUAGES:
            other, other_language = snapshot.words(slug, code)
            if other_language == code != written_in:
                own["folded"] += f" {_BREAK} {self._fold_all([other.name, *other.synonyms])}"
        return tantivy.Document(place=place, **own)

    def _join(self, sayings: Iterable[str], language: str) -> str:
        kept: list[str] = []
        for saying in sayings:
            told = read_text(saying, language)
            self._frequencies.update({word.folded for word in told})
            kept.extend([*(word.stem for word in told), _BREAK])
        return " ".join(kept)

    def _wholes(self, sayings: Iterable[str], language: str) -> str:
        told = ["_".join(word.stem for word in read_text(saying, language)) for saying in sayings]
        return " ".join(told)

    def _fold_all(self, sayings: Iterable[str]) -> str:
        told = [words_in(saying) for saying in sayings]
        self._frequencies.update({word for words in told for word in words})
        return f" {_BREAK} ".join(" ".join(words) for words in told)

    def find(self, question: str) -> tuple[list[str], dict[str, str]]:
        """Slugs best first, and the words that were put right."""
        asked = read_question(question, self._language)
        if not asked:
            return [], {}
        open_end = question[-1:].isalnum()
        corrected: dict[str, str] = {}
        for place, word in enumerate(asked):
            if not self._is_known(word, is_last=open_end and place == len(asked) - 1):
                right = self._spelling.correct(word.folded)
                if right is not None:
                    corrected[word.folded] = right
                    asked[place] = Word(right, stems([right], self._language)[0])
        clauses = [
            self._clause(word, is_last=open_end and place == len(asked) - 1)
            for place, word in enumerate(asked)
        ]
        return self._rank(clauses, self._closer(asked)), corrected

    def _is_known(self, word: Word, *, is_last: bool) -> bool:
        if word.folded in self._frequencies or word.stem in self._stems:
            return True
        return is_last and next(self._endings(word.folded), None) is not None

    def _endings(self, start: str) -> Iterator[str]:
        """Known words that begin so."""
        if len(start) < _SHORTEST_PREFIX:
            return
        first = bisect_left(self._vocabulary, start)
        for known in self._vocabulary[first : first + _MOST_ENDINGS]:
            if not known.startswith(start):
                return
            yield known

    def _clause(self, word: Word, *, is_last: bool) -> tantivy.Query:
        ways = list(self._ways(word, 1.0))
        if is_last:
            longer = [known for known in self._endings(word.folded) if known != word.folded]
            pairs = zip(longer, stems(longer, self._language), strict=True)
            for stem, known in {stem: known for known, stem in pairs if stem != word.stem}.items():
                ways.extend(self._ways(Word(known, stem), _PREFIX_WEIGHT))
            if not longer and word.folded not in self._frequencies:
                ways.append(self._unfinished(word))
        return tantivy.Query.disjunction_max_query(ways, tie_breaker=0.1)

    def _ways(self, word: Word, weight: float) -> Iterator[tantivy.Query]:
        for name, boost in _WEIGHTS.items():
            term = word.folded if name == "folded" else word.stem
            query = tantivy.Query.term_query(self._schema, name, term)
            yield tantivy.Query.boost_query(query, boost * weight)

    def _unfinished(self, word: Word) -> tantivy.Query:
        """The last word may be unfinished and hold a slip besides."""
        if len(word.folded) < 5:
            return tantivy.Query.empty_query()
        return tantivy.Query.fuzzy_term_query(self._schema, "folded", word.folded, 1, True, True)

    def _closer(self, asked: Sequence[Word]) -> list[tantivy.Query]:
        """What stands together in a name or a saying counts more, and a whole saying even more."""
        told: list[str | tuple[int, str]] = [word.stem for word in asked]
        whole = tantivy.Query.term_query(
            self._schema, "whole", "_".join(word.stem for word in asked)
        )
        whole = tantivy.Query.boost_query(whole, _WHOLE_WEIGHT)
        if len(asked) < 2:
            return [whole]
        return [whole] + [
            tantivy.Query.boost_query(tantivy.Query.phrase_query(self._schema, name, told, 1), 4.0)
            for name in ("name", "synonyms")
        ]

    def _rank(self, clauses: list[tantivy.Query], closer: list[tantivy.Query]) -> list[str]:
        hits = self._search(clauses, closer, len(clauses))
        if len(hits) < _FEW and len(clauses) > 1:
            for fewer in ((len(clauses) + 1) // 2, 1):
                more = self._search(clauses, closer, fewer)
                if more:
                    return list(dict.fromkeys([*hits, *more]))
        return hits

    def _search(
        self, clauses: list[tantivy.Query], closer: list[tantivy.Query], least: int
    ) -> list[str]:
        should = [(tantivy.Occur.Should, clause) for clause in clauses]
        query = tantivy.Query.boolean_query(should, minimum_number_should_match=least)
        if closer:
            better = [(tantivy.Occur.Should, one) for one in closer]
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), *better])
        found = self._searcher.search(query, _MOST_HITS, count=False).hits
        floor = found[0][0] * _NOISE if found else 0.0
        kept = [address for score, address in found if score >= floor]
        places = cast("list[int]", self._searcher.fast_field_values("place", kept))
        return [self._slugs[place] for place in places]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("place", fast=True)
    for name in (*_WEIGHTS, "whole"):
        builder.add_text_field(name, tokenizer_name="spaces")
    return builder.build()


def _long_text(words: Words) -> Iterator[str]:
    """The sentences of a sheet that tell what it is about; papers and conditions are alike everywhere."""
    yield from words.addressed_to
    yield from words.description
    yield from words.achieved
