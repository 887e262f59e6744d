"""The command line as a shell sees it: output, errors in one line, exit codes."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from pfpgraph import cli
from pfpgraph.graph import release as releases

TINY = Path(__file__).parent / "graph" / "tiny"
COMMANDS = (
    "build",
    "check-sources",
    "check-witnesses",
    "export",
    "format",
    "query",
    "serve",
    "validate",
)


@pytest.fixture(scope="session")
def tiny_out(tmp_path_factory):
    """A build folder with a release of the tiny graph."""
    out = tmp_path_factory.mktemp("tiny")
    environment = os.environ | {"PFPGRAPH_OUT": str(out), "PFPGRAPH_DATA": str(TINY)}
    subprocess.run([sys.executable, "-m", "pfpgraph", "build"], env=environment, check=True)
    return out


@pytest.fixture
def tiny(tmp_path):
    """A copy of the tiny graph, to be changed at will."""
    return Path(shutil.copytree(TINY, tmp_path / "tiny"))


@pytest.fixture
def run(tiny, tiny_out, tmp_path):
    """A function that runs a command on the copy, from an empty folder."""
    (tmp_path / "empty").mkdir()
    environment = {key: value for key, value in os.environ.items() if "PFPGRAPH" not in key}
    environment |= {"PFPGRAPH_OUT": str(tiny_out), "PFPGRAPH_DATA": str(tiny)}

    def ran(*arguments, stdin=None, **variables):
        return subprocess.run(
            [sys.executable, "-m", "pfpgraph", *map(str, arguments)],
            capture_output=True,
            text=True,
            input=stdin,
            cwd=tmp_path / "empty",
            env=environment | variables,
            timeout=60,
        )

    return ran


def complaint(done, code):
    """The one line on standard error of a command that failed with a code."""
    assert (done.returncode, done.stdout) == (code, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("pfpgraph: ")
    return line


def test_help_lists_every_command(run):
    """Each command is in the help, with a sentence."""
    lines = run("--help").stdout.splitlines()
    listed = [line.split()[0] for line in lines[lines.index("Commands:") + 1 :]]
    assert listed == sorted(COMMANDS)
    assert all(len(line.split()) > 3 for line in lines[lines.index("Commands:") + 1 :])


def test_help_is_light():
    """Help needs neither the engine nor rdflib, Flask or a validator."""
    code = (
        "import sys, runpy; sys.argv = ['pfpgraph', '--help']\n"
        "try: runpy.run_module('pfpgraph', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print(sorted({'pyoxigraph', 'rdflib', 'flask', 'pyshacl_turbo'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run, command):
    """Each command says what it does and what it takes."""
    done = run(command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"Usage: python -m pfpgraph {command}")


def test_build_says_where_and_how_much(run, tmp_path):
    """One line: the folder and the number of statements; nothing else without a terminal."""
    done = run("build", "--out", tmp_path / "fresh")
    made = releases.current(tmp_path / "fresh")
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.startswith(f"{made.folder}: {made.quads} statements in ")


def test_build_stops_at_a_syntax_fault(run, tiny):
    """File, line and reason in one line, exit code 2."""
    path = tiny / "data" / "countries.ttl"
    path.write_text(path.read_text("utf-8") + "country:x a ;\n", "utf-8")
    line = complaint(run("build"), 2)
    assert line.startswith("pfpgraph: a file cannot be read: data/countries.ttl:")


def test_build_stops_at_a_violation(run, tiny):
    """File, line, record and message in one line, exit code 1."""
    path = tiny / "data" / "countries.ttl"
    path.write_text(path.read_text("utf-8").replace('"AR"', '"ar"'), "utf-8")
    line = complaint(run("build"), 1)
    assert line.startswith("pfpgraph: the graph breaks a shape: data/countries.ttl:")
    assert "country:arcadia: A code has two capital letters." in line


@pytest.mark.parametrize("base", ["http://localhost:18100", "no-slash"])
def test_wrong_setting_is_named(run, base):
    """A base that does not end in a slash is refused with the name of the setting."""
    assert "PFPGRAPH_BASE" in complaint(run("build", "--base", base), 2)


def test_validate_conforms(run):
    """Exit code 0 and the verdict."""
    done = run("validate")
    assert (done.returncode, done.stdout) == (0, "conforms: yes; no violations, no warnings\n")


def test_validate_with_warnings_alone(run, tiny):
    """Exit code 0, and the verdict says that there is something."""
    path = tiny / "data" / "countries.ttl"
    path.write_text(re.sub(r'"[^"]*"@fr', '"No name"@de', path.read_text("utf-8")), "utf-8")
    done = run("validate")
    warnings = done.stdout.count(": warning: ")
    assert warnings > 0 and ": violation: " not in done.stdout
    assert done.returncode == 0
    plural = "s" * (warnings > 1)
    assert done.stdout.endswith(f"\nconforms: no; no violations, {warnings} warning{plural}\n")


@pytest.mark.parametrize("fmt", ["text", "turtle", "json", "jsonld", "sarif"])
def test_validate_reports_violations(run, tiny, fmt):
    """Exit code 1 and the report in the format asked for."""
    path = tiny / "data" / "countries.ttl"
    path.write_text(path.read_text("utf-8").replace('"AR"', '"ar"'), "utf-8")
    done = run("validate", "--format", fmt)
    assert (done.returncode, done.stderr) == (1, "")
    assert "A code has two capital letters." in done.stdout
    if fmt == "json":
        assert json.loads(done.stdout)["conforms"] is False


@pytest.fixture
def mine(tmp_path):
    """A file with a country that has no label."""
    file = tmp_path / "mine.ttl"
    file.write_text("<urn:x> a <https://w3id.org/pfpgraph/ontology#Country> .\n", "utf-8")
    return file


def test_validate_files_beside_the_data(run, tiny, mine):
    """A file is checked against the shapes; what is wrong with the data beside it is not told."""
    path = tiny / "data" / "countries.ttl"
    path.write_text(path.read_text("utf-8").replace('"AR"', '"ar"'), "utf-8")
    done = run("validate", mine)
    assert done.returncode == 1
    assert f"{mine}:1: violation: urn:x: A party has a label. (" in done.stdout
    assert "arcadia" not in done.stdout


SHAPES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
<urn:S> a sh:NodeShape ; sh:targetNode <urn:x> ;
    sh:property [ sh:path <urn:p> ; sh:minCount 1 ; sh:message "It has a p."@en ] .
"""


def test_validate_files_against_other_shapes(run, tmp_path, mine):
    """Those alone: ours are not asked."""
    (tmp_path / "shapes.ttl").write_text(SHAPES, "utf-8")
    done = run("validate", mine, "--shapes", tmp_path / "shapes.ttl")
    assert done.stdout.startswith(f"{mine}:1: violation: urn:x: It has a p. (property: urn:p)\n")
    assert (done.returncode, done.stdout.count("violation:")) == (1, 1)


def test_validate_shapes_need_files(run, tmp_path):
    """Other shapes are not for the graph."""
    done = run("validate", "--shapes", tmp_path / "shapes.ttl")
    assert (done.returncode, "needs FILES" in done.stderr) == (2, True)


def test_validate_unknown_format(run):
    """The known ones are named."""
    assert "use one of txt, json, ttl" in complaint(run("validate", "--format", "pdf"), 2)


@pytest.mark.parametrize("name", ["bad.ttl", "shapes.ttl"])
def test_validate_names_the_line_that_cannot_be_read(run, tmp_path, mine, name):
    """Of the file, or of the shapes; exit code 2."""
    bad = tmp_path / name
    bad.write_text("<urn:x> a <urn:C> .\n<urn:x> <urn:p> oops .\n", "utf-8")
    asked = [bad] if name == "bad.ttl" else [mine, "--shapes", bad]
    assert f"the rdf cannot be read: {bad}, line 2: " in complaint(run("validate", *asked), 2)


def test_validate_without_shapes_says_that_nothing_was_checked(run, tiny):
    """A folder without shapes does not conform to them: exit code 2, one line."""
    shutil.rmtree(tiny / "shapes")
    assert "nothing was checked: no shape" in complaint(run("validate"), 2)


@pytest.mark.parametrize("fmt", ["text", "turtle", "json"])
def test_validate_with_shapes_about_something_else_says_so(run, tiny, fmt):
    """Shapes whose targets are in another namespace check nothing, whatever the format."""
    path = tiny / "shapes" / "tiny.ttl"
    text = path.read_text("utf-8").replace("pfpgraph/ontology#", "pfp/ontology#")
    path.write_text(text, "utf-8")
    assert "the namespace of their targets" in complaint(run("validate", "--format", fmt), 2)


def test_validate_file_to_which_no_shape_applies_says_so(run, mine):
    """It is not said of the graph."""
    mine.write_text("<urn:x> <urn:p> 1 .\n", "utf-8")
    assert "no shape applies to anything in the files" in complaint(run("validate", mine), 2)


def test_validate_unreadable_file(run, tmp_path):
    """Exit code 2 for a file that is not there, one line."""
    assert "No such file" in complaint(run("validate", tmp_path / "none.ttl"), 2)


def test_query_from_file_and_standard_input(run, tmp_path):
    """Both ways give the same rows, as CSV when asked."""
    query = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/pfpgraph/ontology#Country> }"
    (tmp_path / "q.rq").write_text(query, "utf-8")
    done = run("query", tmp_path / "q.rq", "--format", "csv")
    assert (done.returncode, done.stdout.split()) == (0, ["n", "2"])
    assert run("query", "-", "--format", "csv", stdin=query).stdout == done.stdout


def test_query_for_a_graph_answers_turtle(run):
    """CONSTRUCT gives RDF, ASK gives results."""
    done = run("query", "-", stdin="CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(isLiteral(?o)) }")
    assert done.returncode == 0
    assert "Arcadia" in done.stdout
    assert json.loads(run("query", "-", stdin="ASK { ?s ?p ?o }").stdout)["boolean"] is True


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("SELECT * {", "syntax"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "update"),
        ("SELECT * { SERVICE <http://127.0.0.1:18101/> { ?s ?p ?o } }", "service"),
    ],
)
def test_query_that_cannot_be_answered(run, query, what):
    """One line, exit code 2."""
    assert what in complaint(run("query", "-", stdin=query), 2).lower()


def test_query_that_is_not_utf8(run, tmp_path):
    """Bytes that are no UTF-8 are one clear line."""
    (tmp_path / "q.rq").write_bytes(b"SELECT * { ?s ?p '\xe9' }")
    assert "UTF-8" in complaint(run("query", tmp_path / "q.rq"), 2)


def test_query_without_a_release(run, tmp_path):
    """What to do is said: build first."""
    line = complaint(run("query", "-", "--out", tmp_path / "none", stdin="ASK {}"), 2)
    assert "run pfpgraph build first" in line


def test_export_to_a_file(run, tmp_path):
    """--out names the file; standard output stays empty."""
    file = tmp_path / "countries.nt"
    part = ("--graph", "graph:data/countries", "--format", "nt")
    done = run("export", *part, "--out", file)
    assert (done.returncode, done.stdout) == (0, "")
    assert file.read_text("utf-8") == run("export", *part).stdout
    assert file.read_text("utf-8").count("\n") == 8


def test_export_of_a_page(run):
    """A thing as its page tells it, in Markdown and CSV, without a server."""
    done = run("export", "--format", "md", "--resource", "country:arcadia")
    assert done.returncode == 0 and done.stdout.startswith("# Arcadia\n")
    done = run("export", "--format", "csv", "--resource", "country:arcadia")
    assert done.stdout.startswith("section,property,")
    line = complaint(run("export", "--format", "md", "--resource", "country:none"), 2)
    assert "country:none" in line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--format", "md"), "use one of ttl, jsonld, nt, rdf, trig, nq"),
        (("--format", "docx"), "use one of ttl, jsonld, nt, rdf, trig, nq"),
        (("--on", "tomorrow"), "YYYY-MM-DD"),
        (("--graph", "graph:none"), "graph:none"),
    ],
)
def test_export_of_what_there_is_not(run, arguments, words):
    """One line that names what was wrong, exit code 2."""
    assert words in complaint(run("export", *arguments), 2)


def test_format_check_and_format(run, tiny):
    """Check exits 1 and names the file; format mends it; check then exits 0."""
    path = tiny / "data" / "countries.ttl"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    done = run("format", "--check")
    assert done.returncode == 1
    assert done.stdout == "data/countries.ttl: not in canonical layout: run pfpgraph format\n"
    assert run("format").stdout == "data/countries.ttl: formatted\n"
    assert (run("format", "--check").returncode, run("format").stdout) == (0, "")


def test_format_keeps_the_public_base(run, tiny):
    """A base in the environment does not get into the files."""
    before = (tiny / "data" / "countries.ttl").read_bytes()
    assert run("format", PFPGRAPH_BASE="http://localhost:18100/").returncode == 0
    assert (tiny / "data" / "countries.ttl").read_bytes() == before


def test_check_sources(run, tiny):
    """The number of places, and exit code 0; each mismatch and 1; a missing text and 2."""
    done = run("check-sources", tiny / "texts")
    assert (done.returncode, done.stdout) == (0, "3 places checked, 0 mismatches\n")
    claims = tiny / "data" / "claims.ttl"
    claims.write_text(claims.read_text("utf-8").replace("12.03.94", "12.3.94"), "utf-8")
    done = run("check-sources", tiny / "texts")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "3 places checked, 1 mismatches")
    assert "text:harbour" in complaint(run("check-sources", tiny / "data"), 2)


def test_unknown_option_is_usage(run):
    """A wrong option exits 2 and says how the command is used."""
    done = run("build", "--nope")
    assert done.returncode == 2
    assert "No such option" in done.stderr
    assert "Traceback" not in done.stderr


def test_reader_that_leaves_is_no_fault(tiny_out):
    """Output into a pipe that is closed ends without a word, as SIGPIPE would end it."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "pfpgraph", "export", "--format", "nq"],
        env=os.environ | {"PFPGRAPH_OUT": str(tiny_out)},
        stdout=writer,
        stderr=subprocess.PIPE,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, b"")


def test_an_interrupt_that_the_engine_wraps_is_one(monkeypatch, capsys):
    """As while it is imported: it ends with 130 and says nothing."""

    def fail(**_):
        """Fail as the engine does."""
        raise RuntimeError("An error occurred while initializing class") from KeyboardInterrupt()

    monkeypatch.setattr(cli.pfpgraph, "main", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == 130
    assert capsys.readouterr().err == ""


def test_interrupt_is_no_trace(tmp_path, tiny_out):
    """Ctrl-C while a query is being read ends with 130 and without a trace."""
    os.mkfifo(tmp_path / "query.rq")
    process = subprocess.Popen(
        [sys.executable, "-m", "pfpgraph", "query", tmp_path / "query.rq"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PFPGRAPH_OUT": str(tiny_out)},
        # A shell lets what it starts in the background ignore the signal.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    with (tmp_path / "query.rq").open("w"):  # opens when the command has opened it to read
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in said
