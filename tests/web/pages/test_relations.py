"""The neighbourhood: what stands around a body or programme."""

from xml.dom.minidom import parseString

import pytest

from pfpgraph.web.pages.thing.neighbourhood import neighbourhood


@pytest.mark.parametrize(
    ("thing", "language", "relation", "other"),
    [
        (
            "body/euro-atlantic-partnership-council",
            "en",
            "replaced",
            "North Atlantic Cooperation Council",
        ),
        ("body/north-atlantic-cooperation-council", "fr", "fait partie de", "OTAN"),
        ("body/north-atlantic-council", "en", "governs", "Membership Action Plan"),
        ("programme/planning-and-review-process", "en", "is governed by", "North Atlantic Council"),
    ],
)
def test_what_stands_around_a_thing(real_reader, thing, language, relation, other):
    """A neighbour is listed under its relation, and drawn as a link."""
    reader = real_reader.speaking(language)
    relations, drawn = neighbourhood(f"{reader.snapshot.base}id/{thing}", reader)
    assert other in [value.text for value in dict(relations)[relation]]
    links = parseString(drawn).getElementsByTagName("a")
    assert len(links) == sum(len(values) for _, values in relations)
    assert all(link.getAttribute("href").startswith("/doc/") for link in links)


def test_a_country_has_no_neighbourhood(real_reader):
    """A thing without such relations has neither list nor drawing."""
    malta = f"{real_reader.snapshot.base}id/country/malta"
    assert neighbourhood(malta, real_reader) == ([], "")
