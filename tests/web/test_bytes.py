"""The same bytes from every process: a strong ETag promises them (RFC 9110 section 8.8.1)."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from pfpgraph.graph import release as releases
from pfpgraph.query.store import EmbeddedStore
from pfpgraph.settings import Settings
from pfpgraph.web import create_app

# Of the addresses with a part that varies, one for each sort; all others are asked as they are.
SOME = (
    *("/doc/country/latvia", "/doc/signature/", "/doc/disagreement/summit-the-hague-2025-end"),
    *("/doc/body/euro-atlantic-partnership-council", "/q/partners-today", "/graph/shapes/records"),
    *("/graph/ontology/time", "/graph/data/people", "/ontology/pfpgraph", "/ontology/time"),
    *("/shapes/records", "/sources/nato-pfp-signatures", "/search?q=latvia", "/suggest?q=lat"),
    *("/map?on=1996-01-01", "/timeline?lang=fr"),
)
ACCEPTS = (
    *("text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"),
    *("application/trig", "application/n-quads", "text/html", "text/csv", "text/markdown"),
    *("application/json", "*/*"),
)
PROGRAM = """
import hashlib, json, sys
from pathlib import Path
from pfpgraph.graph import release
from pfpgraph.http.messages import AcceptHeaders
from pfpgraph.query.store import EmbeddedStore
from pfpgraph.settings import Settings
from pfpgraph.web import create_app
from pfpgraph.web.negotiation import variant
found = release.current(sys.argv[1])
app = create_app(Settings(), EmbeddedStore(found), found)
client = app.test_client()
paths = sorted(rule.rule for rule in app.url_map.iter_rules()
               if "GET" in rule.methods and not rule.arguments)
said = {}
for path in paths + json.loads(sys.argv[2]):
    bare, _, query = path.partition("?")
    wishes = {variant(bare, query, AcceptHeaders(accept, "", "")): accept
              for accept in reversed(json.loads(sys.argv[3]))}
    for accept in wishes.values():
        answer = client.get(path, headers={"Accept": accept})
        said[f"{path} {accept}"] = (
            answer.status_code, answer.headers.get("ETag"), hashlib.sha256(answer.data).hexdigest()
        )
print(json.dumps(said))
"""
OWL = """PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX e: <http://e.example/>
e:cat a owl:Class ; owl:equivalentClass [ owl:unionOf ( e:a [ owl:complementOf e:b ] e:c ) ] ,
  [ owl:onProperty e:eats ; owl:someValuesFrom [ owl:unionOf ( e:c e:d ) ] ] .
"""


def told(out, seed, *paths):
    """Status, ETag and hash of every answer of a process: of Accept headers that mean the same, one
    is sent."""
    arguments = (str(out), json.dumps(paths), json.dumps(ACCEPTS))
    environment = os.environ | {"PYTHONHASHSEED": seed}
    command = [sys.executable, "-W", "error", "-c", PROGRAM, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def told_by_two(out, *paths):
    """The same of two processes, which differ in the order of their sets, side by side."""
    with ThreadPoolExecutor(2) as both:
        return both.map(lambda seed: told(out, seed, *paths), "12")


def test_processes_answer_in_the_same_bytes(release):
    """At every address, in every format, whatever order their sets have."""
    first, second = told_by_two(release.folder.parents[1], *SOME)
    assert sum(status == 200 for status, *_ in first.values()) > 200
    assert {key for key in first if first[key] != second[key]} == set()


def test_blank_nodes_have_the_same_names_in_every_process(tmp_path):
    """In all documents of an ontology of others, which has many."""
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "zoo.ttl").write_text(OWL, "utf-8")
    releases.build(Settings(data=str(tmp_path), out=str(tmp_path / "out")))
    paths = ("/ontology/zoo", "/graph/ontology/zoo", "/doc?iri=http://e.example/cat")
    first, second = told_by_two(tmp_path / "out", *paths)
    assert {key for key in first if first[key] != second[key]} == set()
    assert [first[f"{path} text/turtle"][0] for path in paths] == [200, 200, 200]


@pytest.mark.parametrize("path", ["/ontology/tiny", "/ontology", "/doc/country/arcadia"])
def test_another_release_of_the_same_graph_has_another_tag(tmp_path, path):
    """A comment in a file changes no statement, but what is served as it was written."""
    folder = tmp_path / "ontology"
    folder.mkdir()
    (tmp_path / "data").mkdir()
    arcadia = "<https://w3id.org/pfpgraph/id/country/arcadia>"
    (tmp_path / "data" / "a.ttl").write_text(f"{arcadia} a <urn:c> .", "utf-8")
    settings = Settings(data=str(tmp_path), out=str(tmp_path / "out"))
    tags = []
    for text in ("<urn:a> <urn:b> 1 .\n", "<urn:a> <urn:b> 1 . # one\n"):
        (folder / "tiny.ttl").write_text(text, "utf-8")
        made = releases.build(settings)
        client = create_app(settings, EmbeddedStore(made), made).test_client()
        tags.append((made.checksum, client.get(path).headers["ETag"]))
    assert tags[0][0] == tags[1][0] and tags[0][1] != tags[1][1]
