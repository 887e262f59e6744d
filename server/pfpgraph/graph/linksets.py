"""Describe the links to other data sets in VoID: how many lead where, by which property."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, Quad

from pfpgraph.i18n.words import translations
from pfpgraph.iris import AUTHORITIES, expand, shorten

LINKS = "graph/data/links"

Rows = Iterator[tuple[str, str, NamedNode | Literal]]


def linksets(quads: Iterable[Quad], names: dict[str, str], base: str) -> Rows:
    """The link sets (VoID, section 5) of the graph of links: one for each property and each data
    set that it leads to, with the number of links; and those data sets. `names` has the namespaces
    by prefix."""
    counts: defaultdict[tuple[str, str], int] = defaultdict(int)
    spaces: defaultdict[str, set[str]] = defaultdict(set)
    for _, predicate, value, graph in quads:
        if graph == NamedNode(base + LINKS) and isinstance(value, NamedNode):
            space, authority = _target(value.value)
            spaces[authority].add(space)
            counts[authority, predicate.value] += 1
    for authority, found in sorted(spaces.items()):
        yield from _data_set(authority, found, names, base)
    for (authority, iri), count in sorted(counts.items()):
        yield from _linkset(authority, iri, count, names, base)


def _target(iri: str) -> tuple[str, str]:
    """The beginning shared by the IRIs of an authority, and its name; for one that is not known,
    the root of the site and its host."""
    scheme, _, rest = iri.partition("://")
    for start, name in AUTHORITIES.items():
        if rest.startswith(start):
            return f"{scheme}://{start}", name
    host = urlsplit(iri).netloc
    return f"{scheme}://{host}/", host


def _of(authority: str, base: str) -> str:
    """The IRI of the data set of an authority, as our description speaks of it."""
    return f"{base}dataset#at-{authority.lower().replace(' ', '-')}"


def _data_set(authority: str, spaces: set[str], names: dict[str, str], base: str) -> Rows:
    """The data set that links lead to: its name, and how its IRIs begin."""
    data_set = _of(authority, base)
    yield data_set, "a", NamedNode(names["void"] + "Dataset")
    for language in translations("graph-linkset"):
        yield data_set, "rdfs:label", Literal(authority, language=language)
    for space in sorted(spaces):
        yield data_set, "void:uriSpace", Literal(space)


def _linkset(authority: str, iri: str, count: int, names: dict[str, str], base: str) -> Rows:
    """A link set: between what, by which property, how many."""
    name = shorten(iri, base)
    linkset = f"{_of(authority, base)}-{name.replace(':', '-', 1)}"
    yield base + LINKS, "void:subset", NamedNode(linkset)
    yield linkset, "a", NamedNode(names["void"] + "Linkset")
    for language, text in translations("graph-linkset").items():
        yield linkset, "rdfs:label", Literal(text.format(authority, name), language=language)
    yield linkset, "void:linkPredicate", NamedNode(expand(name, names))
    yield linkset, "void:subjectsTarget", NamedNode(f"{base}dataset")
    yield linkset, "void:objectsTarget", NamedNode(_of(authority, base))
    yield linkset, "void:triples", Literal(count)
