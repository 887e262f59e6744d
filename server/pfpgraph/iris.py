"""The names we give: base, prefixes, and the way between an IRI of ours and its address here."""

import re
from functools import cache

from pfpgraph.kinds import KINDS
from pfpgraph.namespaces import DCTERMS, FOAF, OWL, RDF, RDFS, SCHEMA, SH, SKOS, VOID, XSD

PUBLIC_BASE = "https://w3id.org/pfpgraph/"
# The two things, by kind and slug, of which everything else here tells.
ALLIANCE = ("organisation", "nato")
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

_SERVED = re.compile(
    r"$|(id|doc|graph)/[^/]|(ontology|shapes|dataset|sparql)($|[#/])|context\.jsonld$"
)


def things(base: str) -> str:
    """What the IRI of every thing begins with."""
    return f"{base}id/"


def of_kind(base: str, kind: str) -> str:
    """What the IRI of every thing of a kind begins with."""
    return f"{base}id/{kind}/"


def thing(base: str, kind: str, slug: str) -> str:
    """The IRI of a thing."""
    return f"{base}id/{kind}/{slug}"


def split(iri: str, base: str) -> tuple[str, str]:
    """The kind and slug of a thing, empty for other IRIs; whether there is such a kind is not
    looked at, and what stands behind a # is of the slug."""
    kind, _, slug = iri.removeprefix(things(base)).partition("/")
    return (kind, slug) if slug and iri.startswith(things(base)) else ("", "")


def document(iri: str) -> str:
    """The IRI of the document about a thing."""
    return iri.replace("/id/", "/doc/", 1)


def prefixes(base: str = PUBLIC_BASE) -> dict[str, str]:
    """Every prefix in use and its namespace, ours under the given base."""
    ours = {"pfp": f"{base}ontology#", "shape": f"{base}shapes#", "graph": f"{base}graph/"}
    kinds = {kind: of_kind(base, kind) for kind in KINDS}
    return dict(sorted((ours | kinds | _OTHERS).items()))


@cache
def _spaces(base: str) -> tuple[tuple[str, str], ...]:
    """The prefixes with their namespaces, made once."""
    return tuple(prefixes(base).items())


def rebase(text: str, base: str) -> str:
    """The text of a file with every IRI of ours under another base: once, before parsing."""
    return text if base == PUBLIC_BASE else text.replace(PUBLIC_BASE, base)


def expand(name: str, names: dict[str, str]) -> str:
    """The IRI of a name written as in Turtle, by the namespaces of prefixes. Raises KeyError where
    its prefix is none of them."""
    prefix, _, local = name.partition(":")
    return names[prefix] + local


def shorten(iri: str, base: str = PUBLIC_BASE) -> str:
    """The IRI as prefix:name where a prefix fits and the name needs no escaping, else as it is."""
    for prefix, namespace in _spaces(base):
        name = iri.removeprefix(namespace)
        if name != iri and name.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{name}"
    return iri


def local(iri: str, base: str = PUBLIC_BASE) -> str | None:
    """The path at which this service answers for an IRI of ours, None for all others.

    A thing has its document's path: a page links there without the hop of the 303.
    """
    rest = iri.removeprefix(base)
    if rest == iri or not _SERVED.match(rest):
        return None
    return "/doc/" + rest[3:] if rest.startswith("id/") else "/" + rest


def value_of(term: object) -> str:
    """The IRI, label or text of a term; nothing of the default graph and of a triple."""
    return str(getattr(term, "value", ""))


def spell(iri: str) -> str:
    """The last part of an IRI as words, for things without a label."""
    return tail(iri.rstrip("/#")).replace("-", " ").replace("_", " ") or iri


def tail(iri: str) -> str:
    """The name at the end of an IRI."""
    return iri.replace("#", "/").rpartition("/")[2]
