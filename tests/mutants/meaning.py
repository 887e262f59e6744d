"""The rules by which a mutant means the same as the shape it was made from."""

from rdflib import RDFS, SH, Graph

from tests.mutants.shapes import Mutant


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


RULES = (target_within_another,)
