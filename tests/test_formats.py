"""The table of formats and the choice among them."""

import pytest

from pfpgraph.formats import HTML, RDF_FORMATS, RESULT_FORMATS, named, negotiate

OFFERS = (*RDF_FORMATS, HTML)


@pytest.mark.parametrize("table", [RDF_FORMATS, RESULT_FORMATS], ids=["rdf", "results"])
def test_every_name_means_one_format(table):
    """Names, aliases and media types are distinct within a table."""
    names = [n for f in table for n in {f.name, *f.aliases, *f.media_types}]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("table", [RDF_FORMATS, RESULT_FORMATS], ids=["rdf", "results"])
def test_every_row_is_whole(table):
    """Each has the engine's writer and an IRI for the service description."""
    for fmt in table:
        assert fmt.writer is not None and fmt.iri and fmt.label


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ttl", "ttl"),
        ("turtle", "ttl"),
        ("text/turtle", "ttl"),
        ("application/x-turtle", "ttl"),
        ("json", "jsonld"),
        ("xml", "rdf"),
        ("application/rdf xml", "rdf"),
        ("HTML", "html"),
        ("nq", "nq"),
        ("docx", None),
        ("", None),
    ],
)
def test_a_name_finds_its_format(name, expected):
    """Short names, aliases and media types, in any case, also with a + read as a blank."""
    found = named(name, OFFERS)
    assert (found and found.name) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "ttl"),
        ("*/*", "ttl"),
        ("*", "ttl"),
        ("*/*;q=0", None),
        ("text/html", "html"),
        ("TEXT/HTML", "html"),
        ("text/html;q=0.5, application/n-triples", "nt"),
        ("text/*", "ttl"),
        ("text/turtle;q=0, text/*", "html"),
        ("text/turtle;q=0, application/turtle", None),
        ("application/json", "jsonld"),
        ('application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
        ("text/turtle; version=1.2; q=0.4, application/n-quads;q=0.3", "ttl"),
        ("image/png, */*;q=0.1", "ttl"),
        ("image/png", None),
        ("text/n3", None),
        (",;q=,", "ttl"),
    ],
)
def test_an_accept_header_finds_the_best_offer(accept, expected):
    """RFC 9110 section 12.5.1: the most specific range wins, q=0 excludes, ties are ours."""
    found = negotiate(accept, OFFERS, RDF_FORMATS[0])
    assert (found and found.name) == expected
