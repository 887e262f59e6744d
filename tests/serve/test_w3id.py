"""The permanent names: docs/w3id/.htaccess in a real Apache, as at w3id.org, before the service."""

import http.client
import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin, urlsplit

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import OWL

from pfpgraph.formats import HTML, JSONLD, NTRIPLES, RDF_XML, TURTLE
from pfpgraph.kinds import KINDS
from pfpgraph.resources import ROOT
from tests.support.clients import BROWSER, DOCUMENT
from tests.support.processes import free_port, serving, until

APACHE = shutil.which("apache2") or shutil.which("apache2", path="/usr/sbin")
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not APACHE, reason="there is no apache2; .ci/run installs it"),
]
RULES = (ROOT / "docs/w3id/.htaccess").read_text("utf-8")
SERVICE = "https://pfpgraph.example"  # as the rules name it
MODULES = "mpm_event authz_core dir headers rewrite"
FRAME = """
{modules}
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {folder}/pid
ErrorLog {folder}/errors
User www-data
Group www-data
DocumentRoot {folder}/site
<Directory {folder}/site>
  AllowOverride All
  Require all granted
</Directory>
"""


@contextmanager
def apache(service):
    """The port of an Apache that has the rules in a folder pfpgraph/, for a service elsewhere."""
    # Apache's own user must be able to read it, which pytest's folders do not allow.
    with TemporaryDirectory(prefix="w3id-") as name:
        folder, port = Path(name), free_port()
        (folder / "site/pfpgraph").mkdir(parents=True)
        assert RULES.count(SERVICE) == 1
        (folder / "site/pfpgraph/.htaccess").write_text(RULES.replace(SERVICE, service), "utf-8")
        for path in (folder, folder / "site", folder / "site/pfpgraph"):
            path.chmod(0o755)
        loaded = (f"LoadModule {module}_module {place(module)}" for module in MODULES.split())
        text = FRAME.format(modules="\n".join(loaded), port=port, folder=folder)
        (folder / "apache.conf").write_text(text, "utf-8")
        command = [APACHE, "-d", folder, "-f", folder / "apache.conf"]
        tested = subprocess.run([*command, "-t"], capture_output=True, text=True)
        assert tested.returncode == 0, tested.stderr
        with subprocess.Popen([*command, "-D", "FOREGROUND"]) as process:
            try:
                until(lambda: asked(f"http://127.0.0.1:{port}/") or True)
                yield port
            finally:
                process.terminate()


def place(module):
    """The file of a module, as Debian has it."""
    return f"/usr/lib/apache2/modules/mod_{module}.so"


@pytest.fixture(scope="module")
def names(release, tmp_path_factory):
    """A function from an IRI of ours, at w3id.org, to its address at the Apache, and the port of
    the service behind it."""
    with (
        serving(release, tmp_path_factory.mktemp("w3id"), workers=1) as (_, port, _),
        apache(f"http://127.0.0.1:{port}") as front,
    ):
        yield lambda iri: iri.replace("https://w3id.org/", f"http://127.0.0.1:{front}/"), port


def asked(address, method="GET", body=None, **headers):
    """The answer at an address, without following: status, headers, body."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, body, sent)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def followed(address, method="GET", body=None, **headers):
    """The statuses on the way from an address to the last answer, its media type, and its body."""
    statuses = []
    while len(statuses) < 5:
        status, found, content = asked(address, method, body, **headers)
        statuses.append(status)
        if not found.get("Location"):
            return statuses, found.get_content_type(), content
        address = urljoin(address, found["Location"])
    raise AssertionError(f"too many redirects: {address}")


def iris(release):
    """A thing of each kind, and every document that the graph names."""
    text = release.dump.read_text("utf-8")
    base = re.escape(release.base)
    for kind in KINDS:
        yield re.search(rf"^<({base}id/{kind}/[^>#]+)> ", text, re.MULTILINE)[1]
    yield from release.graphs
    versions = rf"<{re.escape(str(OWL.versionIRI))}> <({base}[^>]+)>"
    yield from sorted(set(re.findall(versions, text)))
    for path in ("ontology", "ontology/time", "shapes", "shapes/time", "dataset", "report", ""):
        yield release.base + path


@pytest.mark.parametrize(
    "fmt", [TURTLE, JSONLD, NTRIPLES, RDF_XML, HTML], ids=lambda fmt: fmt.label
)
def test_every_name_answers_in_every_format(names, release, fmt):
    """Things by 303 to their document, documents by 302 at once; the service negotiates."""
    at, _ = names
    wrong, looked = [], set()
    for iri in iris(release):
        statuses, media_type, content = followed(at(iri), Accept=fmt.media_type)
        way = [303, 303, 200] if "/id/" in iri else [302, 200]
        looked.add(iri.removeprefix(release.base).partition("/")[0])
        if (statuses, media_type) != (way, fmt.media_type) or not content:
            wrong.append((iri, statuses, media_type))

    assert looked >= {"id", "graph", "ontology", "shapes"}
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "headers", "statuses", "media_type"),
    [
        ("id/country/latvia", {}, [303, 303, 200], "text/turtle"),
        ("id/country/latvia", {"Accept": BROWSER}, [303, 303, 200], "text/html"),
        ("id/country/latvia.jsonld", {}, [303, 303, 200], "application/ld+json"),
        ("id/country/latvia.csv", {}, [303, 303, 200], "text/csv"),
        ("id/country/", {"Accept": BROWSER}, [303, 303, 200], "text/html"),
        ("doc/country/latvia.md", {}, [302, 200], "text/markdown"),
        ("doc/country/latvia?on=1996-01-01&lang=fr", {}, [302, 200], "text/turtle"),
        ("ontology", {"Accept": DOCUMENT["protege"][0]}, [302, 200], "application/rdf+xml"),
        ("ontology", {"Accept": BROWSER}, [302, 200], "text/html"),
        ("ontology.rdf", {}, [302, 200], "application/rdf+xml"),
        ("ontology/0.1.0", {"Accept": BROWSER}, [302, 200], "text/html"),
        ("ontology/time/0.1.0", {}, [302, 200], "text/turtle"),
        ("shapes.nt", {}, [302, 200], "application/n-triples"),
        ("graph/data/countries.trig", {}, [302, 200], "application/trig"),
        ("context.jsonld", {}, [302, 200], "application/ld+json"),
        ("dataset", {}, [302, 200], "text/turtle"),
        (".well-known/void", {}, [302, 302, 200], "text/turtle"),
        ("sitemap.xml", {}, [302, 200], "application/xml"),
        ("", {"Accept": BROWSER}, [302, 200], "text/html"),
        ("id/country/nowhere", {}, [303, 404], "application/problem+json"),
    ],
)
def test_a_name_leads_to_its_answer(names, release, name, headers, statuses, media_type):
    """With suffixes, versions, queries; what the service does not know it says itself."""
    at, _ = names
    assert followed(at(release.base + name), **headers)[:2] == (statuses, media_type)


def test_a_query_is_sent_on_as_it_is(names, release):
    """Escapes in the address are not escaped again, nor taken away."""
    at, port = names
    query = "iri=https%3A%2F%2Fw3id.org%2Fpfpgraph%2Fid%2Fcountry%2Flatvia&x=%C3%A9+%25"
    _, headers, _ = asked(at(f"{release.base}doc?{query}"))
    assert headers["Location"] == f"http://127.0.0.1:{port}/doc?{query}"


def test_pages_of_any_origin_may_follow(names, release):
    """The redirect itself may be read by them (Fetch: CORS), not only what stands at its end."""
    at, _ = names
    _, headers, _ = asked(at(f"{release.base}id/country/latvia"), Origin="https://a.example")
    assert headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["POST", "QUERY"])
def test_what_is_sent_stays_what_it_is(names, release, method):
    """A query in a body is sent on with 307, which keeps method and body."""
    at, _ = names
    sent = {"Content_Type": "application/sparql-query", "Accept": "text/csv"}
    query = b"SELECT (1 AS ?n) { }"
    assert followed(at(f"{release.base}sparql"), method, query, **sent) == (
        [307, 200],
        "text/csv",
        b"n\r\n1\r\n",
    )


def test_a_thing_is_told_at_the_end(names, release):
    """What is found there is about the name that was asked for."""
    at, _ = names
    latvia = f"{release.base}id/country/latvia"
    _, _, content = followed(at(latvia), Accept="application/n-triples")
    subjects = {quad.subject.value for quad in parse(content, format=RdfFormat.N_TRIPLES)}
    assert latvia in subjects
