"""The description of a thing: what is stated of it, what points to it, and the document itself."""

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from pfpgraph.web.site import LICENCE, site

FOAF = "http://xmlns.com/foaf/0.1/"
DCTERMS = "http://purl.org/dc/terms/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"


@dataclass
class Description:
    """The statements of a thing and those that point to it (at most 1,000 of so many)."""

    thing: NamedNode
    own: list[Quad]
    incoming: list[Quad]
    pointing: int

    @property
    def quads(self) -> list[Quad]:
        """All of them with those about the document."""
        return self.own + self.incoming + _document(self)


def describe(iri: str) -> Description:
    """Read the description of a thing; it is empty when the graph says nothing of it."""
    thing = NamedNode(iri)
    own = [
        Quad(thing, row["property"], row["value"], row["graph"])
        for row in site.rows("statements", thing=thing)
    ]
    incoming = [
        Quad(row["subject"], row["property"], thing, row["graph"])
        for row in site.rows("incoming", thing=thing)
    ]
    pointing = len(incoming)
    if pointing >= 1000:
        pointing = int(site.rows("incoming-count", thing=thing)[0]["count"].value)
    return Description(thing, own, incoming, pointing)


def _document(description: Description) -> list[Quad]:
    """What is said of the document: its topic, its licence, and whether anything is left out."""
    thing = description.thing
    document = NamedNode(thing.value.replace("/id/", "/doc/", 1))
    facts = [
        (RDF + "type", NamedNode(FOAF + "Document")),
        (FOAF + "primaryTopic", thing),
        (DCTERMS + "license", NamedNode(LICENCE)),
        (DCTERMS + "isPartOf", NamedNode(site.base + "dataset")),
    ]
    left_out = description.pointing - len(description.incoming)
    if left_out:
        said = (
            f"{left_out} more statements point to <{thing.value}>; "
            "the SPARQL endpoint has them all."
        )
        facts.append((RDFS + "comment", Literal(said, language="en")))
    return [Quad(document, NamedNode(property), value) for property, value in facts]
