"""The names: prefixes, other bases, and addresses on this host."""

import pytest

from pfpgraph.iris import PUBLIC_BASE, local, prefixes, rebase, shorten
from pfpgraph.kinds import KINDS


def test_every_kind_has_a_prefix():
    """Named as the kind, and no namespace has two."""
    spaces = prefixes()
    for kind in KINDS:
        assert spaces[kind] == f"{PUBLIC_BASE}id/{kind}/"
    assert len(set(spaces.values())) == len(spaces)


def test_rebase_moves_only_what_is_ours():
    """Every IRI of ours, none of others."""
    text = f"<{PUBLIC_BASE}id/country/armenia> <http://schema.org/x> <https://w3id.org/other/>"
    moved = rebase(text, "http://a.example/")
    assert moved.startswith("<http://a.example/id/country/armenia>")
    assert "https://w3id.org/other/" in moved
    assert rebase(text, PUBLIC_BASE) == text


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (f"{PUBLIC_BASE}id/country/armenia", "country:armenia"),
        (f"{PUBLIC_BASE}ontology#date", "pfp:date"),
        (f"{PUBLIC_BASE}id/text/t#char=1,2", f"{PUBLIC_BASE}id/text/t#char=1,2"),
        ("http://purl.org/dc/terms/source", "dcterms:source"),
        ("http://a.example/", "http://a.example/"),
    ],
)
def test_shorten(iri, expected):
    """prefix:name where nothing needs escaping."""
    assert shorten(iri) == expected


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("", "/"),
        ("id/country/armenia", "/doc/country/armenia"),
        ("id/text/t#char=1,2", "/doc/text/t#char=1,2"),
        ("doc/country/", "/doc/country/"),
        ("ontology", "/ontology"),
        ("ontology#date", "/ontology#date"),
        ("ontology/time", "/ontology/time"),
        ("shapes#Record", "/shapes#Record"),
        ("graph/data/claims", "/graph/data/claims"),
        ("context.jsonld", "/context.jsonld"),
        ("/evil.example", None),
        ("id//evil.example", None),
        ("ontologyx", None),
        ("other", None),
    ],
)
def test_local_addresses(rest, expected):
    """Only what this service answers, and never an address of another host."""
    assert local(PUBLIC_BASE + rest) == expected


def test_what_is_not_ours_has_no_local_address():
    """Whatever it looks like."""
    for iri in ("http://a.example/id/country/armenia", "javascript:alert(1)", "", "/id/country/x"):
        assert local(iri) is None
    assert local(f"{PUBLIC_BASE}id/country/armenia", "http://a.example/") is None
