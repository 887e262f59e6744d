"""Clients that others wrote, each run as it is against the whole service.

Those from npm are looked for in the folder that CLIENTS names; `.ci/run` installs them there.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from pfpgraph.iris import PUBLIC_BASE

pytestmark = pytest.mark.long

COUNTRY = f"{PUBLIC_BASE}ontology#Country"
MALTA = f"{PUBLIC_BASE}id/country/malta"
SELECT = f"SELECT ?c {{ ?c a <{COUNTRY}> }} ORDER BY ?c"
CONSTRUCT = f"CONSTRUCT {{ <{MALTA}> a ?t }} WHERE {{ <{MALTA}> a ?t }}"
COUNTRIES = [f"{PUBLIC_BASE}id/country/{name}" for name in ("armenia", "hostile", "malta")]
PARSING = """
import ParsingClient from "sparql-http-client/ParsingClient.js";
const client = new ParsingClient({endpointUrl: process.argv[2]});
const rows = await client.query.select(process.argv[3]);
const quads = await client.query.construct(process.argv[4]);
const answer = await client.query.ask("ASK { ?s ?p ?o }");
console.log(JSON.stringify([rows.map(row => row.c.value), [...quads].length, answer]));
"""
# The schema of SARIF as Microsoft's own checks use it; it is of draft 4 of JSON Schema.
VALID_SARIF = """
const {createRequire} = require("module");
const own = createRequire(process.argv[1] + "/package.json");
const Ajv = own("ajv");
const ajv = new Ajv({schemaId: "auto", validateSchema: false, allErrors: true, format: "full"});
ajv.addMetaSchema(own("ajv/lib/refs/json-schema-draft-04.json"));
const valid = ajv.compile(own("./lib/schemas/sarif-2.1.0-rtm.5.json"));
for (const path of process.argv.slice(2)) {
    valid(JSON.parse(require("fs").readFileSync(path)));
    for (const error of valid.errors ?? []) console.log(path, error.dataPath, error.message);
}
"""
SHAPES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
<http://é.example/ü#S> a sh:NodeShape ; sh:targetSubjectsOf <urn:p> ; sh:minLength 9 ;
    sh:severity sh:Warning ;
    sh:property [ sh:path <urn:p> ; sh:minLength 2 ; sh:message "It is long."@en ] ,
        [ sh:path <urn:p> ; sh:maxLength 0 ; sh:severity <urn:severity> ] .
"""
SUBMITTED = {
    "faults": ("a b.ttl", '<urn:a> <urn:p> "1" .\n_:b <urn:p> "2" .'),
    "no lines": ("é.jsonld", '{"@id": "urn:a", "urn:p": "1"}'),
    "nothing": ("none.nt", "<urn:a> <urn:q> <urn:b> ."),
}


@pytest.fixture
def host(service):
    """Where the service is."""
    return f"http://127.0.0.1:{service}"


def output(command, *arguments):
    """What a program prints. Raises CalledProcessError when it fails."""
    done = subprocess.run(
        [command, *arguments], capture_output=True, timeout=60, check=False, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def packages():
    """The folder with the clients from npm."""
    folder = Path(os.environ.get("CLIENTS", "/"), "node_modules")
    if not folder.is_dir():
        pytest.skip("CLIENTS names no folder with clients from npm")
    return folder


@pytest.fixture
def comunica(packages):
    """What Comunica prints, as JSON where it is that."""
    return lambda *arguments: output(packages / ".bin/comunica-sparql", *arguments)


def test_comunica_asks_the_endpoint(comunica, host):
    """Rows, a truth value and a graph."""
    assert [row["c"] for row in json.loads(comunica(f"{host}/sparql", SELECT))] == COUNTRIES
    assert comunica(f"{host}/sparql", "ASK { ?s ?p ?o }").strip() == "true"
    quads = list(parse(comunica(f"{host}/sparql", CONSTRUCT), format=RdfFormat.TURTLE))
    assert [quad.object.value for quad in quads] == [COUNTRY]


def test_comunica_reads_the_address_of_a_thing(comunica, host):
    """It follows the address to the document and reads its default graph, where all stands though
    Comunica prefers N-Quads."""
    address = f"{host}/id/country/malta"
    document = output("curl", "-sfL", "-H", "Accept: application/n-triples", address)
    count = json.loads(comunica(address, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
    rows = json.loads(comunica(address, f"SELECT ?t {{ <{MALTA}> a ?t }}"))

    assert count[0]["n"].strip('"').partition('"')[0] == str(len(document.splitlines()))
    assert rows == [{"t": COUNTRY}]


def test_comunica_joins_a_document_with_the_endpoint(comunica, host):
    """Two sources in one query: the page's topic is in the document alone, the class in both."""
    query = "SELECT DISTINCT ?d { ?d <http://xmlns.com/foaf/0.1/primaryTopic> ?c . "
    query += f"?c a <{COUNTRY}> }}"
    rows = json.loads(comunica(f"{host}/id/country/malta", f"{host}/sparql", query))
    assert rows == [{"d": f"{PUBLIC_BASE}doc/country/malta"}]


@pytest.mark.parametrize("options", [(), ("--get",)], ids=["POST", "GET"])
def test_fetch_sparql_endpoint(packages, host, options):
    """It reads rows in either way of asking."""
    program = packages / ".bin/fetch-sparql-endpoint"
    printed = output(program, "--endpoint", f"{host}/sparql", "--query", SELECT, *options)
    assert [json.loads(line)["c"] for line in printed.splitlines()] == COUNTRIES


def test_sparql_http_client(packages, host, tmp_path):
    """Rows, statements and a truth value."""
    (tmp_path / "node_modules").symlink_to(packages)
    (tmp_path / "ask.mjs").write_text(PARSING, "utf-8")
    printed = output("node", tmp_path / "ask.mjs", f"{host}/sparql", SELECT, CONSTRUCT)
    assert json.loads(printed) == [COUNTRIES, 1, True]


def test_roqet(host):
    """It sends every letter of the query percent-encoded."""
    if not shutil.which("roqet"):
        pytest.skip("roqet is not installed")
    printed = output("roqet", "-q", "-p", f"{host}/sparql", "-r", "csv", "-e", SELECT)
    assert printed.split()[1:] == COUNTRIES


@pytest.mark.parametrize("options", [("--get",), ()], ids=["GET", "POST"])
def test_curl(host, options):
    """By address and by form, with the format that a header names."""
    accept = ("--header", "Accept: application/sparql-results+xml")
    query = ("--data-urlencode", f"query={SELECT}")
    printed = output("curl", "--silent", "--fail", *options, *accept, *query, f"{host}/sparql")
    rows = parse_query_results(printed, format=QueryResultsFormat.XML)
    assert [row["c"].value for row in rows] == COUNTRIES


def test_curl_follows_a_thing_to_its_document(host):
    """Turtle, when nothing else is asked for; unchanged the second time."""
    address = f"{host}/id/country/malta"
    assert list(parse(output("curl", "-sfL", address), format=RdfFormat.TURTLE))


@pytest.mark.parametrize("name", SUBMITTED)
def test_report_in_sarif_is_valid(packages, host, tmp_path, name):
    """With and without faults, lines, messages and known severities."""
    file, text = SUBMITTED[name]
    data, shapes, report = (tmp_path / part for part in (file, "shapes.ttl", "report.sarif"))
    data.write_text(text, "utf-8")
    shapes.write_text(SHAPES, "utf-8")
    form = ("--form", f"data=@{data}", "--form", f"shapes=@{shapes}", "--output", report)
    output("curl", "-sS", "--fail-with-body", *form, f"{host}/validate?format=sarif")
    (run,) = json.loads(report.read_text("utf-8"))["runs"]
    assert len(run["results"]) == {"faults": 6, "no lines": 3, "nothing": 0}[name]
    package = packages / "@microsoft" / "jest-sarif"
    assert output("node", "-e", VALID_SARIF, package, report) == ""
