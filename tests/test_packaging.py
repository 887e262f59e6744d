"""The wheel: it carries every file of the graph and works from an empty folder."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from pfpgraph.resources import FOLDERS, ROOT

CARRIED = {".ttl", ".rq", ".html", ".css", ".js", ".svg"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", folder, ROOT], check=True)
    return next(folder.glob("*.whl"))


def test_wheel_carries_every_file_of_the_graph(wheel: Path):
    """Ontology, data, shapes, queries, templates and styles are all in the wheel."""
    code = ROOT / "server" / "pfpgraph"
    here = {
        f"pfpgraph/{path.relative_to(ROOT).as_posix()}"
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.suffix in CARRIED
    } | {
        f"pfpgraph/{path.relative_to(code).as_posix()}"
        for path in code.rglob("*")
        if path.suffix in CARRIED
    }
    carried = {name for name in zipfile.ZipFile(wheel).namelist() if Path(name).suffix in CARRIED}

    assert len(here) > 50
    assert carried == here


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
    query = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/pfpgraph/ontology#Signature> }"

    def pfpgraph(*args: str, text: str = "") -> str:
        command = [python, "-m", "pfpgraph", *args]
        done = subprocess.run(command, cwd=empty, input=text, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    pfpgraph("build")

    assert pfpgraph("query", "-", "--format", "csv", text=query).split() == ["n", "34"]
    assert [path.name for path in empty.iterdir()] == ["build"]
