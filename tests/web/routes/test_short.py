"""Short links: a query is its own address, for ever, and nothing hostile fits in one."""

import base64
import hashlib
import zlib
from pathlib import Path

import pytest

from pfpgraph.http import short_codes
from pfpgraph.problems import Problem
from pfpgraph.query import query_files
from pfpgraph.resources import ROOT
from tests.support.processes import ask

QUESTIONS = sorted((ROOT / "data" / "questions").glob("*.rq"))
DICTIONARIES = Path(short_codes.__file__).parent / "dictionaries"
# What links that are out in the world were packed with: never change a line, add a letter.
RELEASED = {"A": "c953aba90d1dacfe00b5c2482e5eb8a887dc6fdda0879d044bff83f2543fc6e4"}
KIBIBYTES = 64


def code(data: bytes, letter: str = "A") -> str:
    """A code of any bytes."""
    return letter + base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def deflated(data: bytes) -> bytes:
    """Bytes deflated without a dictionary."""
    packer = zlib.compressobj(9, wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize("letter", short_codes.DICTIONARIES)
def test_dictionaries_are_those_of_the_links_out_there(letter: str):
    """A changed dictionary would turn every link into another query."""
    assert (
        hashlib.sha256((DICTIONARIES / f"{letter}.txt").read_bytes()).hexdigest()
        == (RELEASED[letter])
    )


def test_a_link_of_the_first_release_still_means_its_query():
    """A code once given out is read the same for ever."""
    assert short_codes.unpack("Agy-NRFlbBlvZBQA", KIBIBYTES) == "SELECT * { ?s ?p ?o } LIMIT 10"


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_every_question_comes_back_as_it_was(path: Path):
    """A code holds the whole query."""
    text = path.read_text()
    packed = short_codes.pack(text)

    assert short_codes.unpack(packed, KIBIBYTES) == text
    assert packed[0].isupper()  # a slug is not


@pytest.mark.parametrize(
    "text", ["", "ASK {}", "SELECT ('é\N{SNOWMAN}\U0001f600' AS ?x) {}", "\r\n\t", "x" * 60_000]
)
def test_any_text_comes_back_as_it_was(text: str):
    """Nothing of a text is lost, nor added."""
    assert short_codes.unpack(short_codes.pack(text), KIBIBYTES) == text


def test_short_queries_have_short_codes():
    """What is typed by hand fits in a message; the questions take two fifths of their length."""
    texts = [path.read_text() for path in QUESTIONS]
    assert len(short_codes.pack("SELECT * { ?s ?p ?o } LIMIT 10")) <= 20
    assert len(short_codes.pack(query_files.text("example"))) <= 175
    assert sum(map(len, map(short_codes.pack, texts))) < sum(map(len, texts)) * 2 / 5


@pytest.mark.parametrize(
    ("hostile", "slug"),
    [
        (code(deflated(bytes(50_000_000))), "request"),  # a bomb: 49 kB that swell a thousandfold
        (code(deflated(b"\xff\xfe not text")), "request"),
        (code(deflated(b"ASK {}") + b"more"), "request"),
        (short_codes.pack("SELECT ?country { ?country a pfp:Country }")[:-2], "request"),
        (code(b"\x00" * 40), "request"),
        ("A", "request"),
        ("A====", "request"),
        ("Aé", "request"),
        ("A" + "/+" * 9, "request"),
        ("B" + short_codes.pack("ASK {}")[1:], "not-found"),
        ("no-such-question", "not-found"),
    ],
)
def test_a_damaged_or_hostile_code_is_refused(hostile: str, slug: str):
    """It is a problem of the client's, told in a sentence, and takes no room to speak of."""
    with pytest.raises(Problem) as told:
        short_codes.unpack(hostile, KIBIBYTES)

    assert told.value.row.slug == slug


def test_a_code_answers_as_the_endpoint_does(real):
    """The same bytes, type and headers, in the format of the suffix, the parameter or Accept."""
    query = "SELECT ?c { ?c a pfp:Country } ORDER BY ?c LIMIT 3"
    query = "PREFIX pfp: <https://w3id.org/pfpgraph/ontology#>\n" + query
    for name in ("json", "xml", "csv", "tsv"):
        direct = real.get("/sparql", query_string={"query": query, "format": name})
        for address in (
            f"{short_codes.pack(query)}.{name}",
            f"{short_codes.pack(query)}?format={name}",
        ):
            short = real.get(f"/q/{address}")
            assert (short.status_code, short.data) == (200, direct.data)
            assert short.content_type == direct.content_type
            assert short.headers["Cache-Control"] == direct.headers["Cache-Control"]
    asked = real.get(f"/q/{short_codes.pack(query)}", headers={"Accept": "text/csv"})
    assert asked.mimetype == "text/csv"
    assert real.get(f"/q/{short_codes.pack(query)}").mimetype == "application/sparql-results+json"


@pytest.mark.parametrize("path", QUESTIONS[::20], ids=lambda path: path.stem)
def test_a_question_is_a_link_by_its_name(real, path: Path):
    """`/q/<slug>` is the question as it stands in its file."""
    direct = real.get("/sparql", query_string={"query": path.read_text(), "format": "json"})

    assert real.get(f"/q/{path.stem}.json").data == direct.data


def test_graphs_have_the_formats_of_graphs(client):
    """The suffix must fit what the query makes."""
    made = short_codes.pack("CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 1")

    assert client.get(f"/q/{made}.ttl").mimetype == "text/turtle"
    assert client.get(f"/q/{made}.jsonld").mimetype == "application/ld+json"
    assert client.get(f"/q/{made}.csv").status_code == 404
    assert client.get(f"/q/{short_codes.pack('ASK {}')}.ttl").status_code == 404


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403),
        ("CLEAR ALL", 403),
        ("SELECT", 400),
        ("SELECT * {" + "{" * 5000 + "}" * 5000 + "}", 400),
        ("#" * 70_000, 400),
    ],
)
def test_limits_hold_for_short_links_too(client, text: str, status: int):
    """What the endpoint refuses is refused when it comes packed."""
    assert client.get(f"/q/{short_codes.pack(text)}").status_code == status


def test_a_volatile_query_is_not_kept(client):
    """NOW changes, so its answer carries no promise."""
    answer = client.get(f"/q/{short_codes.pack('SELECT (NOW() AS ?now) {}')}.csv")

    assert answer.headers["Cache-Control"] == "no-store"


def test_the_service_answers_a_code_as_the_application_does(service, client):
    """Asked for in the loop or not: formats by suffix, parameter and Accept; a question; faults,
    whose page shows the query again."""
    code, wrong = (
        short_codes.pack("SELECT (1 AS ?one) {}"),
        short_codes.pack("SELECT (1 AS ?one) { oops"),
    )
    paths = [f"/q/{code}", f"/q/{code}.csv", f"/q/{code}.docx", f"/q/{code}?format=xml"]
    paths += [f"/q/{code}?format=docx", f"/q/{wrong}", "/q/Abc", "/q/nothing", f"/q/{code}.html"]
    for path in paths:
        for accept in ("*/*", "text/csv", "text/html"):
            address = f"http://127.0.0.1:{service}"
            status, headers, body = ask(service, path=path, Accept=accept)
            alone = client.get(path, headers={"Accept": accept}, base_url=address)
            assert (status, headers["Content-Type"]) == (alone.status_code, alone.content_type)
            assert body == alone.data, (path, accept)
    assert b"oops" in ask(service, path=f"/q/{wrong}", Accept="text/html")[2]
