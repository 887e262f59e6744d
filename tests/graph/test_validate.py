"""Validation: what a fault says, where it stands, and that pyshacl judges alike."""

import gc
import json
import re
import threading

import pyshacl
import pytest
import rdflib
from pyoxigraph import DefaultGraph, RdfFormat

from pfpgraph.graph import load
from pfpgraph.graph.rules import infer
from pfpgraph.graph.validate import FilePlaces, _by_language, check, validate
from pfpgraph.iris import PUBLIC_BASE, prefixes
from pfpgraph.problems import Problem
from pfpgraph.settings import Settings

NAMES = prefixes()
MORE = """
country:{name}
    a pfp:Country ;
    {rest}
.
"""


@pytest.fixture
def report(tiny_settings, countries):
    """A function that adds a country to the tiny graph and validates it."""

    def reported(rest, name="nowhere", engine=None):
        text = countries.read_text("utf-8") + MORE.format(name=name, rest=rest)
        countries.write_text(text, "utf-8")
        tree = load.read(tiny_settings)
        store = load.merged(tree.quads(), tree.base)
        infer(store, tree.rules, tree.base)
        return validate(store, tree.files, tree.base, engine)

    return reported


def judge(store, shapes):
    """The results of pyshacl, the reference."""
    data = rdflib.Graph()
    triples = store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    data.parse(data=triples, format="nt")
    return pyshacl.validate(data, shacl_graph=shapes, advanced=True)[1]


def test_good_graph_conforms(tiny_settings):
    """The tiny graph has no fault."""
    tree = load.read(tiny_settings)
    found = validate(load.merged(tree.quads(), tree.base), tree.files)
    assert found.faults == ()
    assert found.conforms


def test_fault_has_record_message_constraint_value_and_place(report, countries):
    """A code in small letters is one fault, with all that a reader needs to mend it."""
    found = report('rdfs:label "Nowhere"@en , "Nulle part"@fr ; pfp:iso2 "nw"')
    (fault,) = found.faults
    assert fault.record == f"{NAMES['country']}nowhere"
    assert fault.message("en") == "A code has two capital letters."
    assert fault.message("fr") == "Un code a deux majuscules."
    assert fault.shape == f"{NAMES['shape']}Party-iso2"
    assert fault.component == f"{NAMES['sh']}PatternConstraintComponent"
    assert fault.path == f"{NAMES['pfp']}iso2"
    assert fault.value == '"nw"'
    line = countries.read_text("utf-8").split("\n").index("country:nowhere") + 1
    assert (fault.file, fault.line) == ("data/countries.ttl", line)
    assert not found.conforms
    assert found.text().startswith(
        f"data/countries.ttl:{line}: violation: country:nowhere: A code has two capital letters."
        ' (property: pfp:iso2, value: "nw")\n'
    )


def test_a_warning_alone_is_no_violation_yet_does_not_conform(report):
    """A missing French label stops nothing, but a report with a result does not conform (SHACL
    3.6.1), in whatever format."""
    found = report('rdfs:label "Nowhere"@en ; pfp:iso2 "NW"')
    assert not found.conforms and not found.violations
    assert "sh:conforms false" in found.turtle()
    assert json.loads(found.json())["conforms"] is False
    assert [fault.message("en") for fault in found.faults] == ["A party has a label in French."]
    assert found.text().endswith("\nconforms: no; no violations, 1 warning\n")


def test_violations_come_before_warnings(report):
    """The worst comes first, whatever its place."""
    found = report('rdfs:label "Nowhere"@en ; pfp:iso2 "nw"')
    severities = [fault.severity.rsplit("#")[-1] for fault in found.faults]
    assert severities == ["Violation", "Warning"]


def test_report_as_json(report):
    """The JSON has the verdict and the members of each fault."""
    document = json.loads(report('pfp:iso2 "NW"').json())
    assert document["conforms"] is False
    assert {fault["message_en"] for fault in document["faults"]} == {
        "A party has a label.",
        "A party has a label in French.",
    }


def test_report_as_turtle_is_a_shacl_report(report):
    """The Turtle says of each result what SHACL says, values with their own type."""
    graph = rdflib.Graph().parse(data=report("pfp:iso2 5").turtle(), format="turtle")
    sh = rdflib.SH
    whole = rdflib.URIRef(f"{PUBLIC_BASE}report")
    assert graph.value(whole, sh.conforms) == rdflib.Literal(False)
    results = set(graph.objects(whole, sh.result))
    assert results == set(graph.subjects(rdflib.RDF.type, sh.ValidationResult))
    assert set(graph.objects(None, sh.value)) == {rdflib.Literal(5)}
    assert {str(node) for node in graph.objects(None, sh.focusNode)} == {
        f"{NAMES['country']}nowhere"
    }


@pytest.mark.parametrize("rest", ['pfp:iso2 "nw"', "pfp:iso2 5", 'rdfs:label "Nowhere"@en'])
def test_pyshacl_gives_the_same_report(report, rest):
    """The fast engine and the reference agree on every member of every fault."""
    assert report(rest).faults == report("pfp:iso3 'x'", engine=judge).faults


def test_shape_that_is_none_is_refused(tiny_settings, tiny):
    """A constraint that SHACL does not allow is a problem, not a trace."""
    with (tiny / "shapes" / "tiny.ttl").open("a", encoding="utf-8") as file:
        file.write('shape:Bad a sh:NodeShape ; sh:targetClass pfp:Party ; sh:pattern "(" .\n')
    tree = load.read(tiny_settings)
    with pytest.raises(Problem, match="shapes: "):
        validate(load.merged(tree.quads(), tree.base), tree.files)


EGYPT = """
membership:egypt-nato
    a pfp:Membership ;
    dcterms:source source:eata-members ;
    org:member country:egypt ;
    org:organization organisation:nato ;
    pfp:endPrecision pfp:Open ;
    pfp:start "1949-08-24"^^xsd:date ;
    pfp:startEvent accession:luxembourg-nato ;
    pfp:startPrecision pfp:Day ;
.
"""
CZECHOSLOVAKIA = "membership:czechoslovakia-north-atlantic-cooperation-council"
# File, what stands there, what is made of it, the record at fault, the words of the fault.
BERLIN = "gap:nato-pfp-page-2014-berlin-partnership-policy-2011-date"
FAULTS = (
    ("memberships", "\n\n", f"\n{EGYPT}\n", "membership:egypt-nato", "is that of its country"),
    ("countries", "place:dublin", "place:tunis", "country:ireland", "lies in the country"),
    (
        "tools",
        'country:albania ;\n    pfp:end "2009-04-01"^^xsd:date ;\n    pfp:endPrecision pfp:Day ;\n'
        '    pfp:start "1999',
        'country:albania ;\n    pfp:end "2019-04-01"^^xsd:date ;\n    pfp:endPrecision pfp:Day ;\n'
        '    pfp:start "1999',
        "tool:albania-membership-action-plan",
        "by the day on which it joins NATO",
    ),
    ("people", "2010-06-26", "2031-06-26", "person:algirdas-brazauskas", "after the date of the"),
    ("countries", 'end "1993-01-01"', 'end "1994-01-01"', CZECHOSLOVAKIA, "the state ended"),
    ("gaps", f"{BERLIN}\n    a pfp:Gap ;\n", f"{BERLIN}\n", BERLIN, "has a class"),
    ("signatures", "pfp:venue", "pfp:venues", "signature:", "is declared"),
)


def test_faults_in_the_real_data_are_found_with_file_and_line():
    """Seven faults at once, each of a kind that no shape alone can see, and nobody misses one."""
    tree = load.read(Settings())
    for name, old, new, _, _ in FAULTS:
        tree = tree._replace(files=tuple(edited(file, name, old, new) for file in tree.files))
    quads = tree.quads()
    store = load.merged(quads, tree.base)
    infer(store, tree.rules, tree.base)
    found = check(tree, quads, store)
    assert not found.conforms
    lines = found.text().splitlines()
    for _, _, _, record, words in FAULTS:
        assert any(
            re.match(rf"data/[a-z]+\.ttl:\d+: violation: {record}", line) and words in line
            for line in lines
        ), record


def edited(file, name, old, new):
    """A data file of that name with the first of something changed, any other as it is."""
    if file.name != f"data/{name}.ttl":
        return file
    assert old in file.text, old
    return file._replace(text=file.text.replace(old, new, 1))


def places(*texts):
    """The places of subjects in made-up data files."""
    return FilePlaces(
        [
            load.File(f"data/{n}.ttl", load.NamedNode(f"{PUBLIC_BASE}graph/data/{n}"), text, ".ttl")
            for n, text in enumerate(texts)
        ]
    )


def test_place_of_a_subject_written_in_full():
    """A subject is found under its IRI as under its prefix."""
    found = places("PREFIX x: <urn:x:>\n\n<urn:x:a>\n    a x:C .\nx:b a x:C .\n")
    assert found.find("urn:x:a") == ("data/0.ttl", 3)
    assert found.find("urn:x:b") == ("data/0.ttl", 5)


def test_place_is_where_the_class_is_given():
    """A subject of two files is placed where its class stands."""
    link = "<urn:x:a> <urn:same> <urn:b> .\n"
    assert places(link, "\n<urn:x:a>\n    a <urn:C> .\n").find("urn:x:a") == ("data/1.ttl", 2)
    assert places(link).find("urn:x:a") == ("data/0.ttl", 1)


def test_place_of_what_is_only_mentioned():
    """What is no subject is placed where it is first named, and what is not named nowhere."""
    found = places("PREFIX x: <urn:x:>\nx:b a x:C ;\n    x:p x:long-name , x:long .\n")
    assert found.find("urn:x:long") == ("data/0.ttl", 3)
    assert found.find("urn:x:nothing") == ("", None)


def test_a_message_without_a_language_is_the_last_resort():
    """Engines choose one of several at random; the sentences with a language are all there."""
    said, tagged = rdflib.Literal("b"), [rdflib.Literal(t, lang=t) for t in ("fr", "en")]
    assert _by_language([said, *tagged]) == (("en", "en"), ("fr", "fr"))
    assert _by_language([said]) == (("", "b"),)


def test_no_garbage_is_collected_beside_the_shapes(tiny_settings):
    """Garbage may hold results of a query, which only the thread that asked it may drop."""
    tree = load.read(tiny_settings)
    quads = tree.quads()
    store, seen, threshold = load.merged(quads, tree.base), [], gc.get_threshold()

    def note(phase, _):
        seen.append((phase, threading.current_thread() is threading.main_thread()))

    gc.callbacks.append(note)
    gc.set_threshold(100)
    try:
        check(tree, quads, store)
    finally:
        gc.set_threshold(*threshold)
        gc.callbacks.remove(note)
    assert seen, "collected before or after"
    assert all(is_main for _, is_main in seen)
    assert gc.isenabled()
