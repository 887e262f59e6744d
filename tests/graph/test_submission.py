"""RDF that somebody submits: what is reported of it, and on which line."""

import json

import pytest
from pyoxigraph import NamedNode, Store, parse
from rdflib import SH, Graph
from rdflib import Literal as RdfLiteral
from rdflib.extras.shacl import parse_shacl_path

from pfpgraph.formats import JSONLD, PLAIN_JSON, RDF_FORMATS, SARIF, TURTLE
from pfpgraph.graph import load, report_formats
from pfpgraph.graph.load import File
from pfpgraph.graph.submission import StatementPlaces, Submission
from pfpgraph.iris import PUBLIC_BASE, prefixes
from pfpgraph.problems import Problem

NAMES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items())
SHAPE = (
    NAMES
    + """
<urn:shape> a sh:NodeShape ; sh:targetSubjectsOf <urn:p> ;
    sh:property <urn:shape:p> .
<urn:shape:p> sh:path <urn:p> ; sh:datatype xsd:integer ; sh:message "A p is whole."@en .
"""
)
FAULTY = """
# urn:c comes later
<urn:a> <urn:p> 1 ;
    <urn:p> "one" ,
        2 .

<urn:b>
    <urn:q> <urn:c> ;
    <urn:p> '''many
lines''' .
_:node <urn:q> 3 .
_:node
    <urn:p> "two" .
"""


def file(text, suffix=".ttl", folder="data"):
    """A submitted file."""
    return File(f"mine{suffix}", NamedNode(f"{PUBLIC_BASE}graph/{folder}/mine"), text, suffix)


def report(*texts, shapes=SHAPE, background=(), suffix=".ttl"):
    """The report on texts, against shapes of their own or those of a background."""
    data = tuple(file(text, suffix) for text in texts)
    given = (file(shapes, folder="shapes"),) if shapes else ()
    submission = Submission(data, given, background, PUBLIC_BASE)
    return submission.report(*submission.load())


def lines(found):
    """Record, value and line of each fault."""
    return [(fault.record, fault.value, fault.line) for fault in found.faults]


def test_faults_have_the_lines_of_their_statements():
    """A text of several lines stands where it begins."""
    assert lines(report(FAULTY)) == [
        ("urn:a", '"one"', 4),
        ("urn:b", '"many\\nlines"', 9),
        ("", '"two"', 13),
    ]


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".nt", '\n\n\n<urn:a> <urn:p> "b\\nc\\nd" .'),
        (".ttl", '<urn:x>\n <urn:q> 1 .\n<urn:a>\n <urn:p> "b\\nc\\u000Ad" .'),
        (".ttl", '\n\n<urn:a>\n <urn:p> """b\\nc\nd""" .'),
        (".trig", '\n\n<urn:g> { <urn:a>\n <urn:p> """b\nc\nd""" }'),
        (
            ".rdf",
            '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">\n\n'
            '<r:Description r:about="urn:a">\n<u:p>b&#10;c&#xA;d</u:p></r:Description></r:RDF>',
        ),
    ],
)
def test_line_of_a_text_with_line_ends(suffix, text):
    """Whether they are written as they are or as escapes."""
    assert lines(report(text, suffix=suffix)) == [("urn:a", '"b\\nc\\nd"', 4)]


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".nt", '<urn:a> <urn:p> "1" .\n\n# c\n<urn:b> <urn:p> "2" .\n'),
        (".nq", '<urn:a> <urn:p> "1" <urn:g> .\n\n# c\n<urn:b> <urn:p> "2" <urn:g> .\n'),
        (".trig", '<urn:g> { <urn:a> <urn:p> "1" .\n\n# c\n<urn:b> <urn:p> "2" }\n'),
        (".ttl", '<urn:a> <urn:p> "1" .\n\n# c\n<urn:b> <urn:p> "2" .\n'),
    ],
)
def test_lines_in_each_format(suffix, text):
    """Of every format that is read from line to line."""
    assert lines(report(text, suffix=suffix)) == [("urn:a", '"1"', 1), ("urn:b", '"2"', 4)]


def test_lines_in_xml():
    """Where the value stands, or the thing begins."""
    text = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">\n'
        '<rdf:Description\n  rdf:about="urn:a">\n  <u:p>1</u:p>\n</rdf:Description></rdf:RDF>'
    )
    assert lines(report(text, suffix=".rdf")) == [("urn:a", '"1"', 4)]


def test_no_line_where_the_format_has_none():
    """JSON-LD is read as a whole: no line is better than a wrong one."""
    (fault,) = report('{"@id": "urn:a",\n "urn:p": "1"}', suffix=".jsonld").faults
    assert (fault.record, fault.file, fault.line) == ("urn:a", "mine.jsonld", None)


def test_subject_stands_where_its_name_is():
    """Not where it was mentioned before, nor where its first statement ends."""
    places = StatementPlaces((file(FAULTY),))
    assert len(list(places.quads())) == 7
    assert places._subjects["<urn:a>"][1] == 3
    assert places._subjects["<urn:b>"][1] == 7


def test_own_subjects_alone_are_reported(tiny_settings, tiny):
    """The data is the background: its faults are not those of the submission, yet what is said of
    it counts."""
    path = tiny / "data" / "countries.ttl"
    path.write_text(path.read_text("utf-8").replace('"AR"', '"ar"'), "utf-8")
    files = load.read(tiny_settings).files
    mine = f'{NAMES}country:new a pfp:Country ; rdfs:label "N"@en , "N"@fr ; pfp:iso2 "nw" .'
    found = report(mine, shapes="", background=files)
    assert [fault.record for fault in found.faults] == [f"{prefixes()['country']}new"]
    assert sum(count or 0 for count in found.focus_nodes.values()) > 0
    second = f'{NAMES}country:arcadia pfp:iso2 "AC" .'
    assert {fault.record for fault in report(second, shapes="", background=files).faults} == {
        f"{prefixes()['country']}arcadia"
    }


@pytest.mark.parametrize("subject", ["[]", "<geo:37.7,-122.4>", "<schema:new>"])
def test_subjects_that_the_engine_cannot_name_are_reported(tiny_settings, subject):
    """It takes neither blank nodes nor the schemes that look like prefixes."""
    files = load.read(tiny_settings).files
    found = report(f"{NAMES}{subject} a pfp:Country .", shapes="", background=files)
    assert {fault.message("en") for fault in found.faults} == {
        "A party has a label.",
        "A party has a label in French.",
    }


def test_nothing_that_applies_conforms_and_says_so():
    """As SHACL has it (3.6.1.1), but nobody is to take it for praise."""
    found = report("<urn:a> <urn:other> 1 .")
    assert found.conforms and not found.checked
    assert "sh:conforms true" in found.turtle()
    assert "nothing was checked" in found.text()


def test_a_result_has_a_focus_node_even_a_blank_one():
    """SHACL 3.6.2.1 wants exactly one."""
    turtle = report(FAULTY).turtle()
    assert turtle.count("sh:focusNode") == turtle.count("a sh:ValidationResult") == 3


def test_a_literal_is_a_focus_node_too():
    """It is told as it is, not as a blank node."""
    shapes = f"{NAMES}<urn:s> a sh:NodeShape ; sh:targetObjectsOf <urn:p> ; sh:nodeKind sh:IRI ."
    found = report('<urn:a> <urn:p> 5 , "five"@en , [] .', shapes=shapes)
    assert {fault.record for fault in found.faults} == {
        "",
        '"five"@en',
        '"5"^^<http://www.w3.org/2001/XMLSchema#integer>',
    }
    graph = Graph().parse(data=found.turtle(), format="turtle")
    literals = {node for node in graph.objects(None, SH.focusNode) if isinstance(node, RdfLiteral)}
    assert literals == {RdfLiteral(5), RdfLiteral("five", lang="en")}
    assert found.text().count("a blank node") == 1


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("<urn:q>", "urn:q"),
        ("( <urn:p> <urn:q> )", "<urn:p>/<urn:q>"),
        ("[ sh:inversePath dcterms:title ]", "^dcterms:title"),
        ("[ sh:zeroOrMorePath ( <urn:p> [ sh:inversePath pfp:end ] ) ]", "(<urn:p>/(^pfp:end))*"),
        ("[ sh:alternativePath ( <urn:q> [ sh:oneOrMorePath rdf:rest ] ) ]", "<urn:q>|(rdf:rest+)"),
        ("[ sh:inversePath [ sh:inversePath <urn:q> ] ]", "^(^<urn:q>)"),
        ("[ sh:zeroOrOnePath [ sh:oneOrMorePath <urn:q> ] ]", "(<urn:q>+)?"),
    ],
)
def test_a_result_has_the_path_of_its_shape(path, words):
    """SHACL 3.6.2.2: whatever kind of path it is; in words as in SPARQL."""
    shape = f"{NAMES}<urn:s> sh:targetNode <urn:a> ; sh:property <urn:t> . <urn:t> sh:path {path} ;"
    found = report("<urn:a> <urn:r> 1 .", shapes=f"{shape} sh:minCount 9 .")
    assert f"property: {words})" in found.text() or f"property: {words}," in found.text()
    graphs = (Graph().parse(data=text) for text in (found.turtle(), f"{shape} sh:minCount 9 ."))
    stated, wanted = (
        parse_shacl_path(graph, next(graph.objects(None, term)))
        for graph, term in zip(graphs, (SH.resultPath, SH.path), strict=True)
    )
    assert stated == wanted


def test_a_path_that_the_engine_cuts_is_left_out():
    """It gives only the beginning of one that is nested deeply."""
    path = "[ sh:inversePath " * 20 + "<urn:q>" + " ]" * 20
    shapes = (
        f"{NAMES}<urn:s> sh:targetNode <urn:a> ; sh:property [ sh:path {path} ; sh:minCount 1 ] ."
    )
    found = report("<urn:a> <urn:r> 1 .", shapes=shapes)
    assert [fault.path for fault in found.faults] == [""]
    assert "sh:resultPath" not in found.turtle()


@pytest.mark.parametrize("message", ['"Eine Zahl."@de', '"Un nombre."@fr', '"A number."'])
def test_a_message_has_the_language_that_it_is_stated_in(message):
    """As SHACL has it (3.6.2.7): no other is claimed."""
    turtle = report('<urn:a> <urn:p> "one" .', shapes=SHAPE.replace('"A p is whole."@en', message))
    graph = Graph().parse(data=turtle.turtle(), format="turtle")
    assert {text.n3() for text in graph.objects(None, SH.resultMessage)} == {message}


@pytest.mark.parametrize("severity", ["sh:Violation", "sh:Warning", "sh:Info", "<urn:severity>"])
def test_any_result_at_all_does_not_conform(severity):
    """Whatever its severity (SHACL 3.6.1.1); only violations count as such."""
    shapes = SHAPE.replace("sh:datatype", f"sh:severity {severity} ; sh:datatype")
    found = report('<urn:a> <urn:p> "one" .', shapes=shapes)
    assert "sh:conforms false" in found.turtle()
    assert len(found.faults) == 1
    assert bool(found.violations) == (severity == "sh:Violation")


PLACES = """PREFIX earl: <http://www.w3.org/ns/earl#> PREFIX ptr: <http://www.w3.org/2009/pointers#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?value ?file ?line {
    ?result sh:value ?value ; earl:pointer ?pointer .
    ?pointer a ?kind ; ptr:reference/rdfs:label ?file .
    OPTIONAL { ?pointer ptr:lineNumber ?line }
    FILTER(BOUND(?line) = (?kind = ptr:LineCharPointer))
} ORDER BY ?value"""


@pytest.mark.parametrize("fmt", RDF_FORMATS, ids=lambda fmt: fmt.name)
def test_places_in_every_format_of_rdf(fmt):
    """As pointers, which name the file, and the line where it is known."""
    data = (
        file('<urn:a> <urn:p> "1" .\n\n<urn:b> <urn:p> "2" .'),
        file('{"@id": "urn:c", "urn:p": "3"}', ".jsonld"),
    )
    submission = Submission(data, (file(SHAPE, folder="shapes"),), (), PUBLIC_BASE)
    answer = report_formats.write(submission.report(*submission.load()), fmt)
    store = Store()
    store.extend(parse(answer, format=fmt.rdf))
    rows = store.query(PLACES, use_default_graph_as_union=True)
    found = [tuple(term and term.value for term in row) for row in rows]
    assert found == [("1", "mine.ttl", "1"), ("2", "mine.ttl", "3"), ("3", "mine.jsonld", None)]


def test_sarif_has_rule_level_place_and_record():
    """What a review of code shows."""
    document = json.loads(report_formats.write(report(FAULTY), SARIF))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    first = run["results"][0]
    assert (rule["id"], rule["shortDescription"]["text"]) == ("urn:shape:p", "A p is whole.")
    assert (first["ruleId"], first["ruleIndex"], first["level"]) == ("urn:shape:p", 0, "error")
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "mine.ttl"},
                "region": {"startLine": 4},
            },
            "logicalLocations": [{"fullyQualifiedName": "urn:a"}],
        }
    ]
    assert first["properties"]["path"] == "urn:p"


@pytest.mark.parametrize("fmt", report_formats.OFFERS, ids=lambda fmt: fmt.name)
def test_every_format_has_the_records_at_fault(fmt):
    """And their sentences."""
    answer = report_formats.write(report(FAULTY), fmt).decode()
    assert "urn:a" in answer and "urn:b" in answer and "A p is whole." in answer


@pytest.mark.parametrize(
    ("shapes", "slug", "words"),
    [
        ("oops", "unreadable", "mine.ttl, line 1: "),
        (SHAPE + "<urn:shape> sh:pattern '(' .", "shapes", "shapes: "),
        (SHAPE + "<urn:shape> sh:sparql [ sh:select 'SELECT' ] .", "shapes", "shapes: "),
        (
            SHAPE + "<urn:shape> sh:sparql [ sh:select 'SELECT $this { SERVICE <urn:x> {} }' ] .",
            "shapes",
            "SERVICE asks others",
        ),
    ],
)
def test_shapes_that_cannot_be_used_are_refused(shapes, slug, words):
    """In words, as a fault of whoever sent them."""
    with pytest.raises(Problem) as caught:
        report(FAULTY, shapes=shapes)
    assert (caught.value.row.slug, caught.value.row.status) == (slug, 422)
    assert words in caught.value.detail


def test_constraints_in_sparql_are_run():
    """Shapes sent along may have them."""
    shapes = SHAPE + (
        '<urn:shape> sh:sparql [ sh:message "No q beside."@en ; '
        'sh:select "SELECT $this ?value { $this <urn:q> ?value }" ] .'
    )
    messages = [fault.message("en") for fault in report(FAULTY, shapes=shapes).faults]
    assert messages.count("No q beside.") == 2


def test_formats_are_those_of_the_table():
    """Text before N-Triples, which goes by the same media type; JSON before JSON-LD."""
    assert {TURTLE, JSONLD, PLAIN_JSON, SARIF} < {*report_formats.OFFERS}
