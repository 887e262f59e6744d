"""The description of a thing: what is stated of it, what points to it, and the document itself."""

from functools import cached_property
from typing import cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from pfpgraph import iris
from pfpgraph.graph.load import labelled
from pfpgraph.http.headers import LICENCE
from pfpgraph.i18n.catalogues import DEFAULT_LANGUAGE
from pfpgraph.model.snapshot import Snapshot
from pfpgraph.namespaces import DCTERMS, FOAF, RDF, RDFS, XSD
from pfpgraph.query.results import GraphRow, GraphTerm, Term

_LIMIT = 1000  # of incoming.rq


class Description:
    """The statements of a thing and those that point to it, read when they are needed.

    On an ISO day, without the records that do not hold then and the evidence on them, as in an
    export on a day; what is stated of the thing itself stays.
    """

    def __init__(self, snapshot: Snapshot, iri: str, day: str = "") -> None:
        """Take the thing in a snapshot, and the day if there is one."""
        self.snapshot, self.thing, self.day = snapshot, NamedNode(iri), day

    @cached_property
    def own(self) -> list[Quad]:
        """What is stated of the thing; nothing when the graph does not know it. Blank nodes have
        labels that are the same in every process (RDFC-1.0)."""
        return labelled(self._stated)

    @cached_property
    def _stated(self) -> list[Quad]:
        """What is stated of the thing, blank nodes as the store calls them."""
        rows = self.snapshot.filled("statements", thing=self.thing)
        quads = [_quad(self.thing, row["value"], row) for row in rows]
        return [quad for quad in quads if not self._gone(quad.object)]

    @cached_property
    def incoming(self) -> list[Quad]:
        """What points to the thing, at most LIMIT statements of so many."""
        quads = [_quad(row["subject"], self.thing, row) for row in self._rows]
        return [quad for quad in quads if not self._gone(quad.subject)]

    @cached_property
    def left_out(self) -> int:
        """How many statements that point to the thing were too many."""
        if len(self._rows) < _LIMIT:
            return 0
        return (
            int(self.snapshot.rows("incoming-count", thing=self.thing)[0]["count"].value) - _LIMIT
        )

    @property
    def quads(self) -> list[Quad]:
        """All of them with those about the document."""
        return labelled(self._stated + self.incoming) + _document(self)

    @cached_property
    def _rows(self) -> list[GraphRow]:
        """The rows of what points to the thing."""
        return self.snapshot.rows("incoming", thing=self.thing)

    def _gone(self, term: Term) -> bool:
        """Whether a term is a record, or evidence on one, that is left out on the day."""
        return bool(self.day) and self.snapshot.thing_index.gone(
            getattr(term, "value", ""), self.day
        )


def address_of(iri: str, snapshot: Snapshot) -> str:
    """The IRI of the document about a thing."""
    if iri in snapshot.others and (path := snapshot.local(iri)):
        return snapshot.base + path.removeprefix("/")
    return iris.document(iri)


def _quad(subject: GraphTerm, value: GraphTerm, row: GraphRow) -> Quad:
    """The statement of a row: read from the graph, its terms are such as may stand there."""
    place, graph = cast("NamedNode | BlankNode", subject), cast("NamedNode", row["graph"])
    return Quad(place, cast("NamedNode", row["property"]), value, graph)


def _document(description: Description) -> list[Quad]:
    """What is said of the document: its topic, its licence, and whether anything is left out."""
    thing = description.thing
    document = NamedNode(address_of(thing.value, description.snapshot))
    facts: list[tuple[str, NamedNode | Literal]] = [
        (RDF + "type", NamedNode(FOAF + "Document")),
        (FOAF + "primaryTopic", thing),
        (DCTERMS + "license", NamedNode(LICENCE)),
        (DCTERMS + "isPartOf", NamedNode(description.snapshot.base + "dataset")),
    ]
    if description.day:
        day = Literal(description.day, datatype=NamedNode(XSD + "date"))
        facts.append((DCTERMS + "temporal", day))
    if description.left_out:
        said = (
            f"{description.left_out} more statements point to <{thing.value}>; "
            "the SPARQL endpoint has them all."
        )
        facts.append((RDFS + "comment", Literal(said, language=DEFAULT_LANGUAGE)))
    return [Quad(document, NamedNode(predicate), value) for predicate, value in facts]
