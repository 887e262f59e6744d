"""Files that would take more time, memory or stack than there is are refused in words."""

import os
import socket
import sys
import threading
from itertools import pairwise

import pytest

from pfpgraph.graph import load, release
from pfpgraph.problems import Problem
from pfpgraph.settings import Settings

RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.example/">'
)
PATTERN = "?s <http://e.example/p> ?o"


def xml(entities="", content="a"):
    """RDF/XML with entities and one value."""
    doctype = f"<!DOCTYPE rdf:RDF [{entities}]>\n" if entities else ""
    return f"{doctype}{RDF}<rdf:Description><e:p>{content}</e:p></rdf:Description></rdf:RDF>"


def bomb():
    """Entities that stand for ten of each other, ten times."""
    names = "abcdefghij"
    rows = [f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names)]
    return xml('<!ENTITY a "lol">' + "".join(rows), "&j;")


def clique(size):
    """So many blank nodes, each linked with each."""
    return "".join(
        f"_:b{a} <http://e.example/p> _:b{b} .\n"
        for a in range(size)
        for b in range(size)
        if a != b
    )


def refused(folder, name, text, **settings):
    """What is said of a folder with one file."""
    folder.mkdir(exist_ok=True)
    if text is not None:
        (folder / name).write_text(text, "utf-8")
    out = folder.parent / "out"
    with pytest.raises(Problem) as caught:
        release.build(Settings(data=str(folder), out=str(out), **settings))
    assert release.current(out) is None
    return caught.value.detail


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("bomb.rdf", bomb(), "bomb.rdf:1: the entity b refers to another"),
        (
            "long.owl",
            xml(f'<!ENTITY a "{"x" * 10000}">', "&a;" * 10000),
            "long.owl:1: entities would add more than 16 Mi characters",
        ),
        (
            "outside.rdf",
            xml('<!ENTITY a SYSTEM "file:///etc/hostname">', "&a;"),
            "outside.rdf:1: the entity a stands for something outside, which is not read",
        ),
        (
            "parameter.rdf",
            xml("<!ENTITY % a \"<!ENTITY b SYSTEM 'file:///etc/hostname'>\"> %a;", "&b;"),
            "parameter.rdf:1: the entity a stands for something outside",
        ),
        (
            "value.ttl",
            f'<http://e.example/s> <http://e.example/p> "{"x" * (17 << 20)}" .',
            "value.ttl: it has a value longer than 15 MiB",
        ),
        ("value.rdf", xml(content="x" * (17 << 20)), "value.rdf: it has a value longer than"),
        (
            "escaped.rdf",
            xml(content='"' * (9 << 20)),
            "escaped.rdf: it has a value longer than",
        ),
        (
            "away.jsonld",
            '{"@context": "http://127.0.0.1:9/c.jsonld", "name": "a"}',
            "away.jsonld: its @context stands elsewhere, and nothing is fetched",
        ),
    ],
)
def test_file_that_does_not_fit_is_named(tmp_path, name, text, words):
    """At once, without being read to its end."""
    assert refused(tmp_path / "data", name, text).startswith(words)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("clique.ttl", clique(9)),
        (
            "brackets.ttl",
            f"<http://e.example/s> {'<http://e.example/p> [ ' * 1000}{'] ' * 1000} .",
        ),
    ],
)
def test_blank_nodes_that_cannot_be_told_apart_in_time_are_refused(tmp_path, name, text):
    """RDFC-1.0 has no bound of its own."""
    said = refused(tmp_path / "data", name, text, reading_seconds=1)
    assert said.startswith("the blank nodes: reading this took more than 1 s: name those")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "deep.ttl",
            f"<urn:s> <urn:p> {'<<( <urn:s> <urn:p> ' * 200_000} 1 {')>> ' * 200_000} .",
            "deep.ttl: reading this took more than 4096 MiB of memory, or nests too deeply",
        ),
        (
            "deep.rdf",
            RDF + "<rdf:Description><e:p>" * 100_000 + "</e:p></rdf:Description>" * 100_000,
            "deep.rdf: reading this took more than 1 s: ",
        ),
    ],
)
def test_file_that_ends_its_reader_is_named(tmp_path, name, text, said):
    """Whatever ends the process that reads: stack or time."""
    assert refused(tmp_path / "data", name, text, reading_seconds=1).startswith(said)


def test_failed_start_of_the_reader_is_told(tmp_path, monkeypatch):
    """The system may refuse a process; that is no fault of a folder."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    said = refused(tmp_path / "data", "a.ttl", "<urn:s> <urn:p> 1 .")
    assert said.startswith("the files: no process can be started to read them: No such file")


def test_file_that_takes_too_much_memory_is_named(tmp_path):
    """The limit is a setting."""
    text = "".join(f"<urn:s:{number}> <urn:p> 'a', 'b' .\n" for number in range(100_000))
    said = refused(tmp_path / "data", "many.ttl", text, reading_megabytes=128)
    assert said.startswith("many.ttl: reading this took more than 128 MiB of memory")


def test_large_file_is_not_even_opened(tmp_path):
    """A hole of a hundred gigabytes takes no place on the disk."""
    (tmp_path / "data").mkdir()
    with (tmp_path / "data" / "large.nt").open("wb") as file:
        file.truncate(100 << 30)
    said = refused(tmp_path / "data", "large.nt", None)
    assert said.startswith("large.nt: it is larger than 512 MiB")


@pytest.mark.parametrize("place", ["data/pipe.ttl", "ontology/rules/pipe.rq"])
def test_pipe_is_not_waited_for(tmp_path, place):
    """It may have no writer."""
    path = tmp_path / "folder" / place
    path.parent.mkdir(parents=True)
    (tmp_path / "folder" / "data").mkdir(exist_ok=True)
    (tmp_path / "folder" / "data" / "a.ttl").write_text("", "utf-8")
    os.mkfifo(path)
    settings = Settings(data=str(tmp_path / "folder"))
    with pytest.raises(Problem, match=r"pipe\.\w+: it is no file but a pipe"):
        load.read(settings)


def test_pipe_that_is_named_is_not_waited_for(tmp_path):
    """Nor where it is to be checked."""
    os.mkfifo(tmp_path / "pipe.ttl")
    with pytest.raises(Problem, match="it is no file but a pipe"):
        load.named([tmp_path / "pipe.ttl"], "data", Settings())


def test_links_in_a_circle_end(tmp_path):
    """A link to the folder above is not followed for ever; one to itself is named."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "again").symlink_to(tmp_path / "data")
    (tmp_path / "data" / "self.ttl").symlink_to(tmp_path / "data" / "self.ttl")
    assert refused(tmp_path / "data", "self.ttl", None).startswith("self.ttl: Too many levels")


@pytest.fixture
def listener():
    """A socket that nobody may call, and the callers it had."""
    callers = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)

        def listen():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                callers.append(connection)
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], callers
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("ontology/rules/ask.rq", "CONSTRUCT {{ {p} }} WHERE {{ SERVICE <{u}> {{ {p} }} }}"),
        ("ontology/rules/ask.rq", "CONSTRUCT {{ {p} }} WHERE {{ sErViCe SILENT <{u}> {{ {p} }} }}"),
        ("shapes/hygiene/ask.rq", "# A.\n# B.\nSELECT * {{ SERVICE <{u}> {{ {p} }} }}"),
        ("data/questions/ask.rq", "# A?\n# B ?\nSELECT * {{ SERVICE <{u}> {{ {p} }} }}"),
        (
            "shapes/ask.ttl",
            "PREFIX sh: <http://www.w3.org/ns/shacl#>\n"
            "<urn:shape> a sh:NodeShape ; sh:targetSubjectsOf <http://e.example/p> ;\n"
            'sh:sparql [ sh:select "SELECT $this {{ SERVICE <{u}> {{ $this ?p ?o }} }}" ] .',
        ),
    ],
)
def test_nobody_else_is_asked(tmp_path, listener, place, text):
    """A rule, question, shape or query of hygiene with SERVICE is refused, and no call is made."""
    port, callers = listener
    folder = tmp_path / "folder"
    for name in ("data", "ontology"):
        (folder / name).mkdir(parents=True)
    statement = f"<urn:s> <http://e.example/p> <http://127.0.0.1:{port}/> ."
    (folder / "data" / "a.ttl").write_text(statement, "utf-8")
    imports = f"<http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:{port}/> ."
    (folder / "ontology" / "a.ttl").write_text(f"<> {imports}", "utf-8")
    (folder / place).parent.mkdir(parents=True, exist_ok=True)
    address = f"http://127.0.0.1:{port}/sparql"
    (folder / place).write_text(text.format(u=address, p=PATTERN), "utf-8")
    settings = Settings(data=str(folder), out=str(tmp_path / "out"))
    with pytest.raises(Problem) as caught:
        release.build(settings)
    assert caught.value.detail.startswith(f"{place}: SERVICE asks others")
    (folder / place).unlink()
    release.build(settings)
    assert not callers


def test_entities_that_stand_for_names_are_read(tmp_path):
    """As editors of ontologies write them."""
    entity = '<!ENTITY owl "http://www.w3.org/2002/07/owl#">'
    text = xml(entity, "x").replace("<e:p>x</e:p>", '<rdf:type rdf:resource="&owl;Class"/>')
    (tmp_path / "a.owl").write_text(text, "utf-8")
    (quad,) = load.read(Settings(data=str(tmp_path))).quads()
    assert quad.object.value == "http://www.w3.org/2002/07/owl#Class"
