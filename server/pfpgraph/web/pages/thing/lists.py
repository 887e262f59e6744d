"""The lists that have the records of a thing: their addresses, with the facet of the thing set."""

from collections.abc import Iterable

from pfpgraph.iris import tail
from pfpgraph.kinds import KINDS, kind_name, local_name
from pfpgraph.model.thing_index import Entry
from pfpgraph.query.results import text
from pfpgraph.web.reader import Reader, with_arguments


def of(iri: str, entries: Iterable[Entry], reader: Reader) -> list[tuple[str, str]]:
    """The lists with some records of a thing, one for each kind: name and address; a kind whose
    list no facet narrows to the thing is left out."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry)
    found = (
        (kind_name(kind, reader.language), narrowed(iri, kind, own, reader))
        for kind, own in by_kind.items()
    )
    return [(name, address) for name, address in found if address]


def narrowed(iri: str, kind: str, entries: Iterable[Entry], reader: Reader) -> str:
    """The address of the list of a kind, narrowed to the records of a class in which a thing has a
    role; "" where no facet of the list does that."""
    own, row = list(entries), KINDS[kind]
    for name in map(local_name, row.facets):
        if any(text(term) == iri for entry in own for term in entry.values.get(name, ())):
            beside = {"type": own[0].sort} if row.is_mixed and not own[0].usual else {}
            return reader.here(with_arguments(f"/doc/{kind}/", {name: tail(iri), **beside}))
    return ""
