"""The documents: their commands work, their queries have the answers they show, their lists are
those of the program and of the tree, and what they name is there."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import click
import pytest
from pyoxigraph import RdfFormat, Store, parse

from pfpgraph.cli import pfpgraph
from pfpgraph.formats import RESULT_FORMATS, named
from pfpgraph.graph.witnesses import WITNESSES
from pfpgraph.resources import ROOT
from pfpgraph.settings import SETTINGS
from pfpgraph.web import create_app

# Also what is new and not yet committed, without what Git ignores.
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
).stdout.splitlines()
# The change log tells of what was, too.
DOCUMENTS = {
    path: (ROOT / path).read_text("utf-8")
    for path in TRACKED
    if path.endswith(".md") and path != "CHANGELOG.md"
}
OPERATING = DOCUMENTS["docs/operating.md"]
# Folders whose README has a row for each of their files and folders.
LISTED = ("ontology", "data", "shapes", "tests", "tests/benchmarks")
UNLISTED = re.compile(r"README\.md|__main__\.py|test_\w+\.py")
PREFIX = re.compile(r"(PREFIX [^\n]+\n)+")
ELSEWHERE = ("/opt/", "/etc/", "/var/", "/metrics", "/proc/")  # no addresses of the application
ENDLESS = (
    "serve",
    "check-sources",
    "check-witnesses",
)  # commands that do not end, or need what is not here
# The files of a reader that commands name: RDF, and a shape that applies to it.
MINE = ROOT / "tests/graph/tiny/data/countries.ttl"
OTHER = """PREFIX sh: <http://www.w3.org/ns/shacl#>
<urn:S> a sh:NodeShape ; sh:targetSubjectsOf <http://www.w3.org/2000/01/rdf-schema#label> ;
    sh:nodeKind sh:IRI .
"""


def blocks(language: str) -> list[tuple[str, str]]:
    """The fenced blocks in a language, each with the document it stands in."""
    fence = re.compile(rf"^```{language}\n(.*?)^```", re.DOTALL | re.MULTILINE)
    return [(path, block) for path, text in DOCUMENTS.items() for block in fence.findall(text)]


def questions() -> list[tuple[str, str, str]]:
    """Each query with its document, the prefixes that this says once for all, and its answer."""
    found = []
    for path, text in DOCUMENTS.items():
        common = ""
        for query, answer in re.findall(
            r"^```sparql\n(.*?)^```\n+(?:```csv\n(.*?)^```)?", text, re.DOTALL | re.MULTILINE
        ):
            if PREFIX.fullmatch(query):
                common = query
            else:
                found.append((path, common + query, answer))
    return found


def commands() -> list[str]:
    """Each command in a block for the shell, without comments, on one line."""
    lines = "".join(block for _, block in blocks("sh")).replace("\\\n", " ").splitlines()
    return sorted({shlex.join(words) for line in lines if (words := shlex.split(line, True))})


def spans() -> list[tuple[str, str]]:
    """What stands between backticks in the prose, with its document."""
    found = set()
    for path, text in DOCUMENTS.items():
        prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
        found |= {(path, span) for span in re.findall(r"`([^`\n]+)`", prose)}
    return sorted(found)


def rows(text: str, heading: str) -> list[list[str]]:
    """The rows of the tables whose heading begins with a word."""
    tables = re.findall(rf"^\| {heading} \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for table in tables
        for line in table.splitlines()
    ]


def names(rows: list[list[str]]) -> list[str]:
    """The names in the first cells of rows."""
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row[0])]


@pytest.fixture(scope="module")
def statements(release):
    """The statements of the graph of the checkout."""
    graph = Store()
    graph.bulk_load(path=str(release.dump), format=RdfFormat.N_QUADS)
    return {quad.triple for quad in graph}


@pytest.fixture(scope="module")
def app(settings, store, release):
    """The application over the graph of the checkout."""
    return create_app(settings, store, release)


@pytest.fixture
def desk(tmp_path):
    """A folder with the files of a reader and the questions of the checkout, and a tiny graph in
    place of that of the checkout, which other tests build, check and lay out."""
    shutil.copytree(ROOT / "tests/graph/tiny", tmp_path / "tiny")
    (tmp_path / "data").symlink_to(ROOT / "data")
    (tmp_path / "mine.ttl").write_text(MINE.read_text("utf-8"), "utf-8")
    (tmp_path / "other.ttl").write_text(OTHER, "utf-8")
    return tmp_path


@pytest.mark.parametrize(("path", "query", "answer"), questions())
def test_query_has_the_answer_shown(path: str, query: str, answer: str, store):
    """Each query gives the CSV that stands below it."""
    given = store.query(query, named("csv", RESULT_FORMATS)).decode().replace("\r\n", "\n")

    assert given == answer, path


@pytest.mark.parametrize(("path", "turtle"), blocks("turtle"))
def test_turtle_is_in_the_graph(path: str, turtle: str, statements):
    """What is shown in Turtle is what the graph says."""
    shown = list(parse(prefixed(turtle), format=RdfFormat.TURTLE))

    assert shown
    assert [str(quad.triple) for quad in shown if quad.triple not in statements] == [], path


def prefixed(turtle: str) -> str:
    """Turtle with the prefixes of the files of the data."""
    files = [path for path in TRACKED if re.fullmatch(r"(data|ontology)/\w+\.ttl", path)]
    lines = {
        line
        for path in files
        for line in (ROOT / path).read_text("utf-8").splitlines()
        if line.startswith("PREFIX")
    }
    return "\n".join(sorted(lines)) + "\n" + turtle


@pytest.mark.parametrize(("path", "block"), blocks("sh"))
def test_block_is_shell(path: str, block: str):
    """What is to be pasted into a shell is read by it."""
    read = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True)

    assert (read.returncode, read.stderr) == (0, ""), path


@pytest.mark.parametrize("command", [line for line in commands() if "make" in line.split()])
def test_make_has_the_target(command: str):
    """What make is asked to make is a target."""
    targets = [word for word in shlex.split(command)[1:] if "=" not in word]
    makefile = (ROOT / "Makefile").read_text("utf-8")

    assert [
        target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)
    ] == []


@pytest.mark.parametrize(
    "command",
    [line for line in commands() if re.match(rf"pfpgraph (?!{'|'.join(ENDLESS)})", line)],
)
def test_command_ends_well(command: str, desk, small_release):
    """Each command that ends by itself ends with exit code 0."""
    words = shlex.split(command)[1:]
    out = desk / "build" if words == ["build"] else small_release.folder.parents[1]
    done = subprocess.run(
        [sys.executable, "-m", "pfpgraph", *words],
        cwd=desk,
        env=os.environ | {"PFPGRAPH_DATA": str(desk / "tiny"), "PFPGRAPH_OUT": str(out)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr


def test_commands_and_options_are_there():
    """The commands that are named anywhere, and their options, are those of the program."""
    named = [span for _, span in spans() if span.startswith("pfpgraph ")]
    named += [line for line in commands() if line.startswith("pfpgraph ")]
    wrong = [line for line in named if not is_known(shlex.split(line)[1:])]

    assert named
    assert wrong == []


def is_known(words: list[str]) -> bool:
    """Whether the program has a command and options; COMMAND stands for any."""
    name = words[0]
    known = pfpgraph if name.startswith("--") else pfpgraph.commands.get(name)
    if not known:
        return name == "COMMAND"
    parameters = known.get_params(click.Context(known))
    options = {option for parameter in parameters for option in parameter.opts}
    return {word for word in words if word.startswith("--")} <= options


def test_every_command_is_described():
    """The documents name every command of the program and every target of make."""
    text = "".join(DOCUMENTS.values())
    targets = re.search(r"^\.PHONY: (.*)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)[
        1
    ].split()
    wanted = [f"pfpgraph {name}" for name in pfpgraph.commands]
    wanted += [f"make {name}" for name in targets]

    assert [name for name in wanted if name not in text] == []


def test_settings_are_those_of_the_program():
    """The table of settings has the rows of the program, in its order, word for word."""
    wanted = [
        [f"`{row.variable}`", f"`{row.default}`" if row.default != "" else "", row.sentence]
        for row in SETTINGS
    ]

    assert rows(OPERATING, "setting") == wanted


def test_no_other_setting_is_named():
    """Each setting that a document names is one."""
    named = set(re.findall(r"PFPGRAPH_\w+", "".join(DOCUMENTS.values())))

    assert named - {row.variable for row in SETTINGS} == set()


def test_every_address_answers(app):
    """Each address that a document names is there."""
    client, wrong, asked = app.test_client(), [], 0
    for path, span in spans():
        address = f"/{span}" if span.startswith("id/") else span
        if not address.startswith("/") or address.startswith(ELSEWHERE) or re.search(r"[<…]", span):
            continue
        with client.get(address, buffered=True) as answer:
            asked += 1
            if answer.status_code >= 400 and not address.endswith(("=", "/id/")):
                wrong.append((path, address, answer.status))

    assert asked
    assert wrong == []


def test_paths_are_there():
    """Each file or folder that a document names is in the tree, or is a data set of others."""
    others = {witness.file for witness in WITNESSES}
    looks = re.compile(
        r"\.?[\w*-]+(/[\w.*-]+)*(/|\.(md|ttl|rq|py|toml|cff|txt|pot?|csv|html|css|js))"
    )
    wrong, looked = [], 0
    for path, span in spans():
        if looks.fullmatch(span) and not span.startswith(("text/", "application/", "id/")):
            looked += 1
            folders = (Path(path).parent, Path(), Path("server/pfpgraph"))
            found = any(list(ROOT.glob(str(folder / span.rstrip("/")))) for folder in folders)
            if not found and span not in others:
                wrong.append((path, span))

    assert looked
    assert wrong == []


def test_links_lead_somewhere():
    """Each link to another document leads to one, and to a heading of it."""
    wrong, looked = [], 0
    for path in [*DOCUMENTS, "CHANGELOG.md"]:
        for target in re.findall(r"\]\(([^)\s]+)\)", (ROOT / path).read_text("utf-8")):
            if target.startswith("http"):
                continue
            looked += 1
            there, _, anchor = target.partition("#")
            file = (ROOT / path).parent / there if there else ROOT / path
            if not file.exists() or (anchor and anchor not in anchors(file)):
                wrong.append((path, target))

    assert looked
    assert wrong == []


def anchors(file: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a document."""
    headings = re.findall(r"^#+ (.*)", file.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in headings}


def test_terms_are_there(release, statements):
    """Each term of ours that a document names is one of the ontology."""
    terms = {str(triple.subject).strip("<>") for triple in statements}
    named = {(path, term) for path, span in spans() for term in re.findall(r"\bpfp:(\w+)", span)}
    base = f"{release.base}ontology#"

    assert named
    assert {(path, term) for path, term in named if base + term not in terms} == set()


def test_top_folders_are_described():
    """The README says what each folder of the tree holds, and no other."""
    folders = {f"{path.split('/')[0]}/" for path in TRACKED if "/" in path}

    assert sorted(names(rows(DOCUMENTS["README.md"], "folder"))) == sorted(folders)


def test_every_room_is_described():
    """The architecture says what belongs into each room of the program, and has no other."""
    inner = re.compile(r"server/pfpgraph/((query/|web/)?[a-z0-9_]+/)[^/]+\.py")
    folders = {found[1] for path in TRACKED if (found := inner.fullmatch(path))}

    assert sorted(names(rows(DOCUMENTS["docs/architecture.md"], "room"))) == sorted(folders)


@pytest.mark.parametrize("folder", LISTED)
def test_folder_is_described(folder: str):
    """The README of a folder has a row for each file and folder in it, and for nothing else."""
    inner = [path.removeprefix(f"{folder}/") for path in TRACKED if path.startswith(f"{folder}/")]
    there = {re.sub("/.*", "/", path) for path in inner if not UNLISTED.fullmatch(path)}
    named = names(rows(DOCUMENTS[f"{folder}/README.md"], "file"))

    assert there
    assert sorted(named) == sorted(there)


def test_templates_say_what_they_are_for():
    """GitHub offers a template of an issue only with these lines at its head."""
    folder = ".github/ISSUE_TEMPLATE/"
    heads = [text.split("---")[1] for path, text in DOCUMENTS.items() if path.startswith(folder)]

    assert heads
    assert [
        head for head in heads if not re.search(r"^name: \S.*\nabout: \S", head, re.MULTILINE)
    ] == []


@pytest.mark.long
def test_make_serve_serves(tmp_path: Path):
    """`make serve` ends in a service that answers, and an interrupt stops it cleanly."""
    variables = {"PFPGRAPH_PORT": "0", "PFPGRAPH_OUT": str(tmp_path / "build")}
    made = subprocess.Popen(
        ["make", "serve"],
        cwd=ROOT,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        line = next(line for line in made.stdout if "serving" in line)
        address = re.search(r"http://\S+?:\d+/", line)[0]
        with urllib.request.urlopen(f"{address}health") as answer:
            assert answer.status == 200
    finally:
        os.killpg(made.pid, signal.SIGINT)
        made.communicate(timeout=20)


def test_the_unit_of_systemd_is_hardened(tmp_path: Path):
    """systemd-analyze finds it below 3, on its scale from 0 to 10."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed")
    unit = tmp_path / "pfpgraph.service"
    unit.write_text(re.search(r"```ini\n(.*?)```", OPERATING, re.DOTALL)[1])
    command = ["systemd-analyze", "security", "--offline=yes", "--threshold=30", "--no-pager"]
    done = subprocess.run([*command, unit], capture_output=True, text=True)

    assert "Overall exposure level" in done.stdout
    assert done.returncode == 0, done.stdout
