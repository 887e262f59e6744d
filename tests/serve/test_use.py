"""Use without us: the commands of the page, run as they are shown, over the whole service."""

import html
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import OWL, RDF, SH, Graph

from pfpgraph.resources import ROOT
from tests.support.clients import DOCUMENT
from tests.support.jena import class_path
from tests.support.processes import ask, serving

pytestmark = pytest.mark.long
OWLAPI = DOCUMENT["protege"][0]
COUNTRIES = "SELECT (COUNT(?c) AS ?n) { ?c a <https://w3id.org/pfpgraph/ontology#Country> }"


@pytest.fixture(scope="module")
def site(release, tmp_path_factory):
    """The port of the service over the graph of the checkout."""
    with serving(release, tmp_path_factory.mktemp("use"), workers=1) as (_, port, _):
        yield port


@pytest.fixture(scope="module")
def commands(site):
    """The commands that the page shows, each with its language, by the name of the use."""
    page = ask(site, path="/use", Accept="text/html")[2].decode()
    code = re.compile(r'labelledby="(\w+)"><code class="language-(\w+)">(.*?)</code>', re.DOTALL)
    found = code.findall(page)
    return {name: (language, html.unescape(text)) for name, language, text in found}


@pytest.fixture
def run(commands, tmp_path):
    """A function that runs the commands of a use in a folder and gives what they print."""

    def ran(name):
        language, text = commands[name]
        shell = {"bash": ["bash", "-euo", "pipefail", "-c"], "python": [sys.executable, "-c"]}
        path = os.pathsep.join(
            (str(tmp_path), str(Path(sys.executable).parent), os.environ["PATH"])
        )
        done = subprocess.run(
            [*shell[language], text],
            cwd=tmp_path,
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return ran


@pytest.fixture(scope="module")
def countries(store):
    """How many countries there are."""
    return int(next(iter(store.rows(COUNTRIES)))["n"].value)


def test_the_ontology_is_saved(run, tmp_path):
    """As RDF/XML, with all its classes."""
    run("ontology")
    graph = Graph().parse(tmp_path / "pfpgraph.owl", format="xml")
    assert len(set(graph.subjects(RDF.type, OWL.Class))) > 50


def test_the_shapes_run_in_pyshacl(run, tmp_path):
    """The command finds that the questions conform; given a bad one, it finds that too."""
    assert "Conforms: True" in run("shapes")
    bad = next((ROOT / "tests/shapes/questions").glob("*.ttl"))
    with (tmp_path / "questions.ttl").open("a", encoding="utf-8") as file:
        file.write(bad.read_text("utf-8"))
    command = "pyshacl --advanced --shacl shapes.ttl --ont-graph ontology.ttl questions.ttl"
    words = [str(Path(sys.executable).with_name("pyshacl")), *command.split()[1:]]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1 and "Conforms: False" in done.stdout, done.stdout + done.stderr


def test_the_data_loads_in_rdflib(run, countries, release):
    """All of it; a statement stands in one graph only, so that none is lost."""
    assert run("rdflib").split() == [str(release.quads), str(countries)]


def test_the_data_loads_in_oxigraph(run, countries):
    """With its graphs, which the query asks together."""
    assert run("oxigraph").split() == ["countries", str(countries)]


def test_the_tables_load(run, countries):
    """In pandas and from there in DuckDB: every country is in some region, or in none."""
    printed = run("tables")
    assert "Southern Europe" in printed
    rows = re.findall(r"│\s*(?:[^│]+?)\s*│\s*(\d+)\s*│", printed)
    assert sum(map(int, rows)) == countries


def test_the_data_loads_in_jena(run, tmp_path, countries, release):
    """Its parser counts the statements, its queries find the countries."""
    for name, main in (("riot", "riotcmd.riot"), ("arq", "arq.arq")):
        command, java = tmp_path / name, f'java -cp "{class_path(tmp_path)}" {main} "$@"'
        command.write_text(f"#!/bin/sh\nexec {java} 2>&1\n", "utf-8")
        command.chmod(0o755)
    counted, *rows = run("jena").splitlines()
    assert counted.endswith(f"Triples = {release.quads:,}")
    assert rows == ["countries", str(countries)]


def test_the_owl_api_finds_the_ontology_and_its_imports(site, release):
    """By the headers that it sends, each is RDF/XML at once, without a redirect."""
    status, headers, body = ask(site, path="/ontology", Accept=OWLAPI)
    assert (status, headers.get_content_type()) == (200, "application/rdf+xml")
    graph = Graph().parse(data=body, format="xml")
    umbrella = ask(site, path="/ontology/pfpgraph", Accept=OWLAPI)
    imported = set(Graph().parse(data=umbrella[2], format="xml").objects(None, OWL.imports))
    assert len(imported) > 5
    for iri in imported:
        path = f"/{iri.removeprefix(release.base)}"
        status, headers, body = ask(site, path=path, Accept=OWLAPI)
        assert (status, headers.get_content_type()) == (200, "application/rdf+xml"), iri
        module = Graph().parse(data=body, format="xml")
        classes = set(module.subjects(RDF.type, OWL.Class))
        assert len(module) > 5 and classes <= set(graph.subjects(RDF.type, OWL.Class)), iri


@pytest.mark.skipif(not shutil.which("rapper"), reason="there is no rapper; .ci/run installs it")
@pytest.mark.parametrize("path", ["ontology", "shapes", "dataset", "id/country/latvia"])
def test_rapper_reads_what_is_served(site, path):
    """Raptor finds the format by itself and no fault."""
    address = f"http://127.0.0.1:{site}/{path}"
    done = subprocess.run(["rapper", "-g", "-c", address], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr.lower()
    assert int(re.search(r"returned (\d+) triples", done.stderr)[1]) > 100


def test_the_shapes_stand_alone(site):
    """Whoever has only their file has every constraint with its path or its query."""
    graph = Graph().parse(data=ask(site, path="/shapes.ttl")[2], format="turtle")
    shapes = set(graph.subjects(RDF.type, SH.PropertyShape))
    assert len(shapes) > 100
    assert all((shape, SH.path, None) in graph for shape in shapes)
