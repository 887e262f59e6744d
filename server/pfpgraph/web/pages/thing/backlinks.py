"""The things that refer to a thing, grouped by property and kind, with counts and pages."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from pfpgraph import iris
from pfpgraph.i18n.folding import folded
from pfpgraph.i18n.words import has_word, word
from pfpgraph.iris import tail
from pfpgraph.kinds import KINDS
from pfpgraph.model import thing_index
from pfpgraph.problems import Problem
from pfpgraph.web.pages import paging, values
from pfpgraph.web.pages.thing import records
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

SHOWN, _SIZE = 12, 50
_order_of = lru_cache(1 << 14)(folded)
_LIMIT = 1000  # referrers.rq returns one more, to show that there are more


@dataclass
class Referrer:
    """A thing that refers to another: its value, its time in words, its number of sources, the
    address of a disagreement about it ("" without one), and for a document how often it was
    signed."""

    value: Value
    when: str
    sources: int
    disputed: str
    signatures: int = 0


@dataclass
class ReferrerGroup:
    """The things of one kind that refer by one property: its local name, the heading, the count of
    all, the entries of one page, and the path of the pages."""

    name: str
    heading: str
    count: int
    entries: list[Referrer]
    href: str
    page: int = 1

    @property
    def last(self) -> int:
        """The number of the last page."""
        return paging.last(self.count, _SIZE)


def groups(thing: NamedNode, reader: Reader) -> list[ReferrerGroup]:
    """The groups of things that refer to a thing, with the first entries of each.

    Records are left out, since they are shown elsewhere on its page, and so are the claims behind
    its facts.
    """
    found = defaultdict(list)
    rows = reader.snapshot.filled("referrers", thing=thing)
    for row in rows:
        iri = row["subject"].value
        found[row["property"].value, _kind(row["property"].value, iri, reader)].append(iri)
    counts = {key: len(subjects) for key, subjects in found.items()}
    if len(rows) > _LIMIT:
        counts = _counts(thing, reader)
    shown = [key for key in sorted(counts, key=_order) if not _is_role(*key)]
    begun = {key: _entries(found[key], reader, slice(SHOWN)) for key in shown}
    return [_group(thing.value, key, counts[key], begun[key], reader) for key in shown]


def _kind(predicate: str, iri: str, reader: Reader) -> str:
    """The kind of a referring thing; for things that cite a source, their sort."""
    return (
        values.sort(iri, reader) if tail(predicate) == "source" else reader.snapshot.split(iri)[0]
    )


def _counts(thing: NamedNode, reader: Reader) -> dict[tuple[str, str], int]:
    """The number of referring things by property and kind, for a thing with too many of them to
    read."""
    return {
        (row["property"].value, row["kind"].value): int(row["count"].value)
        for row in reader.snapshot.rows("referrer-counts", thing=thing)
    }


def _is_role(predicate: str, kind: str) -> bool:
    """Whether things of this kind that refer by this property are shown among the records."""
    row = KINDS.get(kind)
    if row is None or not row.roles:
        return False
    return tail(predicate) in (*row.role_names, *thing_index.ASIDE_ROLE_NAMES)


def _order(key: tuple[str, str]) -> tuple[tuple[int, str], str]:
    """The sort key of groups: kinds in the order of their table, so that evidence comes last."""
    predicate, kind = key
    return values.order(kind), predicate


def asked(thing: NamedNode, key: str, page: int, reader: Reader) -> ReferrerGroup:
    """One page of a group, whose key is that of `?from=property/kind`. Raises Problem: 400 for a
    malformed key, 404 beyond the last page."""
    short, _, kind = key.rpartition("/")
    predicate = _expanded(short, reader)
    if predicate is None or not _is_sort(kind, reader):
        raise Problem("request", "no-group", given=key[:60])
    rows = reader.snapshot.filled("referrers-by", thing=thing, property=predicate)
    subjects = (row["subject"].value for row in rows)
    found = [iri for iri in subjects if _kind(predicate.value, iri, reader) == kind]
    group = _group(thing.value, (predicate.value, kind), len(found), [], reader)
    group.page = page
    if group.page > group.last:
        raise Problem("not-found", "last-page", last=group.last)
    group.entries = _entries(found, reader, paging.cut(page, _SIZE))
    return group


def _is_sort(name: str, reader: Reader) -> bool:
    """Whether this is a name that the key of a group may have: a kind, a term of our ontology, or
    ""."""
    return name in ("", *KINDS) or reader.snapshot.prefixes["pfp"] + name in reader.snapshot.terms


def _expanded(short: str, reader: Reader) -> NamedNode | None:
    """The property of prefix:name or of a whole IRI, None when the text is not an IRI."""
    prefix, _, name = short.partition(":")
    try:
        return NamedNode(
            reader.snapshot.prefixes[prefix] + name if prefix in reader.snapshot.prefixes else short
        )
    except ValueError:
        return None


def _group(
    thing: str, key: tuple[str, str], count: int, entries: list[Referrer], reader: Reader
) -> ReferrerGroup:
    """A group with its heading and the path of its pages."""
    predicate, kind = key
    heading = _saying(predicate, kind, reader)
    query = urlencode({"from": f"{iris.shorten(predicate, reader.snapshot.base)}/{kind}"})
    path = reader.snapshot.local(thing) or ""
    href = f"{path}{'&' if '?' in path else '?'}{query}"
    return ReferrerGroup(tail(predicate), heading, count, entries, href)


def _saying(predicate: str, kind: str, reader: Reader) -> str:
    """The heading of a group: how things of a kind refer by a property, in words."""
    label, name = reader.snapshot.terms.label(predicate, reader.language), tail(predicate)
    if not kind:
        return label
    if has_word(f"refers-{kind}-{name}"):
        return word(f"refers-{kind}-{name}", reader.language)
    key = "refers-source" if name == "source" else "refers-otherwise"
    return word(key, reader.language).format(values.sort_name(kind, reader), label)


def _entries(subjects: Iterable[str], reader: Reader, page: slice) -> list[Referrer]:
    """A slice of the referring things, the earliest first; things without a date come last, by
    name."""
    found, thing_index = [], reader.snapshot.thing_index
    for iri in subjects:
        entry, value = thing_index.get(iri), values.known(NamedNode(iri), reader)
        found.append((entry.day or "9" if entry else "9", _order_of(value.text), iri, value, entry))
    found.sort(key=itemgetter(0, 1, 2))
    return [_entry(value, entry, reader) for *_, value, entry in found[page]]


def _entry(value: Value, entry: thing_index.Entry | None, reader: Reader) -> Referrer:
    """A referring thing with its time and sources, as far as the index has them."""
    if entry is None:
        return Referrer(value, "", 0, "")
    dispute = reader.href(entry.disputes[0].iri) if entry.disputes else ""
    signed = _signatures(entry, reader) if entry.kind == "document" else 0
    return Referrer(value, records.when(entry, reader), entry.sources, dispute, signed)


def _signatures(document: thing_index.Entry, reader: Reader) -> int:
    """The number of signatures of a document."""
    found = reader.snapshot.thing_index.records(document.iri)
    return len({one.iri for one in found if one.kind == "signature"})
