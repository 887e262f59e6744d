"""The search index: things by the words of their names, whatever their accents or spelling, and
then by the words of their descriptions."""

import sqlite3
import threading
import weakref
from collections.abc import Container, Iterable
from difflib import get_close_matches
from typing import NamedTuple

from pfpgraph import iris
from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.i18n.folding import folded
from pfpgraph.i18n.texts import choose
from pfpgraph.i18n.word_families import FAMILIES
from pfpgraph.kinds import KINDS, OTHER, RecordKind, ThingKind, local_name
from pfpgraph.model.labels import Labels
from pfpgraph.model.thing_index import Entry, ThingIndex
from pfpgraph.query.results import GraphRow, GraphTerm

_LAST = 1 << 16  # the rank of things whose IRIs belong to others
_CANDIDATES = 400  # the best entries, which are sorted for one search
_FEW = 3  # the known words near a misspelled one, of which the commonest is meant
_MORE = 2  # words beyond those of the search that a name may have and still be a near fit
_LONGEST = 200  # characters of a search that are used
_WORDS = 12
_FORMS = {word: family for family in map(str.split, FAMILIES) for word in family}


class Match(NamedTuple):
    """A search result: the IRI and kind of a thing, and the name or description that matched, with
    its language tag; `is_said` marks a description."""

    iri: str
    kind: str
    name: str
    language: str
    is_said: bool = False


def asked_for(text: str) -> list[str]:
    """The words of a search, folded; only the first 12 within the first 200 characters."""
    return _words(text[:_LONGEST])[:_WORDS]


def _words(text: str) -> list[str]:
    """The words of a text, folded: without case, accents and punctuation."""
    return "".join(c if c.isalnum() else " " for c in folded(text)).split()


class SearchIndex:
    """All names and descriptions in memory, in SQLite's full-text search (FTS5); safe in many
    threads."""

    def __init__(
        self,
        base: str,
        rows: Iterable[GraphRow],
        labels: Labels,
        accounts: Iterable[GraphRow] = (),
        others: Container[str] = (),
        index: ThingIndex | None = None,
    ) -> None:
        """Take the base of the IRIs, the rows of names.rq, the labels of all things, the rows of
        accounts.rq, the IRIs outside the base that are described too, and the index of all
        things."""
        self._base, self._others, self._labels, self._index = base, others, labels, index
        self._names: list[Match] = []
        self._folded: list[str] = []
        for row in rows:
            self._add(row["thing"].value, row["form"].value, _tag(row["form"]))
        for row in accounts:
            self._add_account(row["thing"].value, row["text"].value, _tag(row["text"]))
        self._lock = threading.Lock()
        self._tables = sqlite3.connect(":memory:", check_same_thread=False)
        # Since 3.13 Python warns of a connection that is dropped unclosed.
        weakref.finalize(self, self._tables.close)
        # The text is folded and cut into words here, so that ASCII rules suffice there.
        self._tables.execute(
            "CREATE VIRTUAL TABLE names USING fts5(words, tokenize='unicode61', prefix='1 2 3')"
        )
        self._tables.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(names, row)")
        self._tables.executemany(
            "INSERT INTO names (rowid, words) VALUES (?, ?)", enumerate(self._folded)
        )

    def _kind(self, iri: str) -> str:
        """The kind of a thing that can be searched for, "" for any other IRI."""
        if iri in self._others:
            return OTHER
        kind, slug = iris.split(iri, self._base)
        looked_for = kind in KINDS and KINDS[kind].search
        return kind if looked_for and slug and "#" not in slug else ""

    def _add(self, iri: str, text: str, tag: str) -> None:
        """Add one name of a thing."""
        if kind := self._kind(iri):
            self._names.append(Match(iri, kind, text, tag))
            self._folded.append(" ".join(_words(f"{text} {self._beside(iri, kind, tag)}")))

    def _add_account(self, iri: str, text: str, tag: str) -> None:
        """Add a description of a thing together with its name, since a search may use words of
        both."""
        if kind := self._kind(iri):
            title = choose(self._labels.get(iri, {}), tag)[0]
            self._names.append(Match(iri, kind, text, tag, is_said=True))
            self._folded.append(" ".join(_words(f"{title} {text}")))

    def _beside(self, iri: str, kind: str, tag: str) -> str:
        """The words by which a record, evidence or a source can be found besides its name: its
        classes, its dates, and the acronym of what a record is about."""
        entry = self._index and self._index.get(iri)
        if not entry or kind == OTHER or isinstance(KINDS[kind], ThingKind):
            return ""
        classes = [choose(self._labels.get(name, {}), tag)[0] for name in entry.types]
        return " ".join((*classes, *entry.days, *self._acronyms(entry)))

    def _acronyms(self, entry: Entry) -> list[str]:
        """The acronyms, in every language, of the things that a record connects its country
        with."""
        if not (self._index and isinstance(entry.row, RecordKind)):
            return []
        wholes = entry.values.get(local_name(entry.row.whole), ())
        found = filter(None, (self._index.get(term.value) for term in wholes))
        return [term.value for whole in found for term in whole.values.get("acronym", ())]

    def __len__(self) -> int:
        """The number of names and descriptions."""
        return len(self._names)

    def find(self, text: str, limit: int, language: str = DEFAULT_LANGUAGE) -> list[Match]:
        """At most `limit` things with a name or description that has all words of a text; each word
        may be the beginning of one.

        Names come before descriptions; things before records, evidence and sources; full matches
        before names that begin with the text or are short, and these before longer ones; then
        countries, bodies and frameworks before others. Each thing occurs once, by its best match,
        names in the reader's language first.
        """
        asked = asked_for(text)
        if not asked:
            return []
        best: dict[str, tuple[tuple[float, ...], Match]] = {}
        for number, rank in self._candidates(" AND ".join(map(_any_form, asked))):
            match = self._names[number]
            order = (*self._order(number, " ".join(asked)), match.language != language, rank)
            if match.iri not in best or order < best[match.iri][0]:
                best[match.iri] = (order, match)
        ordered = sorted(best.values(), key=lambda pair: (pair[0], pair[1].iri))
        return [match for _, match in ordered[:limit]]

    def _order(self, number: int, asked: str) -> tuple[bool, bool, int, int]:
        """The sort key of a match, less is better: whether it is a description, whether it belongs
        to no thing, how badly it fits, and the rank of its kind."""
        text, kind = self._folded[number], self._names[number].kind
        near = text.startswith(asked) or text.count(" ") - asked.count(" ") <= _MORE
        fit = 0 if text == asked else 1 if near else 2
        is_said = self._names[number].is_said
        if kind == OTHER:
            return is_said, False, fit, _LAST
        return is_said, not isinstance(KINDS[kind], ThingKind), fit, KINDS[kind].search

    def _candidates(self, match: str) -> list[tuple[int, float]]:
        """The numbers and FTS5 ranks of the best entries for an FTS5 query."""
        text = "SELECT rowid, rank FROM names WHERE names MATCH ? ORDER BY rank LIMIT ?"
        with self._lock:
            return self._tables.execute(text, (match, _CANDIDATES)).fetchall()

    def near(self, text: str, limit: int, language: str = DEFAULT_LANGUAGE) -> list[Match]:
        """The matches for a text with misspelled words: each word is replaced by the nearest known
        one, and words are dropped, the shortest first, until something is found."""
        meant = [near for word in asked_for(text) if (near := self._nearest(word))]
        while meant:
            if found := self.find(" ".join(meant), limit, language):
                return found
            meant.remove(min(meant, key=len))  # the shortest word tells least
        return []

    def _nearest(self, word: str) -> str:
        """The commonest of the few known words nearest to a word, which may be itself; "" if none
        is near."""
        text = "SELECT term, cnt FROM vocabulary WHERE term >= ? AND term < ?"
        with self._lock:
            known = dict(self._tables.execute(text, (word[0], word[0] + "\U0010ffff")))
        if word in known:
            return word
        return max(get_close_matches(word, known, _FEW, 0.75), key=known.__getitem__, default="")


def _any_form(word: str) -> str:
    """The FTS5 expression for a word: words that begin with it, and the other words of its
    family."""
    forms = (f'"{word}"*', *(f'"{form}"' for form in _FORMS.get(word, ()) if form != word))
    return f"({' OR '.join(forms)})"


def _tag(literal: GraphTerm) -> str:
    """The primary language subtag of a literal in lower case, "" for none."""
    return (getattr(literal, "language", "") or "").split("-")[0].lower()
