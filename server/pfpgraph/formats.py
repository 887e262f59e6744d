"""The formats: one row each, read by parsing, negotiation, exports and the service description."""

from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import Quad, QueryResultsFormat, RdfFormat, Triple, serialize


class Format(NamedTuple):
    """A format: its short name (also the file suffix), names it goes by, media types (first the
    one sent), what it holds ("graph", "dataset", "results" or "page"), the engine's writer, and
    its IRI in https://www.w3.org/ns/formats/."""

    name: str
    label: str
    aliases: tuple[str, ...]
    media_types: tuple[str, ...]
    holds: str
    writer: RdfFormat | QueryResultsFormat | None = None
    iri: str = ""

    @property
    def media_type(self) -> str:
        """The media type sent with an answer."""
        return self.media_types[0]

    @property
    def rdf(self) -> RdfFormat:
        """The engine's writer of statements. Raises TypeError for results and pages."""
        if isinstance(self.writer, RdfFormat):
            return self.writer
        raise TypeError(f"{self.label} holds no statements")

    @property
    def content_type(self) -> str:
        """The Content-Type header: text types and JSON are UTF-8."""
        text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if text else self.media_type


# RDF. Order is our preference where a client has none (Turtle first: rdflib asks for eight alike).
RDF_FORMATS = (
    Format(
        "ttl",
        "Turtle",
        ("turtle", "text"),
        ("text/turtle", "application/turtle", "application/x-turtle"),
        "graph",
        RdfFormat.TURTLE,
        "Turtle",
    ),
    Format(
        "jsonld",
        "JSON-LD",
        ("json-ld", "json"),
        ("application/ld+json", "application/json"),
        "graph",
        RdfFormat.JSON_LD,
        "JSON-LD",
    ),
    Format(
        "nt",
        "N-Triples",
        ("ntriples", "n-triples"),
        ("application/n-triples", "text/plain"),
        "graph",
        RdfFormat.N_TRIPLES,
        "N-Triples",
    ),
    Format(
        "rdf",
        "RDF/XML",
        ("xml", "rdfxml", "rdf+xml"),
        ("application/rdf+xml", "application/xml", "text/xml"),
        "graph",
        RdfFormat.RDF_XML,
        "RDF_XML",
    ),
    Format("trig", "TriG", (), ("application/trig",), "dataset", RdfFormat.TRIG, "TriG"),
    Format(
        "nq",
        "N-Quads",
        ("nquads", "n-quads"),
        ("application/n-quads",),
        "dataset",
        RdfFormat.N_QUADS,
        "N-Quads",
    ),
)
TURTLE, JSONLD, NTRIPLES, RDF_XML, TRIG, NQUADS = RDF_FORMATS
# Results of SELECT and ASK.
RESULT_FORMATS = (
    Format(
        "json",
        "JSON",
        ("srj",),
        (
            "application/sparql-results+json",
            "application/json",
            "text/javascript",
            "application/javascript",
        ),
        "results",
        QueryResultsFormat.JSON,
        "SPARQL_Results_JSON",
    ),
    Format(
        "xml",
        "XML",
        ("srx",),
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        "results",
        QueryResultsFormat.XML,
        "SPARQL_Results_XML",
    ),
    Format(
        "csv", "CSV", (), ("text/csv",), "results", QueryResultsFormat.CSV, "SPARQL_Results_CSV"
    ),
    Format(
        "tsv",
        "TSV",
        (),
        ("text/tab-separated-values",),
        "results",
        QueryResultsFormat.TSV,
        "SPARQL_Results_TSV",
    ),
)
RESULTS_JSON, RESULTS_XML, CSV, TSV = RESULT_FORMATS
MARKDOWN = Format("md", "Markdown", ("markdown",), ("text/markdown",), "page")
HTML = Format("html", "HTML", (), ("text/html", "application/xhtml+xml"), "page")
TEXT = Format("txt", "Text", ("text",), ("text/plain",), "page")
XML = Format("xml", "XML", (), ("application/xml",), "page")
SVG = Format("svg", "SVG", (), ("image/svg+xml",), "page")
SARIF = Format("sarif", "SARIF", (), ("application/sarif+json",), "page")
PLAIN_JSON = Format("json", "JSON", (), ("application/json",), "page")
SUGGESTIONS = Format("json", "JSON", (), ("application/x-suggestions+json",), "page")


def named(name: str, offers: Iterable[Format]) -> Format | None:
    """The offer that a `?format=` value or a suffix means, None when there is none: short name,
    alias or media type. Short names of all offers go before aliases and media types."""
    wanted, offers = name.strip().lower().replace(" ", "+"), tuple(offers)
    # Short names first: `json` is JSON where that is offered, and only else an alias of JSON-LD.
    for known in (lambda offer: (offer.name,), lambda offer: offer.aliases + offer.media_types):
        for offer in offers:
            if wanted in known(offer):
                return offer
    return None


def negotiate(accept: str, offers: Iterable[Format], default: Format) -> Format | None:
    """The offer that suits an Accept header best (RFC 9110 section 12.5.1), None when none does.

    No header or `*/*` alone gives the default. Parameters other than q do not count; the most
    specific range wins and q=0 excludes; among equals the order of the offers decides.
    """
    ranges = _ranges(accept)
    if not ranges or all(media == "*/*" for media, _ in ranges):
        return default if not ranges or any(q for _, q in ranges) else None
    best, best_q = None, 0.0
    for offer in offers:
        if (offer.media_type, 0) in ranges:
            continue  # another name of it must not bring an excluded format back
        q = max(_quality(offer.media_type, ranges), _other_names(offer, ranges))
        if q > best_q:
            best, best_q = offer, q
    return best


def _ranges(accept: str) -> list[tuple[str, float]]:
    """The media ranges of an Accept header, without parameters, with their q."""
    # Only who serves negotiates; all others start a fifth sooner without what werkzeug brings.
    from werkzeug.datastructures import MIMEAccept
    from werkzeug.http import parse_accept_header

    parsed = parse_accept_header(accept, MIMEAccept)
    ranges = [(value.split(";")[0].strip().lower(), q) for value, q in parsed]
    # Java up to 8 sends a bare star for */*.
    return [("*/*" if media == "*" else media, q) for media, q in ranges if media]


def _other_names(offer: Format, ranges: list[tuple[str, float]]) -> float:
    """The highest q of an offer's other media types; a range such as text/* matches only the first
    one."""
    return max((q for media, q in ranges if media in offer.media_types[1:]), default=0.0)


def _quality(media_type: str, ranges: list[tuple[str, float]]) -> float:
    """The q of the most specific range that holds the media type, 0 when none does."""
    for pattern in (media_type, media_type.split("/", maxsplit=1)[0] + "/*", "*/*"):
        found = [q for media, q in ranges if media == pattern]
        if found:
            return max(found)
    return 0.0


def serialised(
    statements: Iterable[Quad] | Iterable[Triple],
    writer: RdfFormat,
    prefixes: dict[str, str] | None = None,
) -> bytes:
    """Statements as bytes in a format of the engine. Raises OSError when the format cannot hold
    them."""
    return serialize(statements, format=writer, prefixes=prefixes) or b""
