"""The rules by which a mutant means the same as the shape it was made from."""

from rdflib import RDFS, SH, Graph

from tests.mutants import sparql
from tests.mutants.shapes import PFP, REMOVED, Mutant
from tests.support.examples import TARGETS


def same(shapes: Graph, ontology: Graph, mutant: Mutant) -> str:
    """The name of a rule by which the mutant means the same, or ""."""
    return next((rule.__name__ for rule in RULES if rule(shapes, ontology, mutant)), "")


def target_within_another(shapes: Graph, ontology: Graph, mutant: Mutant) -> bool:
    """A target class went of which another target of the shape is a super-class."""
    return any(
        predicate == SH.targetClass and wider != value and (shape, predicate, wider) in shapes
        for shape, predicate, value in mutant.removed
        for wider in ontology.transitive_objects(value, RDFS.subClassOf)
    )


def target_of_no_constraint(shapes: Graph, _ontology: Graph, mutant: Mutant) -> bool:
    """A target went of a shape that constrains nothing: it is the main shape of a class of which
    other shapes say all."""
    return all(
        predicate in TARGETS and not {*shapes.predicates(shape)} & {*REMOVED} - {*TARGETS}
        for shape, predicate, _ in mutant.removed
    )


def blank_node_breaks_the_pattern(shapes: Graph, _ontology: Graph, mutant: Mutant) -> bool:
    """Blank nodes are of the right kind, but none matches the pattern beside it (SHACL 4.4.3)."""
    return any(
        (predicate, value) == (SH.nodeKind, SH.BlankNodeOrIRI)
        and (shape, SH.pattern, None) in shapes
        for shape, predicate, value in mutant.added
    )


def number_between_known_characters(_shapes: Graph, ontology: Graph, mutant: Mutant) -> bool:
    """Numbers of known characters are compared with another number, which parts them the same."""
    known = [int(number) for number in ontology.objects(None, PFP.knownCharacters)]
    return any(
        before[-1:] == ["<"]
        and old.isdigit()
        and new.isdigit()
        and all((n < int(old)) == (n < int(new)) for n in known)
        for before, old, new in _replaced(mutant)
    )


def day_within_the_period(_shapes: Graph, _ontology: Graph, mutant: Mutant) -> bool:
    """Two days for one are taken from the end of a month or year, which is the first day of the
    next: the same month or year."""
    return any(
        (before[:1], before[3:6], new) == (["IF"], ["<", "10", ","], sparql.TWO_DAYS)
        for before, _, new in _replaced(mutant)
    )


def start_is_a_first_day(_shapes: Graph, _ontology: Graph, mutant: Mutant) -> bool:
    """How much of a start is known goes where it is the last day too: of a month or year it is the
    first day, so if it is not after a day to that month or year, it is not after that day."""
    kept = "pfp:endPrecision pfp:Unknown ; pfp:start ?last"
    queries = [
        (str(old[2]), str(new[2])) for old, new in zip(mutant.removed, mutant.added, strict=False)
    ]
    for old, new in queries:
        if mutant.removed[0][1] != SH.select or kept not in " ".join(sparql.tokens(old)):
            return False
        whole = f"{kept} ; pfp:startPrecision / pfp:knownCharacters ?k ."
        shorter = (f"{kept} .", f"{kept} ; pfp:startPrecision ?k .")
        count = " ".join(sparql.tokens(old)).count(whole)
        if new.count(whole) == count - 1 and any(other in new for other in shorter):
            return True
    return False


def _replaced(mutant: Mutant) -> list[tuple[list[str], str, str]]:
    """The token of a query that another replaced, with the eight before it."""
    if mutant.removed[0][1] != SH.select:
        return []
    old, new = sparql.tokens(mutant.removed[0][2]), sparql.tokens(mutant.added[0][2])
    changed = [at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b]
    if len(old) != len(new) or len(changed) != 1:
        return []
    at = changed[0]
    return [(old[max(0, at - 8) : at], old[at], new[at])]


RULES = (
    blank_node_breaks_the_pattern,
    target_within_another,
    target_of_no_constraint,
    number_between_known_characters,
    day_within_the_period,
    start_is_a_first_day,
)
