"""The whole benchmark, as `make bench` runs it: a graph, ours and the peers over it, the driver.

    python tests/benchmarks [--statements N] [options of bench.py]

Without a number it is the real graph, and the competency questions join the mix.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import bench
import gen
import peers
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store

from pfpgraph.graph import release
from pfpgraph.resources import ROOT
from pfpgraph.settings import Settings

# `pfpgraph serve` would build the real graph in place of a generated one.
SERVE = (
    "from pfpgraph.settings import Settings; from pfpgraph.web.server import serve; "
    "serve(Settings())"
)


def make(folder: Path, statements: int) -> Path:
    """Build or generate a graph in a folder: its dump."""
    if statements:
        return gen.write(statements, folder)
    return release.build(Settings({}, out=str(folder))).dump


def flatten(dump: Path, to: Path) -> int:
    """Write the statements of a dump as N-Triples, each once; how many there are."""
    store = Store()
    store.bulk_load(path=dump, format=RdfFormat.N_QUADS)
    flat = Store()
    flat.bulk_extend(Quad(*quad.triple, DefaultGraph()) for quad in store)
    flat.dump(to, format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    return len(flat)


def serve(folder: Path, port: int, is_real: bool, stack: ExitStack) -> str:
    """Start ours over what a folder holds; its address."""
    command = [sys.executable, *(["-m", "pfpgraph", "serve"] if is_real else ["-c", SERVE])]
    settings = {"PFPGRAPH_OUT": str(folder), "PFPGRAPH_PORT": str(port)}
    process = subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.PIPE)
    stack.callback(peers.stop, process)
    if not process.stdout.readline():
        raise SystemExit("ours did not start")
    return f"http://{peers.HOST}:{port}/sparql"


def main() -> int:
    """Do it all; the exit code of the driver."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=", description=__doc__)
    parser.add_argument("--statements", type=int, default=0, help="of a generated graph")
    parser.add_argument("--port", type=int, default=18500, help="the first of a few")
    parser.add_argument("--peers", nargs="+", choices=peers.PEERS, default=list(peers.PEERS))
    bench.add_options(parser)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started ends too
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder, data = Path(name), Path(name, "graph.nt")
        size = flatten(make(folder / "build", options.statements), data)
        print(f"{size} statements", file=sys.stderr)
        ours = serve(folder / "build", options.port, not options.statements, stack)
        others = peers.start(options.peers, data, folder, options.port + 1, stack)
        endpoints = [
            bench.Endpoint("ours", ours),
            *(bench.Endpoint(n, peer.address, peer.restart) for n, peer in others.items()),
        ]
        folders = [bench.PATTERNS, *([] if options.statements else [ROOT / "data/questions"])]
        return bench.run(endpoints, bench.read(folders), options)


if __name__ == "__main__":
    sys.exit(main())
