"""The description of a thing: statements about it, statements that point to it, and statements
about the document."""

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

_LIMIT = 1000  # that of incoming.rq


class Description:
    """The statements about a thing and the statements that point to it, queried when they are
    needed.

    With an ISO day, the records that do not hold on that day and the evidence on them are left out,
    as in an export for a day; statements about the thing itself stay.
    """

    def __init__(self, snapshot: Snapshot, iri: str, day: str = "") -> None:
        """Take the IRI of the thing in a snapshot, and an ISO day or ""."""
        self.snapshot, self.thing, self.day = snapshot, NamedNode(iri), day

    @cached_property
    def own(self) -> list[Quad]:
        """The statements about the thing, empty when the graph does not know it. Blank nodes have
        the labels of RDFC-1.0, which are the same in every process. Raises Problem."""
        return labelled(self._stated)

    @cached_property
    def _stated(self) -> list[Quad]:
        """The statements about the thing, with the store's labels of blank nodes."""
        rows = self.snapshot.filled("statements", thing=self.thing)
        quads = [_quad(self.thing, row["value"], row) for row in rows]
        return [quad for quad in quads if not self._gone(quad.object)]

    @cached_property
    def incoming(self) -> list[Quad]:
        """At most 1000 statements that point to the thing. Raises Problem."""
        quads = [_quad(row["subject"], self.thing, row) for row in self._rows]
        return [quad for quad in quads if not self._gone(quad.subject)]

    @cached_property
    def left_out(self) -> int:
        """The number of statements that point to the thing beyond the first 1000. Raises
        Problem."""
        if len(self._rows) < _LIMIT:
            return 0
        return (
            int(self.snapshot.rows("incoming-count", thing=self.thing)[0]["count"].value) - _LIMIT
        )

    @property
    def quads(self) -> list[Quad]:
        """All statements: about the thing, pointing to it, and about the document. Raises
        Problem."""
        return labelled(self._stated + self.incoming) + _document(self)

    @cached_property
    def _rows(self) -> list[GraphRow]:
        """The rows of incoming.rq."""
        return self.snapshot.rows("incoming", thing=self.thing)

    def _gone(self, term: Term) -> bool:
        """Whether a term is a record, or evidence on one, that does not hold on the day."""
        return bool(self.day) and self.snapshot.thing_index.gone(
            getattr(term, "value", ""), self.day
        )


def address_of(iri: str, snapshot: Snapshot) -> str:
    """The IRI of the document about a thing."""
    if iri in snapshot.others and (path := snapshot.local(iri)):
        return snapshot.base + path.removeprefix("/")
    return iris.document(iri)


def _quad(subject: GraphTerm, value: GraphTerm, row: GraphRow) -> Quad:
    """The statement of a row. The casts hold since the terms come from the graph."""
    place, graph = cast("NamedNode | BlankNode", subject), cast("NamedNode", row["graph"])
    return Quad(place, cast("NamedNode", row["property"]), value, graph)


def _document(description: Description) -> list[Quad]:
    """The statements about the document: its topic, licence, day, and how many statements are left
    out."""
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
