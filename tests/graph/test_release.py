"""Building: what a release holds, that it is the same each time, and what stops it."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

from pfpgraph.graph import load, release
from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.problems import Problem
from pfpgraph.settings import Settings


def files(folder):
    """The content of each file under a folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def refused(settings):
    """The problem that a build ends in."""
    with pytest.raises(Problem) as caught:
        release.build(settings)
    return caught.value


def test_release_of_the_checkout(release):
    """Its checksum, size and graphs are those of its dump."""
    dump = release.dump.read_bytes()
    assert release.checksum == sha256(dump).hexdigest()
    sums = sha256((release.folder / "SHA256SUMS").read_bytes()).hexdigest()
    assert release.folder.name == f"{release.checksum[:16]}-{sums[:8]}"
    assert release.quads == dump.count(b"\n") == sum(release.graphs.values())
    assert release.base == PUBLIC_BASE
    assert f"{PUBLIC_BASE}graph/inferred/rules" in release.graphs
    assert release.data_date == "2026-11-22"


def test_dump_is_in_canonical_form(release):
    """Canonicalising the dump (RDFC-1.0) and sorting it changes no byte."""
    dump = release.dump.read_bytes()
    dataset = Dataset(parse(dump, format=RdfFormat.N_QUADS))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    assert b"".join(sorted(f"{quad} .\n".encode() for quad in dataset)) == dump


def test_no_statement_stands_twice(release):
    """The union of the named graphs counts every statement once."""
    quads = list(parse(release.dump.read_bytes(), format=RdfFormat.N_QUADS))
    assert len({quad.triple for quad in quads}) == len(quads)


def test_sources_are_the_files_as_authored(tiny_settings, tiny):
    """On the public base, sources/ has the files of the folder, to the byte."""
    built = release.build(tiny_settings)
    for name, content in files(built.folder / "sources").items():
        assert (tiny / name).read_bytes() == content
    assert "data/countries.ttl" in files(built.folder / "sources")


def test_rebuild_is_byte_identical(tiny_settings, tiny, tmp_path):
    """Another process, folder, time zone, locale and hash seed give the same bytes."""
    first = release.build(tiny_settings).folder
    other = shutil.copytree(tiny, tmp_path / "elsewhere")
    environment = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C", "PATH": ""}
    environment |= {"PFPGRAPH_DATA": str(other), "PFPGRAPH_OUT": str(tmp_path / "again")}
    subprocess.run(
        [sys.executable, "-m", "pfpgraph", "build"], env=environment, check=True, cwd=tmp_path
    )
    assert files(first) == files((tmp_path / "again" / "current").resolve())


def test_current_is_none_before_the_first_build(tmp_path):
    """A folder without a release has no current one."""
    assert release.current(tmp_path) is None


def test_release_is_stale_when_a_file_changes(tiny_settings, countries):
    """A comment is enough; the same files again are not."""
    assert release.is_stale(tiny_settings)
    release.build(tiny_settings)
    assert not release.is_stale(tiny_settings)
    countries.write_text(countries.read_text("utf-8") + "# note\n", "utf-8")
    assert release.is_stale(tiny_settings)
    release.build(tiny_settings)
    assert not release.is_stale(tiny_settings)


def test_release_is_stale_on_another_base(tiny_settings):
    """The same files under another base are another release."""
    release.build(tiny_settings)
    moved = replace(tiny_settings, base="http://localhost:18100/")
    assert release.is_stale(moved)
    built = release.build(moved)
    assert PUBLIC_BASE.encode() not in built.dump.read_bytes()
    assert PUBLIC_BASE.encode() not in b"".join(files(built.folder).values())


def test_earlier_releases_are_kept(tiny_settings, countries):
    """A new release stands beside the old one, and current points at it."""
    old = release.build(tiny_settings)
    text = countries.read_text("utf-8").replace('"Arcadia"', '"Arcady"')
    countries.write_text(text, "utf-8")
    new = release.build(tiny_settings)
    assert old.folder.is_dir()
    assert new.folder != old.folder
    assert release.current(tiny_settings.out) == new


@pytest.mark.parametrize(
    ("old", "new", "slug", "code", "words"),
    [
        ("a pfp:Country ;", "a pfp:Country", "turtle", 2, "data/countries.ttl:"),
        ('pfp:iso2 "AR"', 'pfp:iso2 "ar"', "invalid", 1, "country:arcadia: A code has two"),
    ],
)
def test_fault_stops_the_build_and_the_last_release_stays(
    tiny_settings, countries, old, new, slug, code, words
):
    """A fault in a file ends in its problem, with the place, and changes nothing on disk."""
    good = release.build(tiny_settings)
    before = files(Path(tiny_settings.out))
    countries.write_text(countries.read_text("utf-8").replace(old, new), "utf-8")
    problem = refused(tiny_settings)
    assert (problem.row.slug, problem.row.exit) == (slug, code)
    assert problem.detail.startswith("data/countries.ttl:")
    assert words in problem.detail
    assert files(Path(tiny_settings.out)) == before
    assert release.current(tiny_settings.out) == good


def test_statement_that_others_repeat_counts_once(tmp_path, caplog):
    """In files that state no day of the data, it is a warning, in the report too."""
    text = '<http://e.example/s> <http://e.example/p> "a", "b" .\n'
    (tmp_path / "a.ttl").write_text(text, "utf-8")
    (tmp_path / "b.ttl").write_text(f"\n{text}<http://e.example/t> a <urn:c> .\n", "utf-8")
    settings = Settings(data=str(tmp_path), out=str(tmp_path / "out"))
    built = release.build(settings)
    graph = f"{PUBLIC_BASE}graph/data/"
    assert (built.graphs[f"{graph}a"], built.graphs[f"{graph}b"]) == (2, 1)
    said = "Statements of its file that also stand in a.ttl, each counted once: 2."
    assert f"b.ttl:2: warning: http://e.example/s: {said}" in caplog.text
    (fault,) = json.loads((built.folder / "report.json").read_text("utf-8"))["faults"]
    assert (fault["message_en"], fault["file"], fault["line"]) == (said, "b.ttl", 2)


def test_statement_in_two_files_is_refused(tiny_settings, tiny):
    """Both places are named."""
    (tiny / "data" / "more.ttl").write_text(
        "PREFIX pfp: <https://w3id.org/pfpgraph/ontology#>\n\n"
        'PREFIX c: <https://w3id.org/pfpgraph/id/country/>\nc:arcadia pfp:iso2 "AR" .\n',
        "utf-8",
    )
    problem = refused(tiny_settings)
    assert (problem.row.slug, problem.row.exit) == ("duplicate", 1)
    assert problem.detail.startswith("data/countries.ttl:")
    assert "also stands at data/more.ttl:4: remove one of them" in problem.detail


def test_problem_names_every_violation(tiny_settings, countries):
    """The sentence has the first fault and the number of the others, the members have all."""
    text = countries.read_text("utf-8").replace('"AR"', '"ar"').replace('"RU"', '"ru"')
    countries.write_text(text, "utf-8")
    problem = refused(tiny_settings)
    assert "and 1 more" in problem.detail
    assert len(problem.members["faults"]) == 2


def test_leftovers_of_killed_builds_are_cleaned(tiny_settings):
    """A folder of a build that did not end is gone after the next one."""
    leftover = Path(tiny_settings.out) / "releases" / ".new-killed"
    leftover.mkdir(parents=True)
    (leftover / "graph.nq").write_text("half", "utf-8")
    release.build(tiny_settings)
    assert not leftover.exists()


def test_two_builds_at_once_wait_for_each_other(tiny_settings):
    """A second build says that it waits while the lock is held, and then works."""
    out = Path(tiny_settings.out)
    out.mkdir()
    held = (out / "build.lock").open("w")
    fcntl.flock(held, fcntl.LOCK_EX)
    steps = []

    def step(name):
        steps.append(name)
        if name == "waiting for another build":
            held.close()

    assert release.build(tiny_settings, step) == release.current(out)
    assert steps[0] == "waiting for another build"


def test_another_build_is_not_waited_for_without_end(tiny_settings, monkeypatch):
    """One that hangs: who waits is told what to do."""
    monkeypatch.setattr(release, "_PATIENCE", 0.1)
    out = Path(tiny_settings.out)
    out.mkdir()
    with (out / "build.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        problem = refused(tiny_settings)
    assert problem.row.slug == "setting"
    assert "another build goes on" in problem.detail and "end it" in problem.detail


def test_parallel_builds_leave_one_good_release(tiny_settings):
    """Four processes that build at the same time all succeed, with the same result."""
    command = [sys.executable, "-m", "pfpgraph", "build"]
    environment = os.environ | tiny_settings.environment()
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in "abcd"]
    said = {process.communicate()[0].split(b":")[0] for process in running}
    assert {process.returncode for process in running} == {0}
    assert said == {str(release.current(tiny_settings.out).folder).encode()}


def test_folder_that_cannot_be_written_is_named(tiny_settings, tmp_path):
    """A file where the folder should be is one clear line."""
    (tmp_path / "taken").write_text("", "utf-8")
    problem = refused(replace(tiny_settings, out=str(tmp_path / "taken")))
    assert problem.row.slug == "setting"
    assert "taken" in problem.detail
    assert "PFPGRAPH_OUT" in problem.detail


def test_report_is_in_the_release(tiny_settings):
    """A good release says that it conforms and what was checked, as Turtle and as JSON."""
    folder = release.build(tiny_settings).folder
    found = json.loads((folder / "report.json").read_text("utf-8"))
    assert found == found | {
        "checked": True,
        "conforms": True,
        "faults": [],
        "focus_nodes": {f"{PUBLIC_BASE}shapes#Party": 2},
    }
    assert "sh:conforms true" in (folder / "report.ttl").read_text("utf-8")


def test_steps_are_told(tiny_settings):
    """Long work says where it is."""
    steps = []
    release.build(tiny_settings, steps.append)
    assert steps == ["reading", "parsing", "inferring", "describing", "validating", "writing"]


def test_plain_files_build(tmp_path, countries):
    """Foreign RDF without ontology or shapes becomes a release too."""
    settings = Settings(data=str(countries), out=str(tmp_path / "build"))
    built = release.build(settings)
    assert built.data_date == ""
    assert f"{PUBLIC_BASE}graph/data/countries" in built.graphs
    assert load.read(settings).rules == ()
    report = json.loads((built.folder / "report.json").read_text("utf-8"))
    assert (report["checked"], report["conforms"]) == (False, False)
    assert "sh:conforms" not in (built.folder / "report.ttl").read_text("utf-8")


@pytest.fixture
def small_disk(tmp_path):
    """A folder in which there is room for the first files of a release only, on a disk of its own;
    where none can be mounted, the limit is that of a file. With what runs a command there, and what
    is said when the room is used up."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        yield folder, ["prlimit", "--fsize=16384"], "File too large"
    else:
        yield folder, [], "No space left on device: make room"
        subprocess.run(["umount", str(folder)], check=True)


def test_a_build_on_a_full_disk_leaves_nothing(tiny, small_disk):
    """It says what to do, with its exit code; the disk has its room back."""
    folder, within, said = small_disk
    environment = os.environ | {"PFPGRAPH_DATA": str(tiny), "PFPGRAPH_OUT": str(folder)}
    before = shutil.disk_usage(folder).free
    command = [*within, sys.executable, "-m", "pfpgraph", "build"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)

    last = done.stderr.splitlines()[-1]
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert said in last
    assert not list((folder / "releases").iterdir())
    assert within or before - shutil.disk_usage(folder).free < 16 << 10


def test_the_next_build_clears_what_a_killed_one_left(tiny_settings):
    """Its folder, and the link that was to be the current one."""
    releases = release.build(tiny_settings).folder.parent
    kept = list(releases.iterdir())
    (releases / ".new-killed").mkdir()
    (releases / ".new-killed" / "graph.nq").write_text("half")
    (releases / ".new-link-1").symlink_to("releases/gone")
    release.build(tiny_settings)

    assert list(releases.iterdir()) == kept


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A release of the tiny graph, for copies to be damaged."""
    out = tmp_path_factory.mktemp("built")
    return release.build(Settings(data=str(Path(__file__).parent / "tiny"), out=str(out)))


@pytest.fixture(scope="module")
def made():
    """What a build of the tiny graph makes before it writes anything."""
    return release.make(load.read(Settings(data=str(Path(__file__).parent / "tiny"))))


NAMES = (
    *("SHA256SUMS", "graph.jsonld", "graph.nq", "graph.nt", "graph.rdf", "graph.ttl"),
    *("release.json", "report.json", "report.ttl"),
    *(f"sources/data/{name}.ttl" for name in ("claims", "countries", "dataset", "texts")),
    *("sources/ontology/tiny.ttl", "sources/shapes/tiny.ttl"),
)


def emptied(path):
    path.write_bytes(b"")


def cut(path):
    """At the end of a line, so that what is left can be read."""
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def changed(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def removed(path):
    path.unlink()


def test_every_file_of_a_release_is_looked_at(built):
    """The names below are all there are."""
    assert sorted(files(built.folder)) == sorted(NAMES)


@pytest.mark.parametrize("damage", [emptied, cut, changed, removed])
@pytest.mark.parametrize("name", NAMES)
def test_damaged_release_is_not_served(built, made, tmp_path, caplog, monkeypatch, name, damage):
    """Whichever file it is: it is built anew where the sources are there, and an earlier release
    is taken where they are not; both are logged."""
    monkeypatch.setattr(release, "make", lambda *_: made)  # always the same: what counts is writing
    out = tmp_path / "out"
    shutil.copytree(built.folder, out / "releases" / built.folder.name)
    (out / "current").symlink_to(f"releases/{built.folder.name}")
    settings = Settings(data=str(Path(__file__).parent / "tiny"), out=str(out))
    assert not release.is_stale(settings)
    damage(out / "releases" / built.folder.name / name)
    assert release.is_stale(settings)
    assert release.restored(settings) is None
    if name != "release.json":
        assert f"damaged: {name} is not as it was built" in caplog.text
    assert files(release.build(settings).folder) == files(built.folder)
    assert not release.is_stale(settings)


def test_earlier_release_takes_the_place_of_a_damaged_one(tiny_settings, countries, caplog):
    """Where the sources are gone; another base is not the same graph."""
    old = release.build(tiny_settings)
    release.build(replace(tiny_settings, base="http://localhost:18100/"))
    countries.write_text(countries.read_text("utf-8").replace('"Arcadia"', '"Arcady"'), "utf-8")
    new = release.build(tiny_settings)
    emptied(new.dump)
    shutil.rmtree(Path(tiny_settings.data))
    assert release.restored(tiny_settings) == release.current(tiny_settings.out) == old
    assert f"{old.folder}: this earlier release takes its place" in caplog.text


def inodes(folder):
    """What tells that a file was written or put in the place of another."""
    stats = {path: path.stat() for path in folder.rglob("*")}
    return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in stats.items()}


def test_build_changes_no_file_of_a_release(tiny_settings, countries):
    """Not when the same graph is built from other texts: that is another release."""
    old = release.build(tiny_settings)
    before = inodes(old.folder)
    content = files(old.folder)
    countries.write_text(countries.read_text("utf-8") + "# note\n", "utf-8")
    new = release.build(tiny_settings)
    assert new.checksum == old.checksum and new.folder != old.folder
    release.build(tiny_settings)
    assert inodes(old.folder) == before
    assert files(old.folder) == content


def test_release_is_on_the_disk_before_it_is_named(tiny_settings, monkeypatch):
    """Every file, then the folders, then the name; the link last, and its folder."""
    done = []
    sync, rename, replace = os.fsync, Path.rename, Path.replace

    def noted_sync(descriptor):
        done.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        sync(descriptor)

    def noted(move, mark):
        def moved(path, target):
            done.append(f"{mark} {Path(target).name}")
            return move(path, target)

        return moved

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(Path, "rename", noted(rename, "rename"))
    monkeypatch.setattr(Path, "replace", noted(replace, "replace"))
    folder = release.build(tiny_settings).folder
    at = done.index(f"rename {folder.name}")
    assert {Path(name).name for name in files(folder)} <= set(done[:at])
    assert any(name.startswith(".new-") for name in done[:at])
    assert done[at + 1 :] == ["releases", "replace current", Path(tiny_settings.out).name]


def test_other_words_are_another_release(tiny_settings, tmp_path, monkeypatch):
    """Labels are made of the words of the catalogues: a release is stale when they change."""
    words = tmp_path / "i18n/locales/fr/LC_MESSAGES/messages.po"
    words.parent.mkdir(parents=True)
    words.write_text('msgid ""\nmsgstr ""\n', "utf-8")
    monkeypatch.setattr(release, "_PROGRAM", tmp_path)
    tree = load.read(tiny_settings)
    before = release.fingerprint(tree)
    words.write_text('msgid "since {}"\nmsgstr "depuis {}"\n', "utf-8")
    assert release.fingerprint(tree) != before


@pytest.mark.parametrize("pattern", release._MAKING)
def test_what_makes_a_release_is_there(pattern):
    """A part of the program that moved would be left out of the fingerprint."""
    assert list(release._PROGRAM.glob(pattern))
