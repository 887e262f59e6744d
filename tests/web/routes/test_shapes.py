"""The pages of node shapes: what each demands, its examples, and its statements alone."""

import html
import json
import re
from collections import Counter

import pyshacl_turbo
import pytest
from rdflib import DCTERMS, OWL, RDF, SH, SKOS, BNode, Graph, URIRef
from rdflib.compare import isomorphic

from pfpgraph.resources import ROOT
from tests.support.clients import BROWSER
from tests.support.examples import BAD, SHAPE, shapes_graph, targeted

WHOLE = shapes_graph()
NAMES = sorted(str(shape).rpartition("#")[2] for shape in WHOLE.subjects(RDF.type, SH.NodeShape))


def page(client, name, language="en"):
    """The page of a shape."""
    answer = client.get(f"/shapes/{name}?lang={language}", headers={"Accept": BROWSER})
    assert answer.status_code == 200, name
    return plain(html.unescape(answer.text))


def plain(text):
    """A text with plain spaces: French pages have their own."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


def alone(client, name, fmt="turtle"):
    """The statements of a shape."""
    suffix = {"turtle": "ttl", "json-ld": "jsonld"}.get(fmt, fmt)
    return Graph().parse(data=client.get(f"/shapes/{name}.{suffix}").data, format=fmt)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_node_shape_has_a_page_with_all_that_it_says(real, language):
    """Each message of a shape, of its properties and queries stands on its page."""
    told = 0
    for name in NAMES:
        found = page(real, name, language)
        shape = SHAPE[name]
        parts = [shape, *WHOLE.objects(shape, SH.property), *WHOLE.objects(shape, SH.sparql)]
        for part in parts:
            for message in WHOLE.objects(part, SH.message):
                told += message.language == language
                assert message.language != language or plain(str(message)) in found, part
    assert told > 200


def test_page_of_a_shape(real):
    """It says what it was checked on, and leads to things, terms and shapes beside it."""
    found, folder = page(real, "Country"), real.application.extensions["pfpgraph"].release.folder
    checked = json.loads((folder / "report.json").read_bytes())["focus_nodes"][
        str(SHAPE["Country"])
    ]
    assert f'{checked} things · <a href="/doc/country/' in found
    for path in ("/ontology#Country", "/ontology#iso2", "/shapes/Named", "/shapes/Sourced"):
        assert (
            f'href="{path.replace("#", "?lang=en#") if "#" in path else path + "?lang=en"}"'
            in found
        )
    assert "pattern: <bdi>^[A-Z]{2}$</bdi>" in found
    assert "pfp:capital country:armenia" in found
    assert "<h2>Good example</h2>\n<pre>country:" in found


@pytest.mark.parametrize("language", ["en", "fr"])
def test_page_tells_the_queries_on_its_class(real, language):
    """Each query of hygiene that names the class is on the page, by what is right."""
    found = page(real, "Accession", language)
    named = {
        path.stem: re.search(r"\bpfp:Accession\b", path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "shapes" / "hygiene").glob("*.rq"))
    }
    told = {name: f'/shapes?lang={language}#{name}"' in found for name in named}
    assert told == {name: bool(match) for name, match in named.items()} and sum(told.values()) > 2


def test_helper_is_marked_and_says_who_uses_it(real):
    """A shape that only serves others has no number, and names them."""
    found = page(real, "date-known-to-the-day")
    assert "A helper shape" in found
    assert "Checked in this release" not in found
    assert "/shapes/PointDated-date-agrees" in found
    assert "at least: <bdi>1</bdi>" in found


def test_every_shape_with_a_target_was_checked_on_something(real):
    """The number is shown for each, and none is 0: no shape is idle."""
    folder = real.application.extensions["pfpgraph"].release.folder
    counts = json.loads((folder / "report.json").read_bytes())["focus_nodes"]
    assert counts.keys() == {str(shape) for shape in targeted(WHOLE)}
    assert all(counts.values())


def test_every_first_bad_example_is_shown_once(real):
    """That of each constraint of a shape stands on its page; those that show more do not."""
    first = [path for path in BAD if len(path.suffixes) == 2]
    shown = Counter(page(real, name).count("<summary>Bad example: ") for name in NAMES)
    assert sum(number * times for number, times in shown.items()) == len(first) > 500


def test_every_shape_with_a_target_has_a_good_example(real):
    """The good fixture has a thing for each."""
    lacking = [
        shape
        for shape in targeted(WHOLE)
        if "Good example" not in page(real, shape.removeprefix(SHAPE))
    ]
    assert lacking == []


def test_statements_of_a_shape_can_be_used_alone(real):
    """They name no shape that they do not hold, say what the whole says, and are valid shapes."""
    for name in NAMES:
        graph = alone(real, name)
        named = [triple for triple in graph if not any(isinstance(n, BNode) for n in triple)]
        assert named
        assert all(triple in WHOLE for triple in named)
        ours = {node for node in graph.objects() if isinstance(node, URIRef) and node in SHAPE}
        assert ours <= set(graph.subjects()), name
        pyshacl_turbo.compile_shapes(graph, advanced=True)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_formats_of_a_shape_say_the_same(real):
    """Turtle, RDF/XML, N-Triples and JSON-LD."""
    turtle = alone(real, "Identity")
    assert (SHAPE["Identity-exactMatch"], SH.path, None) in turtle
    for fmt in ("xml", "nt"):
        suffix = "rdf" if fmt == "xml" else fmt
        data = real.get(f"/shapes/Identity.{suffix}").data
        assert isomorphic(turtle, Graph().parse(data=data, format=fmt))
    assert len(alone(real, "Identity", "json-ld")) == len(turtle)


def test_shapes_lead_to_the_page_of_each(real):
    """With what each was checked on; main shapes come before helpers."""
    found = html.unescape(real.get("/shapes?lang=en", headers={"Accept": BROWSER}).text)
    index = found.partition('id="shapes-of-things"')[2]
    things, _, helpers = index.partition('id="shapes-helpers"')
    assert '"/shapes/Country?lang=en"><bdi>country</bdi></a> <span class="note">' in things
    assert '"/shapes/Named?lang=en"' not in things
    for name in NAMES:
        assert f'"/shapes/{name}?lang=en"' in things + helpers, name


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_shape_has_an_anchor(real, language):
    """The IRI of a shape, a constraint or a query of hygiene leads to its place on the page, once;
    what is withdrawn stands apart, with what is in its place."""
    found = real.get(f"/shapes?lang={language}", headers={"Accept": BROWSER}).text
    types = {SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint}
    shapes = {str(name) for each in types for name in WHOLE.subjects(RDF.type, each)}
    rules = {path.stem for path in (ROOT / "shapes" / "hygiene").glob("*.rq")}
    names = {name.rpartition("#")[2] for name in shapes} | rules
    assert len(names) > 500
    assert {name: found.count(f'id="{name}"') for name in names} == dict.fromkeys(names, 1)
    listed, _, gone = found.partition('<h2 id="withdrawn">')
    for name in WHOLE.subjects(OWL.deprecated):
        assert f'id="{name.removeprefix(SHAPE)}"' in gone
        assert f"/shapes/{name.removeprefix(SHAPE)}" not in listed
        for note in WHOLE.objects(name, SKOS.changeNote):
            assert (plain(str(note)) in plain(html.unescape(gone))) == (note.language == language)
        for instead in WHOLE.objects(name, DCTERMS.isReplacedBy):
            assert f'#{instead.removeprefix(SHAPE)}"' in gone


@pytest.mark.parametrize("module", ["", "/records"])
def test_earlier_version_says_so(real, module):
    """Its page leads to that of today, and stays within the version; it has no list of today's."""
    found = real.get(f"/shapes{module}/0.1.0?lang=en", headers={"Accept": BROWSER}).text
    assert "This is version 0.1.0" in found
    assert f'<a href="/shapes{module}?lang=en">The current version</a>' in found
    assert 'href="/shapes/time/0.1.0?lang=en"' in found
    assert f'href="/shapes{module}/0.1.0?format=ttl&amp;lang=en"' in found
    assert 'id="Accession-organization"' in found and 'id="hygiene"' not in found
    assert 'href="/shapes/Country' not in found
    today = real.get(f"/shapes{module}?lang=en", headers={"Accept": BROWSER}).text
    assert f'href="/shapes{module}/0.1.0?lang=en"' in today and "This is version" not in today


def test_shape_that_is_not_there(real):
    """404."""
    assert real.get("/shapes/Nowhere").status_code == 404
    assert real.get("/shapes/Country.docx").status_code == 404
