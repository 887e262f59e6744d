"""The documentation pages of the ontology and the shapes: their terms in one language."""

from collections import defaultdict
from dataclasses import dataclass

from pyoxigraph import Literal

from pfpgraph.i18n.texts import by_language, choose
from pfpgraph.model import node_shapes, vocabulary
from pfpgraph.model.snapshot import Snapshot, per_release
from pfpgraph.model.vocabulary import UMBRELLA
from pfpgraph.web.pages import documented_terms, layout, node_shape, ontology_overview
from pfpgraph.web.reader import Reader


@dataclass
class DocumentedShape:
    """A shape: its IRI, its name and its message."""

    iri: str
    name: str
    definition: str


def page(reader: Reader, part: str, module: str) -> str:
    """The documentation page of a part, "ontology" or "shapes": the whole (module "") or one
    module."""
    modules = [name for name in vocabulary.files(reader.snapshot, part) if name != UMBRELLA]
    if part == "shapes":
        return layout.render(
            reader,
            "shapes.html",
            module=module,
            modules=modules,
            groups=shapes(module, reader),
            index=node_shape.index(reader) if not module else (),
            node_shapes=node_shapes.names(reader.snapshot),
        )
    return layout.render(
        reader,
        "ontology.html",
        module=module,
        modules=ontology_overview.modules(modules, reader),
        header=ontology_overview.header(module, reader),
        drawing=ontology_overview.drawing(reader) if not module else "",
        questions=ontology_overview.questions(reader) if not module else (),
        groups=documented_terms.terms(module, reader),
    )


def shapes(module: str, reader: Reader) -> list[tuple[str, list[DocumentedShape]]]:
    """The shapes of a module ("" for all) with their messages, grouped by the first part of their
    names, which is that of their class."""
    groups = defaultdict(list)
    for row in _merged_shapes(reader.snapshot, module):
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
def _merged_shapes(snapshot: Snapshot, module: str) -> list[tuple[str, list[Literal]]]:
    """The shapes that have a message, each with its message in all languages."""
    found: dict[str, list[Literal]] = defaultdict(list)
    for row in snapshot.rows("shapes"):
        message = row["message"]
        if isinstance(message, Literal) and _within([row["graph"].value], module):
            found[row["shape"].value].append(message)
    return sorted(found.items())


def _within(iris: list[str], module: str) -> bool:
    """Whether one of the IRIs is that of the module; always true for "", which means the whole."""
    return not module or any(iri.rpartition("/")[2] == module for iri in iris)
