"""The page of the shapes, whole or one module: which there are, what each says, what else is
checked, and what was withdrawn."""

from collections import defaultdict
from typing import NamedTuple

from rdflib import DCTERMS, RDF, SH, SKOS, Literal, URIRef

from pfpgraph.i18n.folding import folded
from pfpgraph.i18n.texts import Texts, choose
from pfpgraph.i18n.typography import spaced
from pfpgraph.iris import tail, value_of
from pfpgraph.model import node_shapes, vocabulary
from pfpgraph.model.snapshot import Snapshot, per_release
from pfpgraph.model.vocabulary import UMBRELLA
from pfpgraph.web.pages import layout
from pfpgraph.web.pages.shapes import node_shape
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader

_TYPES = {str(SH.NodeShape), str(SH.PropertyShape), str(SH.SPARQLConstraint)}


class Row(NamedTuple):
    """A shape or a query: its name, what it says, and the shapes that it leads to."""

    name: str
    text: str
    links: list[Value]


class Group(NamedTuple):
    """The shapes whose names begin with the same word: the address of the node shape with that
    name ("" without one), what it says, and the others."""

    name: str
    href: str
    text: str
    rows: list[Row]


def page(reader: Reader, module: str, version: str = "") -> str:
    """The page of the shapes, whole (module "") or one module, in an earlier version or the current
    one ("")."""
    snapshot, whole = reader.snapshot, not (module or version)
    files = vocabulary.files(snapshot, "shapes", version)
    return layout.render(
        reader,
        "shapes.html",
        module=module,
        version=version,
        modules=[name for name in files if name != UMBRELLA],
        earlier=vocabulary.earlier(snapshot, "shapes", module),
        index=_index(reader) if whole else (),
        groups=_groups(reader, module, version),
        hygiene=_hygiene(reader) if whole else (),
        withdrawn=_withdrawn(reader) if whole else (),
    )


def _index(reader: Reader) -> list[tuple[str, list[tuple[Value, int | None]]]]:
    """The node shapes by label with the number of things that each was checked on, under the keys
    of two headings: those of a class, and the helper shapes."""
    snapshot = reader.snapshot
    graph, counts = vocabulary.merged(snapshot, "shapes"), node_shapes.focus_nodes(snapshot)
    helpers = node_shapes.helpers(snapshot)
    rows = [
        (node_shape.link(graph, shape, reader), counts.get(str(shape)), shape in helpers)
        for shape in node_shapes.names(snapshot).values()
    ]
    rows.sort(key=lambda row: folded(row[0].text))
    return [
        (key, [(value, count) for value, count, helper in rows if helper == wanted])
        for key, wanted in (("shapes-of-things", False), ("shapes-helpers", True))
    ]


def _groups(reader: Reader, module: str, version: str) -> list[Group]:
    """The shapes of a module ("" for all), by the first word of their names."""
    snapshot, space = reader.snapshot, reader.snapshot.prefixes["shape"]
    said = _messages(snapshot, version)
    pages = {} if version else node_shapes.names(snapshot)
    groups: dict[str, list[URIRef]] = defaultdict(list)
    for shape in _named(snapshot, module, version):
        groups[shape.removeprefix(space).partition("-")[0]].append(shape)
    return [
        Group(
            name,
            reader.here(f"/shapes/{name}") if name in pages else "",
            choose(said.get(space + name, {}), reader.language)[0],
            [_row(shape, reader, version) for shape in shapes if shape != URIRef(space + name)],
        )
        for name, shapes in sorted(groups.items())
    ]


def _row(shape: URIRef, reader: Reader, version: str) -> Row:
    """A shape by its message, else by its page, else by its constraints in words."""
    snapshot, name = reader.snapshot, shape.removeprefix(reader.snapshot.prefixes["shape"])
    message, _ = choose(_messages(snapshot, version).get(str(shape), {}), reader.language)
    graph = vocabulary.merged(snapshot, "shapes", version)
    if not version and name in node_shapes.names(snapshot):
        return Row(name, message, [node_shape.link(graph, shape, reader)])
    return Row(name, message or node_shape.in_words(graph, shape, reader), [])


@per_release()
def _messages(snapshot: Snapshot, version: str) -> dict[str, Texts]:
    """The messages of shapes by language, by IRI."""
    found: dict[str, Texts] = defaultdict(dict)
    for shape, text in vocabulary.merged(snapshot, "shapes", version).subject_objects(SH.message):
        if isinstance(text, Literal):
            found[str(shape)].setdefault(text.language or "", []).append(str(text))
    return found


@per_release()
def _named(snapshot: Snapshot, module: str, version: str) -> list[URIRef]:
    """The shapes with names that a module ("" for all) states, without those withdrawn, sorted."""
    gone = () if version else node_shapes.withdrawn(snapshot)
    found = {
        URIRef(value_of(quad.subject))
        for quad in vocabulary.statements(snapshot, "shapes", version)
        if quad.predicate.value == str(RDF.type)
        and value_of(quad.object) in _TYPES
        and value_of(quad.subject).startswith(snapshot.prefixes["shape"])
        and module in ("", tail(value_of(quad.graph_name)))
    }
    return sorted(found.difference(gone))


def _hygiene(reader: Reader) -> list[Row]:
    """The queries of hygiene that the release was checked by, with their sentences."""
    language = reader.language
    rules = node_shapes.rules(reader.snapshot)
    return [Row(rule.name, spaced(rule.messages[language], language), []) for rule in rules]


def _withdrawn(reader: Reader) -> list[Row]:
    """The shapes that are not checked any more: why, and by what each is replaced."""
    snapshot = reader.snapshot
    graph, space = vocabulary.merged(snapshot, "shapes"), snapshot.prefixes["shape"]
    return [
        Row(
            shape.removeprefix(space),
            node_shape.text(graph, shape, SKOS.changeNote, reader),
            [
                Value(str(other).removeprefix(space), reader.href(str(other)), plain=str(other))
                for other in sorted(graph.objects(shape, DCTERMS.isReplacedBy), key=str)
            ],
        )
        for shape in node_shapes.withdrawn(snapshot)
    ]
