"""Full load for long, as `make soak` runs it: no request may fail, and memory stays flat.

    python -m tests.benchmarks.soak [--minutes 10] [--clients 16]

Ours alone over the real graph: documents and pages that a cache may answer, and queries of which
no two are alike. Each answer but 200 and 304 is printed with its body. Exit code 1 when there was
one, or when the processes hold more at the end than after the first part. The machine must have
nothing else to do: a query that waits for a processor uses up its turn, and the slow lane has one
place for a client.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from tests.benchmarks.bench import ACCEPT, PATTERNS, read
from tests.benchmarks.peers import HOST, stop
from tests.support.processes import ask, children

HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PAGES = ("/", "/doc/country/", "/doc/country/armenia", "/sparql", "/ontology", "/graph")
DOCUMENTS = ("/doc/country/malta.ttl", "/doc/country/sweden.jsonld", "/graph/data/countries.nq")
GROWTH = 0.05  # part of the memory, and
SOME = 32 << 20  # bytes beside it, that may come and go
# A request in three reads something, unchanged once in a while; the others query.
WRK = """
local plain, accept, queries, types, i = {%s}, {%s}, {%s}, {%s}, 0
local first = %d
function request()
  i = i + 1
  if i %% 3 == 0 then
    local n = i / 3 %% #plain + 1
    local headers = {Accept = accept[n]}
    if i %% 15 == 0 then headers["If-None-Match"] = "*" end
    return wrk.format("GET", plain[n], headers)
  end
  local n = i %% #queries + 1
  return wrk.format("GET", queries[n] .. "%%0A%%23" .. first + i, {Accept = types[n]})
end
function response(status, headers, body)
  if status ~= 200 and status ~= 304 then
    print("FAULT " .. status .. " " .. string.sub(body, 1, 400):gsub("%%s+", " "))
  end
end
function done(summary)
  local e = summary.errors
  print(string.format("RESULT %%d %%d connect %%d read %%d write %%d status %%d timeout %%d",
    summary.requests, summary.duration, e.connect, e.read, e.write, e.status, e.timeout))
end
"""


def script() -> str:
    """The load as wrk reads it."""
    reads = [(path, HTML) for path in PAGES] + [(path, "*/*") for path in DOCUMENTS]
    queries = read([PATTERNS])
    columns = (
        [path for path, _ in reads],
        [accept for _, accept in reads],
        [f"/sparql?query={quote(query.text, safe='')}" for query in queries],
        [ACCEPT[query.holds] for query in queries],
    )
    lists = (",".join(json.dumps(value) for value in column) for column in columns)
    return WRK % (*lists, time.time_ns() % 10**9)


def tree(pid: int) -> set[int]:
    """A process and all below it."""
    found = {pid}
    with suppress(OSError):  # it may end while it is looked at
        for child in children(pid):
            found |= tree(child)
    return found


def held(pid: int) -> int:
    """The bytes that a process and all below it hold, shared ones counted once."""
    total = 0
    for each in tree(pid):
        with suppress(OSError):
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
            total += int(rollup.partition("\nPss:")[2].split()[0]) << 10
    return total


def load(port: int, minutes: float, clients: int, server: int) -> tuple[str, list[int]]:
    """What wrk printed, and the memory held, seen sixty times meanwhile."""
    seconds = max(1, round(minutes * 60))
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script())
        file.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s"]
        address = f"http://{HOST}:{port}/"
        process = subprocess.Popen(
            [*command, "--latency", "-s", file.name, address], stdout=subprocess.PIPE, text=True
        )
        seen = []
        while True:
            try:
                printed, _ = process.communicate(timeout=seconds / 60)
                return printed, seen
            except subprocess.TimeoutExpired:
                seen.append(held(server))


def judge(printed: str, seen: list[int]) -> int:
    """Print what happened; the exit code."""
    print(printed)
    _, _, result = printed.partition("RESULT ")
    requests, duration, *errors = result.split()
    warm = statistics.mean(seen[len(seen) // 4 : len(seen) // 2])
    last = statistics.mean(seen[-len(seen) // 4 :])
    print(f"{int(requests) / int(duration) * 1e6:.0f} requests a second; memory in MiB:")
    print(*(memory >> 20 for memory in seen))
    print(f"{warm / 2**20:.0f} MiB in the second quarter, {last / 2**20:.0f} MiB in the last")
    failed = any(int(number) for number in errors[1::2]) or "FAULT" in printed
    return int(failed or last > warm * (1 + GROWTH) + SOME)


def main() -> int:
    """Serve, load and judge."""
    parser = argparse.ArgumentParser(prog="make soak ARGS=", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--clients", type=int, default=16, help="connections")
    parser.add_argument("--port", type=int, default=18520)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started ends too
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "PFPGRAPH_OUT": folder,
            "PFPGRAPH_PORT": str(options.port),
            "PFPGRAPH_CACHE_MEGABYTES": "8",  # full at once: what grows later is no cache
            "PFPGRAPH_FAST_SECONDS": "10",  # a busy machine must not make long what is short
        }
        command = [sys.executable, "-m", "pfpgraph", "serve"]
        server = subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.PIPE)
        try:
            server.stdout.readline()
            for path in (*PAGES, *DOCUMENTS):
                if (status := ask(options.port, path=path)[0]) != 200:
                    raise SystemExit(f"{path}: {status}")
            return judge(*load(options.port, options.minutes, options.clients, server.pid))
        finally:
            stop(server)


if __name__ == "__main__":
    sys.exit(main())
