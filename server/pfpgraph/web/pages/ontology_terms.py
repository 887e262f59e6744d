"""The documentation pages of the ontology and the shapes: their terms in one language."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from pfpgraph.i18n.texts import by_language, choose
from pfpgraph.iris import value_of
from pfpgraph.model import node_shapes, vocabulary
from pfpgraph.model.snapshot import Snapshot, per_release
from pfpgraph.model.vocabulary import UMBRELLA
from pfpgraph.namespaces import SH
from pfpgraph.query.results import GraphTerm
from pfpgraph.web.pages import documented_terms, layout, node_shape, ontology_overview
from pfpgraph.web.reader import Reader


@dataclass
class DocumentedShape:
    """A shape: its IRI, its name and its message."""

    iri: str
    name: str
    definition: str


def page(reader: Reader, part: str, module: str, version: str = "") -> str:
    """The documentation page of a part, "ontology" or "shapes": the whole (module "") or one
    module, in an earlier version or the current one ("")."""
    found = vocabulary.files(reader.snapshot, part, version)
    modules = [name for name in found if name != UMBRELLA]
    if part == "shapes":
        return layout.render(
            reader,
            "shapes.html",
            module=module,
            modules=modules,
            groups=shapes(module, reader, version),
            index=node_shape.index(reader) if not (module or version) else (),
            node_shapes=node_shapes.names(reader.snapshot),
        )
    return layout.render(
        reader,
        "ontology.html",
        module=module,
        version=version,
        earlier=[
            kept
            for kept in vocabulary.earlier(reader.snapshot, part)
            if not module or module in vocabulary.files(reader.snapshot, part, kept)
        ],
        modules=ontology_overview.modules(modules, reader, version),
        header=ontology_overview.header(module, reader, version),
        drawing=ontology_overview.drawing(reader) if not (module or version) else "",
        questions=ontology_overview.questions(reader) if not (module or version) else (),
        groups=documented_terms.terms(module, reader, version),
    )


def shapes(
    module: str, reader: Reader, version: str = ""
) -> list[tuple[str, list[DocumentedShape]]]:
    """The shapes of a module ("" for all), in an earlier version or the current one (""), with
    their messages, grouped by the first part of their names, which is that of their class."""
    groups = defaultdict(list)
    for row in _merged_shapes(reader.snapshot, module, version):
        iri, literals = row
        node = iri.removeprefix(reader.snapshot.prefixes["shape"]).partition("-")[0]
        message = choose(by_language(literals), reader.language)[0]
        groups[node].append(
            DocumentedShape(iri, iri.removeprefix(reader.snapshot.prefixes["shape"]), message)
        )
    return [
        (node, sorted(found, key=lambda term: term.name)) for node, found in sorted(groups.items())
    ]


@per_release()
def _merged_shapes(
    snapshot: Snapshot, module: str, version: str
) -> list[tuple[str, list[Literal]]]:
    """The shapes that have a message, each with its message in all languages."""
    found: dict[str, list[Literal]] = defaultdict(list)
    for graph, shape, message in _said(snapshot, version):
        if isinstance(message, Literal) and _within([graph], module):
            found[shape].append(message)
    return sorted(found.items())


def _said(snapshot: Snapshot, version: str) -> Iterator[tuple[str, str, GraphTerm]]:
    """The messages of named shapes: graph, shape and message."""
    if not version:
        for row in snapshot.rows("shapes"):
            yield row["graph"].value, row["shape"].value, row["message"]
        return
    for quad in vocabulary.statements(snapshot, "shapes", version):
        if quad.predicate.value == SH + "message" and isinstance(quad.subject, NamedNode):
            graph, message = value_of(quad.graph_name), quad.object
            if isinstance(message, Literal):
                yield graph, quad.subject.value, message


def _within(iris: list[str], module: str) -> bool:
    """Whether one of the IRIs is that of the module; always true for "", which means the whole."""
    return not module or any(iri.rpartition("/")[2] == module for iri in iris)
