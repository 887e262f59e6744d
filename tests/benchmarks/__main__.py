"""The benchmarks, as `make bench` runs them: a graph, ours and the peers over it, on the loopback.

    python -m tests.benchmarks [queries] [documents] [attack] [--statements N] [options]

Without a name it is queries and documents; `attack` is the hostile set, eight clients against each
server in turn. Without a number it is the real graph, and the competency questions join the mix.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store

from pfpgraph.graph import release
from pfpgraph.settings import Settings
from tests.benchmarks import attack, bench, documents, gen, peers

KINDS = ("queries", "documents", "attack")
ENDPOINTS = [name for name in peers.PEERS if name != "trifid"]
# What is asked again and again, from the cache.
LOOKUP = "lookup"
# `pfpgraph serve` would build the real graph in place of a generated one.
SERVE = (
    "from pfpgraph.settings import Settings; from pfpgraph.serve.server import serve; "
    "serve(Settings.read())"
)


class Bench:
    """A graph in a folder, ours over it, and whom to compare with."""

    def __init__(self, folder: Path, options: argparse.Namespace, stack: ExitStack) -> None:
        """Build or generate the graph and start ours."""
        self.folder, self.options, self.data = folder, options, folder / "graph.nt"
        dump = make(folder / "build", options.statements)
        print(f"{flatten(dump, self.data)} statements", file=sys.stderr)
        self.process = serve(folder / "build", options, stack)
        self.address = f"http://{peers.HOST}:{options.port}/sparql"

    def queries(self) -> int:
        """Compare answers and measure the mix; how many answers of ours are wrong."""
        real = not self.options.statements
        with ExitStack() as stack:
            others = self._peers(self.options.peers, stack)
            endpoints = [
                bench.Endpoint("ours", self.address),
                *(bench.Endpoint(n, peer.address, peer.restart) for n, peer in others.items()),
            ]
            folders = [bench.PATTERNS, *([bench.QUESTIONS] if real else [])]
            return bench.run(endpoints, bench.read(folders), self.options)

    def documents(self) -> int:
        """Measure documents; no faults are looked for."""
        lookup = next(q for q in bench.read([bench.PATTERNS]) if q.name == LOOKUP)
        path = bench.Endpoint("ours", self.address).target(lookup)
        with ExitStack() as stack:
            trifid = self._peers(["trifid"], stack).get("trifid")
            free = self.options.port + 20
            return documents.run(self.address, trifid, path, free, self.options)

    def attack(self) -> int:
        """Attack ours and the peers; how many faults are ours."""
        names = [name for name in self.options.peers if name != "oxigraph-disk"]
        with ExitStack() as stack:
            others = self._peers(names, stack, self.options.gigabytes << 30)
            query = attack.ORDINARY["query"]
            path = query[0].partition("?")[2]
            systems = [attack.System("ours", self.address, lambda: self.process, attack.ORDINARY)]
            for name, peer in others.items():
                there = attack.Target.of(peer.address).path
                ordinary = {"query": (f"{there}{'&' if '?' in there else '?'}{path}", query[1])}
                systems.append(
                    attack.System(
                        name, peer.address, lambda peer=peer: peer.process, ordinary, peer.restart
                    )
                )
            return attack.run(systems, self.options.minutes * 60)

    def _peers(self, names: list[str], stack: ExitStack, cap: int = peers.CAP) -> dict:
        """Peers that run as long as the stack."""
        return peers.start(names, self.data, self.folder, self.options.port + 1, stack, cap)


def make(folder: Path, statements: int) -> Path:
    """Build or generate a graph in a folder: its dump."""
    if statements:
        return gen.write(statements, folder)
    return release.build(Settings(out=str(folder))).dump


def flatten(dump: Path, to: Path) -> int:
    """Write the statements of a dump as N-Triples, each once; how many there are."""
    store = Store()
    store.bulk_load(path=dump, format=RdfFormat.N_QUADS)
    flat = Store()
    flat.bulk_extend(Quad(*quad.triple, DefaultGraph()) for quad in store)
    flat.dump(to, format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    return len(flat)


def serve(folder: Path, options: argparse.Namespace, stack: ExitStack) -> subprocess.Popen:
    """Start ours over what a folder holds."""
    command = [
        sys.executable,
        *(["-c", SERVE] if options.statements else ["-m", "pfpgraph", "serve"]),
    ]
    settings = {"PFPGRAPH_OUT": str(folder), "PFPGRAPH_PORT": str(options.port)}
    process = subprocess.Popen(
        command, env=os.environ | settings, stdout=subprocess.PIPE, start_new_session=True
    )
    stack.callback(peers.stop, process)
    if not process.stdout.readline():
        raise SystemExit("ours did not start")
    return process


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=", description=__doc__)
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []], metavar="|".join(KINDS))
    parser.add_argument("--statements", type=int, default=0, help="of a generated graph")
    parser.add_argument("--port", type=int, default=18500, help="the first of forty")
    parser.add_argument("--peers", nargs="*", choices=ENDPOINTS, default=ENDPOINTS)
    parser.add_argument("--minutes", type=float, default=8, help="for the attack on each at most")
    parser.add_argument("--gigabytes", type=int, default=4, help="for each peer under attack")
    bench.add_options(parser)
    return parser.parse_args()


def main() -> int:
    """Do what is named; 1 when something of ours is at fault."""
    options = read_options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started ends too
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        runs = Bench(Path(name), options, stack)
        kinds = options.kinds or KINDS[:2]
        return int(sum([getattr(runs, kind)() for kind in KINDS if kind in kinds]) > 0)


if __name__ == "__main__":
    sys.exit(main())
