"""The rooms of the program: what each may import, and that none has become a drawer."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from pfpgraph.resources import ROOT

PACKAGE = ROOT / "server/pfpgraph"
TESTS = ROOT / "tests"
# From the ground up: a module imports from its own room and from those before it. Modules in no
# room stand on the words alone; the command line and the factories see everything.
ROOMS = (
    "i18n",
    "kinds",
    "",
    "graph",
    "query",
    "query.pool",
    "http",
    "model",
    "web",
    "web.svg",
    "web.pages",
    "web.routes",
    "web.__init__",
    "serve",
    "cli",
    "__main__",
)
MOST = 25  # modules in a folder


def _name(path):
    """The dotted name of a module within the package; that of a folder ends in __init__."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


MODULES = {_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def room(name):
    """The place in the order of the room that a module is in."""
    fitting = [at for at, prefix in enumerate(ROOMS) if f"{name}.".startswith(f"{prefix}.")]
    return max(fitting, key=lambda at: len(ROOMS[at]), default=ROOMS.index(""))


@cache
def imports(path):
    """The statements in a module that import something, wherever in it."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]


def imported(name, path):
    """The modules of the package that a module imports."""
    for node in imports(path):
        if isinstance(node, ast.Import):
            assert not any(alias.name.startswith("pfpgraph.") for alias in node.names), name
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name}: relative imports hide where an arrow points"
            if node.module.split(".")[0] == "pfpgraph":
                yield from map(found, (f"{node.module}.{alias.name}" for alias in node.names))


def found(dotted):
    """The module that a dotted name is, or is in."""
    inner = dotted.removeprefix("pfpgraph.")
    for name in (inner, f"{inner}.__init__"):
        if name in MODULES:
            return name
    outer = inner.rpartition(".")[0]
    return outer if outer in MODULES else f"{outer}.__init__".removeprefix(".")


@pytest.mark.parametrize("name", MODULES)
def test_imports_run_one_way(name):
    """No module imports from a room after its own."""
    later = [other for other in imported(name, MODULES[name]) if room(other) > room(name)]
    assert later == []


def reached(name):
    """A module and all that it comes to by imports, the factory of the application left aside."""
    seen, left = set(), [name]
    while left:
        name = left.pop()
        if name not in seen:
            seen.add(name)
            left += imported(name, MODULES[name])
    return seen


def knows_requests(name):
    """Whether a module imports Flask."""
    nodes = imports(MODULES[name])
    froms = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    names = {one.name for node in nodes if isinstance(node, ast.Import) for one in node.names}
    return any(other.split(".")[0] == "flask" for other in froms | names)


@pytest.mark.parametrize("room", ["model", "http", "web.svg", "web.pages"])
def test_only_addresses_know_requests(room):
    """A page is a function of its reader: neither it nor anything that it uses takes a request out
    of the air."""
    inside = [name for name in MODULES if name.startswith(f"{room}.")]
    assert inside and knows_requests("web.request")
    assert [m for name in inside for m in reached(name) if knows_requests(m)] == []


def test_no_address_leans_on_another():
    """What two addresses share stands in a room below them."""
    routes = [name for name in MODULES if name.startswith("web.routes.")]
    sideways = {
        name: others
        for name in routes
        if (others := [o for o in imported(name, MODULES[name]) if o in routes])
    }
    assert routes and sideways == {}


def test_every_room_is_there():
    """A room that is gone, or one that the order does not know, would not be looked at."""
    folders = {name.removesuffix(".__init__") for name in MODULES if name.endswith("__init__")}
    assert {name for name in ROOMS if name and name not in MODULES} <= folders
    assert {name.split(".")[0] for name in folders - {"__init__"}} <= set(ROOMS)


def modules(top):
    """The modules below a folder, but for those that make folders packages."""
    found = (path for path in top.rglob("*.py") if path.stem != "__init__")
    return (path for path in found if "node_modules" not in path.parts)


@pytest.mark.parametrize("top", [PACKAGE, TESTS], ids=["program", "tests"])
def test_no_room_is_a_drawer(top):
    """What a folder holds can be read at a glance."""
    counts = Counter(path.parent.relative_to(top) for path in modules(top))
    assert counts
    assert {folder: count for folder, count in counts.items() if count > MOST} == {}


def test_tests_stand_in_the_rooms_of_what_they_test():
    """A folder of tests is a room of the program, or one that has no room there."""
    folders = {
        path.parent.relative_to(TESTS) for path in modules(TESTS) if path.stem[:5] == "test_"
    }
    assert Path("web/routes") in folders
    assert {path for path in folders if not (PACKAGE / path).is_dir()} <= {Path("browser")}
