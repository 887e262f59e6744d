"""What real clients send for a thing's document, recorded, and the type that suits each."""

TURTLE = "text/turtle; charset=utf-8"
HTML = "text/html; charset=utf-8"
COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
    "application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,text/n3;q=0.35,"
    "application/xml;q=0.3,image/svg+xml;q=0.3,text/xml;q=0.3,text/html;q=0.2,"
    "application/xhtml+xml;q=0.18,application/json;q=0.135,text/shaclc;q=0.1"
)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
RAPPER = (
    "application/rdf+xml, text/rdf;q=0.6, application/n-triples, text/plain;q=0.1, text/turtle, "
    "application/x-turtle, application/turtle, text/n3;q=0.3, text/rdf+n3;q=0.3, "
    "application/rdf+n3;q=0.3, application/x-trig, application/rss;q=0.8, "
    "application/xml;q=0.3, text/xml;q=0.3, text/html;q=0.2, application/xhtml+xml;q=0.4, "
    "text/html;q=0.6,"
)
DOCUMENT = {
    "curl": ("*/*", TURTLE),
    "no header": (None, TURTLE),
    "browser": (BROWSER, HTML),
    "java 8": ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", HTML),
    "java 17": ("text/html, image/gif, image/jpeg, */*; q=0.2", HTML),
    "rdflib": (
        "application/rdf+xml, text/n3, text/turtle, application/n-triples, "
        "application/ld+json, application/n-quads, application/trix, application/trig",
        TURTLE,
    ),
    "comunica": (COMUNICA, "application/n-quads"),
    "protege": (
        "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, "
        "*/*; q=0.09",
        "application/rdf+xml",
    ),
    "rapper -g": (RAPPER, TURTLE),
    "rapper -i turtle": (
        "text/turtle, application/x-turtle, application/turtle, text/n3;q=0.3, "
        "text/rdf+n3;q=0.3, application/rdf+n3;q=0.3, */*;q=0.1",
        TURTLE,
    ),
    "sparql-http-client": ("application/n-triples, text/turtle", TURTLE),
    "json-ld with a profile": (
        'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"',
        "application/ld+json",
    ),
    "excluding": ("text/turtle;q=0, application/*", "application/ld+json"),
}
ANY_RESULTS = "application/sparql-results+json,application/json,text/javascript"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
# The form of the query, the parameters and Accept that a client sends, the type that it needs.
SPARQL = {
    "SPARQLWrapper SELECT": ("SELECT", "xml", XML, XML),
    "SPARQLWrapper JSON": ("SELECT", "json", ANY_RESULTS, JSON),
    "SPARQLWrapper ASK JSON": ("ASK", "json", ANY_RESULTS, JSON),
    "SPARQLWrapper CONSTRUCT": ("CONSTRUCT", "xml", "application/rdf+xml", "application/rdf+xml"),
    "SPARQLWrapper TURTLE": ("DESCRIBE", "turtle", "application/turtle,text/turtle", TURTLE),
    "SPARQLWrapper CSV": ("SELECT", "csv", "text/csv", "text/csv; charset=utf-8"),
    "SPARQLWrapper JSON-LD": ("CONSTRUCT", "json-ld", "application/ld+json", "application/ld+json"),
    "rdflib store SELECT": (
        "SELECT",
        "",
        "application/rdf+xml, application/sparql-results+xml",
        XML,
    ),
    "rdflib store CONSTRUCT": (
        "CONSTRUCT",
        "",
        "application/sparql-results+xml, application/rdf+xml",
        "application/rdf+xml",
    ),
    "pyoxigraph SERVICE": ("SELECT", "", f"{JSON}, {XML}", JSON),
    "comunica": ("SELECT", "", f"{JSON};q=1.0,{XML};q=0.7", JSON),
    "yasqe": ("ASK", "", f"{JSON},*/*;q=0.9", JSON),
    "yasqe graph": ("CONSTRUCT", "", "application/n-triples,*/*;q=0.9", "application/n-triples"),
    "roqet": ("SELECT", "", XML, XML),
    "curl": ("SELECT", "", "*/*", JSON),
    "curl CONSTRUCT": ("CONSTRUCT", "", "*/*", TURTLE),
    "browser": ("SELECT", "", BROWSER, HTML),
}
QUERIES = {
    "SELECT": "SELECT * { ?s ?p ?o } LIMIT 1",
    "ASK": "ASK { ?s ?p ?o }",
    "CONSTRUCT": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1",
    "DESCRIBE": "DESCRIBE <https://w3id.org/pfpgraph/id/country/armenia>",
}
