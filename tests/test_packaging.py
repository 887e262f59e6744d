"""The wheel: it carries every file it needs and works from an empty folder."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pfpgraph.resources import FOLDERS, ROOT

FRONTEND = ROOT / "server" / "frontend"
EXAMPLES = ROOT / "tests" / "shapes"
CARRIED = {".ttl", ".rq", ".html", ".css", ".js", ".svg", ".json", ".txt", ".typed", ".po", ".pot"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", folder, ROOT], check=True)
    return next(folder.glob("*.whl"))


def test_wheel_carries_every_file_of_the_graph(wheel: Path):
    """Ontology, data, shapes and their examples, queries, templates and styles are all in the
    wheel."""
    code = ROOT / "server" / "pfpgraph"
    here = (
        {
            f"pfpgraph/{path.relative_to(ROOT).as_posix()}"
            for folder in FOLDERS
            for path in (ROOT / folder).rglob("*")
            if path.suffix in CARRIED
        }
        | {
            f"pfpgraph/examples/{path.relative_to(EXAMPLES).as_posix()}"
            for path in EXAMPLES.rglob("*")
            if path.suffix in CARRIED
        }
        | {
            f"pfpgraph/{path.relative_to(code).as_posix()}"
            for path in code.rglob("*")
            if path.suffix in CARRIED
        }
    )
    names = zipfile.ZipFile(wheel).namelist()
    carried = {n for n in names if Path(n).suffix in CARRIED and n.startswith("pfpgraph/")}

    assert len(here) > 50
    assert "pfpgraph/py.typed" in here
    assert carried == here


def test_wheel_carries_what_the_build_made(wheel: Path):
    """The editor, its notices and the borders are in the wheel, though git ignores them."""
    carried = zipfile.ZipFile(wheel).namelist()

    for name in ("static/vendor/yasqe.js", "static/vendor/yasqe.css", "static/vendor/NOTICES.txt"):
        assert f"pfpgraph/web/{name}" in carried
    assert "pfpgraph/web/svg/world.json" in carried


def test_lock_file_has_checksums_and_no_address_to_download_from():
    """npm takes each package from whatever registry is set, and checks that it is the one."""
    lock = json.loads((FRONTEND / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}

    assert packages
    assert all("resolved" not in package for package in packages.values())
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert "omit-lockfile-registry-resolved=true" in (FRONTEND / ".npmrc").read_text()


def test_build_says_in_one_line_that_npm_is_out_of_reach(tmp_path: Path):
    """Without a registry the build ends with what, why and what to do, not with a trace."""
    for folder in ("server/frontend", "server/pfpgraph/web/svg", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    nowhere = {"npm_config_registry": "http://127.0.0.1:9/", "npm_config_fetch_retries": "0"}
    nowhere["npm_config_cache"] = str(tmp_path / "cache")

    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel"],
        cwd=tmp_path,
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("pfpgraph: npm cannot install the packages of the site: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.long
def test_wheel_works_from_an_empty_folder(wheel: Path, tmp_path: Path):
    """In a new environment the wheel alone builds the graph and answers a query."""
    venv.create(tmp_path / "venv", system_site_packages=False, symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    # The libraries come from this environment, the package from the wheel.
    site = next((tmp_path / "venv" / "lib").glob("python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(site)
    libraries = Path(next(p for p in sys.path if p.endswith("site-packages")))
    (site / "libraries.pth").write_text(f"{libraries}\n")
    empty = tmp_path / "empty"
    empty.mkdir()
    query = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/pfpgraph/ontology#Accession> }"
    environment = {key: value for key, value in os.environ.items() if "PFPGRAPH" not in key}

    def pfpgraph(*args: str, text: str = "") -> str:
        done = subprocess.run(
            [python, "-m", "pfpgraph", *args],
            cwd=empty,
            env=environment,
            input=text,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    pfpgraph("build")

    assert pfpgraph("query", "-", "--format", "csv", text=query).split() == ["n", "32"]
    assert [path.name for path in empty.iterdir()] == ["build"]


NEEDED = [
    Requirement(line)
    for line in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
]
CONSTRAINTS = (ROOT / "constraints.txt").read_text()


def constraints():
    """The one version that constraints.txt allows of each distribution, by its name."""
    found = {}
    for entry in re.split(r"\n(?=\w)", CONSTRAINTS):
        first, *hashes = entry.split("\\\n")
        requirement = Requirement(first)
        assert hashes and all(
            re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one.strip()) for one in hashes
        )
        [version] = requirement.specifier
        assert version.operator == "=="
        found[canonicalize_name(requirement.name)] = version.version
    return found


def test_every_dependency_has_an_upper_bound():
    """A later version may break what works with those that were tried."""
    unbounded = [
        str(one)
        for one in NEEDED
        if not {specifier.operator for specifier in one.specifier} & {"<", "<=", "==", "~="}
    ]
    assert NEEDED and not unbounded


def test_the_constraints_fit():
    """Each has a version that pyproject.toml allows, hashes, and no address to take it from."""
    found = constraints()
    assert not [
        str(one)
        for one in NEEDED
        if not one.specifier.contains(found.get(canonicalize_name(one.name), "0"))
    ]
    assert "://" not in CONSTRAINTS


def test_the_constraints_are_whole():
    """All that the dependencies need on this Python is named, at a version that they allow."""
    found, seen, queue = constraints(), set(), [(one.name, one.extras) for one in NEEDED]
    while queue:
        name, extras = queue.pop()
        if (name, frozenset(extras)) in seen:
            continue
        seen.add((name, frozenset(extras)))
        for need in map(Requirement, requires(name) or ()):
            environments = [{"extra": extra} for extra in ("", *extras)]
            if need.marker and not any(map(need.marker.evaluate, environments)):
                continue
            assert need.specifier.contains(found[canonicalize_name(need.name)]), need
            queue.append((need.name, need.extras))
    assert len(seen) > len(NEEDED)
