"""The IRIs of the graph: base, prefixes, and the mapping between IRIs under the base and paths of
this service."""

import re
from functools import cache

from pfpgraph.kinds import KINDS
from pfpgraph.namespaces import DCTERMS, FOAF, OWL, RDF, RDFS, SCHEMA, SH, SKOS, VOID, XSD

PUBLIC_BASE = "https://w3id.org/pfpgraph/"
# Kind and slug of the two things that the whole graph is about, and of what partners sign.
ALLIANCE = ("organisation", "nato")
FRAMEWORK_DOCUMENT = ("document", "pfp-framework-document")
PARTNERSHIP = ("framework", "partnership-for-peace")

_OTHERS = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "geo": "http://www.opengis.net/ont/geosparql#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": OWL,
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sh": SH,
    "skos": SKOS,
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vann": "http://purl.org/vocab/vann/",
    "void": VOID,
    "xsd": XSD,
}

# The names of the authorities whose identifiers we link to, by the beginning of the IRI.
AUTHORITIES = {
    "www.wikidata.org/entity/": "Wikidata",
    "www.wikidata.org/wiki/": "Wikidata",
    "sws.geonames.org/": "GeoNames",
    "dbpedia.org/resource/": "DBpedia",
    "eurovoc.europa.eu/": "EuroVoc",
    "publications.europa.eu/resource/authority/": "EU",
    "id.loc.gov/": "Library of Congress",
    "viaf.org/viaf/": "VIAF",
    "d-nb.info/gnd/": "GND",
    "data.bnf.fr/ark:/12148/": "BnF",
}

_OURS = re.compile(r"\bpfp:(\w+)")
_SERVED = re.compile(
    r"$|(id|doc|graph)/[^/]|(ontology|shapes|dataset|sparql)($|[#/])|context\.jsonld$"
)


def things(base: str) -> str:
    """The namespace of all things: `{base}id/`."""
    return f"{base}id/"


def of_kind(base: str, kind: str) -> str:
    """The namespace of the things of a kind: `{base}id/{kind}/`."""
    return f"{base}id/{kind}/"


def thing(base: str, kind: str, slug: str) -> str:
    """The IRI of a thing: `{base}id/{kind}/{slug}`."""
    return f"{base}id/{kind}/{slug}"


def split(iri: str, base: str) -> tuple[str, str]:
    """The kind and slug of the IRI of a thing, two empty strings for other IRIs. The kind is not
    looked up in KINDS; a fragment stays part of the slug."""
    kind, _, slug = iri.removeprefix(things(base)).partition("/")
    return (kind, slug) if slug and iri.startswith(things(base)) else ("", "")


def document(iri: str) -> str:
    """The IRI of the document about a thing: its first /id/ replaced by /doc/."""
    return iri.replace("/id/", "/doc/", 1)


def prefixes(base: str = PUBLIC_BASE) -> dict[str, str]:
    """Every prefix in use with its namespace, sorted by prefix; our own namespaces are under the
    given base."""
    ours = {"pfp": f"{base}ontology#", "shape": f"{base}shapes#", "graph": f"{base}graph/"}
    kinds = {kind: of_kind(base, kind) for kind in KINDS}
    return dict(sorted((ours | kinds | _OTHERS).items()))


@cache
def _spaces(base: str) -> tuple[tuple[str, str], ...]:
    """The items of `prefixes`, made once per base."""
    return tuple(prefixes(base).items())


def rebase(text: str, base: str) -> str:
    """The text of a file with PUBLIC_BASE replaced by another base: done once, before parsing."""
    return text if base == PUBLIC_BASE else text.replace(PUBLIC_BASE, base)


def expand(name: str, names: dict[str, str]) -> str:
    """The IRI of a prefixed name, by the namespaces of the prefixes. Raises KeyError for a prefix
    that is not among them."""
    prefix, _, local = name.partition(":")
    return names[prefix] + local


def shorten(iri: str, base: str = PUBLIC_BASE) -> str:
    """The IRI as prefix:name where a prefix fits and the name needs no escaping, else unchanged."""
    for prefix, namespace in _spaces(base):
        name = iri.removeprefix(namespace)
        if name != iri and name.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{name}"
    return iri


def shorten_path(path: str, base: str = PUBLIC_BASE) -> str:
    """A property path, as the IRI of one predicate or as in SPARQL, with its IRIs shortened."""

    def shortened(iri: re.Match[str]) -> str:
        name = shorten(iri[1], base)
        return iri[0] if name == iri[1] else name

    return re.sub("<([^>]*)>", shortened, path) if "<" in path else shorten(path, base)


def local(iri: str, base: str = PUBLIC_BASE) -> str | None:
    """The path at which this service answers for an IRI under the base, None for other IRIs.

    For a thing it is the path of its document, so that links on pages avoid the 303 redirect.
    """
    rest = iri.removeprefix(base)
    if rest == iri or not _SERVED.match(rest):
        return None
    return "/doc/" + rest[3:] if rest.startswith("id/") else "/" + rest


def value_of(term: object) -> str:
    """The IRI, label or text of a term; empty for the default graph and for a triple."""
    return str(getattr(term, "value", ""))


def terms_named(query: str) -> list[str]:
    """The names of the terms of ours in a query, without their prefix, sorted."""
    return sorted(set(_OURS.findall(query)))


def spell(iri: str) -> str:
    """The last part of an IRI as words, for things without a label; the IRI itself where that is
    empty."""
    return tail(iri.rstrip("/#")).replace("-", " ").replace("_", " ") or iri


def tail(iri: str) -> str:
    """The part of an IRI behind its last # or /."""
    return iri.replace("#", "/").rpartition("/")[2]
