"""The shapes: the good fixture conforms, each bad example breaks its constraint and no other."""

from collections.abc import Iterator

import pyshacl
import pyshacl_turbo
import pytest
from rdflib import DCTERMS, OWL, SH, SKOS, Graph, Literal
from rdflib.term import Node

from pfpgraph.resources import ROOT
from tests.support.examples import (
    BAD,
    MORE_GOOD,
    SHAPE,
    at_odds,
    found,
    ontology_files,
    parsed,
    read,
    results,
    shapes_graph,
    targeted,
    things,
)

# The parameters of SHACL that make a constraint of their own; the others only refine one of these.
PARAMETERS = (
    *("class", "datatype", "nodeKind", "minCount", "maxCount", "minExclusive", "minInclusive"),
    *("maxExclusive", "maxInclusive", "minLength", "maxLength", "pattern", "languageIn"),
    *("uniqueLang", "equals", "disjoint", "lessThan", "lessThanOrEquals", "not", "and", "or"),
    *("xone", "node", "qualifiedMinCount", "qualifiedMaxCount", "closed", "hasValue", "in"),
)


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return shapes_graph()


@pytest.fixture(scope="module")
def program(shapes: Graph) -> pyshacl_turbo.CompiledShapes:
    return pyshacl_turbo.compile_shapes(shapes, advanced=True)


def constraints(shapes: Graph) -> Iterator[tuple[Node, str]]:
    """Each constraint: the shape or the SPARQL constraint that holds it, and its parameter."""
    for node_shape in targeted(shapes):
        for shape in [node_shape, *shapes.objects(node_shape, SH.property)]:
            for parameter in PARAMETERS:
                for _ in shapes.objects(shape, SH[parameter]):
                    yield shape, parameter
        for constraint in shapes.objects(node_shape, SH.sparql):
            yield constraint, "sparql"


def test_good_example_conforms(program: pyshacl_turbo.CompiledShapes) -> None:
    """The good fixture breaks nothing, so what a bad example breaks is its own."""
    assert found(program) == []
    assert found(program, parsed(MORE_GOOD)) == []


def test_bad_examples_break_their_constraint_only(program: pyshacl_turbo.CompiledShapes) -> None:
    """Beside the good fixture, what is in a bad example breaks what its file is named for."""
    assert [path.stem for path in at_odds(program, BAD)] == []


def test_every_constraint_has_one_bad_example(shapes: Graph) -> None:
    """The bad examples are those of the constraints: none lacks one, none is left over. Those with
    a further part in their name show more of the same constraint."""
    wanted = sorted(f"{shape.split('#')[1]}.{name}" for shape, name in constraints(shapes))
    named = {path.stem: len(path.suffixes) for path in BAD}
    assert wanted == sorted(name for name, parts in named.items() if parts == 2)
    assert {name.rpartition(".")[0] for name, parts in named.items() if parts > 2} <= {*wanted}


def test_bad_examples_lie_with_the_file_of_their_shape() -> None:
    """The folder of an example has the name of the file in which its shape stands."""
    for path in BAD:
        file = ROOT / "shapes" / f"{path.parent.name}.ttl"
        assert f"\nshape:{path.stem.split('.')[0]}\n" in file.read_text(encoding="utf-8"), path


def test_bad_examples_name_one_thing() -> None:
    """The first bad example of a constraint holds only the record at fault."""
    for path in BAD:
        assert len(path.suffixes) > 2 or len(things(path)) == 1, path


def test_engines_agree(program: pyshacl_turbo.CompiledShapes, shapes: Graph) -> None:
    """The fast engine reports on many faults at once what the reference engine does."""
    data = read([*ontology_files(), *BAD[::24]])
    judged = results(pyshacl.validate(data, shacl_graph=shapes, advanced=True)[1])
    assert len(judged) >= len(BAD[::24])
    assert sorted(map(repr, results(program.validate(data)[1]))) == sorted(map(repr, judged))


def test_every_shape_is_named_and_speaks_both_languages(shapes: Graph) -> None:
    """Property shapes and SPARQL constraints are IRIs of ours with a message in each language."""
    for shape, _ in constraints(shapes):
        assert shape.startswith(SHAPE)
        messages = list(shapes.objects(shape, SH.message))
        assert sorted(message.language for message in messages) == ["en", "fr"], shape
        assert all(message.endswith(".") and message[0].isupper() for message in messages), shape


def test_every_property_shape_has_a_name_in_both_languages(shapes: Graph) -> None:
    """A property shape bears the name of its property, for readers of a report."""
    for node_shape in targeted(shapes):
        for shape in shapes.objects(node_shape, SH.property):
            assert {name.language for name in shapes.objects(shape, SH.name)} == {"en", "fr"}, shape


def test_no_shape_that_was_released_is_gone(shapes: Graph) -> None:
    """Each shape, constraint and group of an earlier version is there still; what is withdrawn says
    why in both languages and what is in its place, and no engine runs it."""
    now = {name for name in shapes.subjects() if str(name).startswith(SHAPE)}
    for folder in sorted((ROOT / "shapes" / "released").iterdir()):
        released = read(sorted(folder.glob("*.ttl")))
        then = {name for name in released.subjects() if str(name).startswith(SHAPE)}
        assert len(then) > 300 and sorted(then - now) == []
    rules = {SHAPE[path.stem] for path in (ROOT / "shapes" / "hygiene").glob("*.rq")}
    withdrawn = set(shapes.subjects(OWL.deprecated, Literal(True)))
    assert withdrawn
    for name in sorted(withdrawn):
        assert {note.language for note in shapes.objects(name, SKOS.changeNote)} == {"en", "fr"}
        instead = set(shapes.objects(name, DCTERMS.isReplacedBy))
        assert instead and instead <= (now | rules) - withdrawn, name
        assert (name, SH.deactivated, Literal(True)) in shapes, name


def test_only_missing_french_is_a_warning(shapes: Graph) -> None:
    """All faults but one stop a build: a French name may be unknown."""
    milder = list(shapes.subject_objects(SH.severity))
    assert milder == [(SHAPE["Named-label-fr"], SH.Warning)]


def test_sparql_constraints_have_their_prefixes(shapes: Graph) -> None:
    """A constraint in SPARQL uses only prefixes that the shapes graph declares."""
    declared = {str(shapes.value(row, SH.prefix)) for row in shapes.objects(None, SH.declare)}
    for constraint, select in shapes.subject_objects(SH.select):
        used = {word.split(":")[0].strip("(|/^") for word in select.split() if ":" in word}
        assert {name for name in used if name.isalpha()} <= declared, constraint
