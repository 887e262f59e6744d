"""The shapes for builders of forms: each class once, with every property of its things, once."""

import html
from collections import Counter

import pyshacl_turbo
import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection

from pfpgraph.resources import ROOT
from tests.support.clients import BROWSER
from tests.support.examples import (
    MORE_GOOD,
    SHAPE,
    found,
    ontology_files,
    parsed,
    read,
    shapes_graph,
)

WHOLE, ONTOLOGY = shapes_graph(), read(ontology_files())
HELPERS = set(WHOLE.subjects(RDF.type, SHAPE.Helper))
MAIN = set(WHOLE.subjects(RDF.type, SH.NodeShape)) - HELPERS


@pytest.fixture(scope="module")
def form(real):
    """The graph at its address."""
    return Graph().parse(data=real.get("/shapes/form").data, format="turtle")


def shown(form):
    """The shapes that Sparnatural shows as classes: what has a property and is not deactivated, as
    it knows no other way to leave one out."""
    off = set(form.subjects(SH.deactivated, Literal(True)))
    return set(form.subjects(SH.property)) - off


def languages(form, node, predicate):
    """The languages of the values of a property."""
    return sorted(value.language for value in form.objects(node, predicate))


def test_each_class_appears_once(form):
    """With the label of the class in both languages; no helper does."""
    classes = [form.value(shape, SH.targetClass) for shape in shown(form)]
    assert Counter(classes) == Counter(WHOLE.value(shape, SH.targetClass) for shape in MAIN)
    assert len(set(classes)) == len(classes) > 45
    assert set(form.subjects(RDF.type, SH.NodeShape)) == shown(form)
    for shape in shown(form):
        target = form.value(shape, SH.targetClass)
        assert set(form.objects(shape, RDFS.label)) == set(ONTOLOGY.objects(target, RDFS.label))
        said = set(form.objects(shape, SH.description))
        assert said == set(ONTOLOGY.objects(target, SKOS.definition))


def test_each_property_of_a_class_appears_once(form):
    """Each that a shape of the class, or of a wider one, states of its things: numbered, in the
    order of the groups, with its name in both languages."""
    groups = {group: int(form.value(group, SH.order)) for group in form.objects(None, SH.group)}
    assert len(groups) == 7
    for shape in shown(form):
        parts = sorted(
            form.objects(shape, SH.property), key=lambda part: form.value(part, SH.order)
        )
        paths = [form.value(part, SH.path) for part in parts]
        assert len(paths) == len(set(paths)) > 1
        assert set(paths) == stated(form.value(shape, SH.targetClass)), shape
        assert [int(form.value(part, SH.order)) for part in parts] == [*range(1, len(parts) + 1)]
        order = [groups[form.value(part, SH.group)] for part in parts]
        assert order == sorted(order)
        for part in parts:
            assert languages(form, part, SH.name) == ["en", "fr"], part


def stated(target):
    """The properties that shapes state of the things of a class."""
    classes = set(ONTOLOGY.transitive_objects(target, RDFS.subClassOf))
    owners = {owner for each in classes for owner in WHOLE.subjects(SH.targetClass, each)}
    parts = {part for owner in owners for part in WHOLE.objects(owner, SH.property)}
    paths = {WHOLE.value(part, SH.path) for part in parts}
    return {path for path in paths if isinstance(path, URIRef)}


def test_nothing_that_only_serves_validation(form):
    """No query, no shape of ours by name but the groups, nothing that is named and not told."""
    assert not {SH.sparql, SH.node, SH.message, SH.deactivated} & set(form.predicates())
    ours = {node for node in form.objects() if isinstance(node, URIRef) and node in SHAPE}
    assert ours == set(form.subjects(RDF.type, SH.PropertyGroup))
    assert {node for node in form.objects() if isinstance(node, BNode)} <= set(form.subjects())


def test_what_values_are(form):
    """A class, one of several, values with their labels, or a datatype; a label is asked for."""
    own = f"{URIRef(SHAPE).removesuffix('#')}/form#"
    part = {name: URIRef(own + name) for name in ("Country-label", "Country-iso2")}
    assert form.value(part["Country-label"], SH.minCount) == Literal(1)
    assert form.value(part["Country-label"], SH.datatype) == RDF.langString
    assert str(form.value(part["Country-iso2"], SH.datatype)).endswith("#string")
    choices = form.value(URIRef(f"{own}Commitment-inRelationTo"), SH["or"])
    classes = {form.value(choice, SH["class"]) for choice in Collection(form, choices)}
    assert {str(name).rpartition("#")[2] for name in classes} == {"Pact", "Stance"}
    kinds = list(Collection(form, form.value(URIRef(f"{own}TreatyAct-actKind"), SH["in"])))
    assert len(kinds) > 10
    for kind in kinds:
        assert languages(form, kind, RDFS.label) == ["en", "fr"]


def test_good_examples_conform(form):
    """It asks for nothing that the shapes do not ask for."""
    program = pyshacl_turbo.compile_shapes(form)
    assert found(program, parsed(MORE_GOOD)) == []


def named(graph):
    """The statements without blank nodes."""
    return {triple for triple in graph if not any(isinstance(node, BNode) for node in triple)}


def test_formats(real, form):
    """All say the same, and each process writes the same bytes."""
    for suffix, fmt in (("rdf", "xml"), ("nt", "nt")):
        graph = Graph().parse(data=real.get(f"/shapes/form.{suffix}").data, format=fmt)
        assert len(graph) == len(form) > 5000
        assert named(graph) == named(form)
    first = real.get("/shapes/form.ttl").data
    real.application.extensions["pfpgraph"].kept.clear()
    assert real.get("/shapes/form.ttl").data == first
    header = URIRef(f"{URIRef(SHAPE).removesuffix('#')}/form")
    assert (header, RDF.type, OWL.Ontology) in form
    assert str(header) in real.get("/shapes/form").headers["Link"]
    assert real.get("/shapes/form.csv").status_code == 404


@pytest.mark.parametrize("language", ["en", "fr"])
def test_page(real, form, language):
    """People see each class with its properties, by group; the page of the shapes leads there."""
    page = real.get(f"/shapes/form?lang={language}", headers={"Accept": BROWSER}).text
    plain = html.unescape(page).replace("\xa0", " ")
    for shape in shown(form):
        assert f'id="{str(shape).rpartition("#")[2]}"' in page
        for part in form.objects(shape, SH.property):
            names = {str(name) for name in form.objects(part, SH.name) if name.language == language}
            assert all(name in plain for name in names), part
    whole = real.get(f"/shapes?lang={language}", headers={"Accept": BROWSER}).text
    assert f'href="/shapes/form?lang={language}"' in whole


def test_no_module_has_its_name():
    """Nor has a node shape, so the address is free."""
    assert not (ROOT / "shapes" / "form.ttl").exists()
    assert SHAPE.form not in MAIN | HELPERS
