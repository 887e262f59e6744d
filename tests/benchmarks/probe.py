"""The probe: ordinary requests at an even pace from an address of its own, until stdin closes.

    python tests/benchmarks/probe.py HOST PORT SOURCE < a line of JSON: {"kind": [path, accept]}

Every request comes over a new connection; `{}` in a path is filled with a number, so that no cache
has the answer. Prints a line of JSON: for each kind the seconds of those answered, and what failed.
"""

import json
import select
import sys
import time
from http.client import HTTPConnection, HTTPException
from itertools import count, cycle

PACE = 0.02  # seconds from one request to the next
PATIENCE = 10.5


def ask(host: str, port: int, source: str, path: str, accept: str) -> float:
    """The seconds of a whole answer. Raises ValueError, OSError or HTTPException."""
    begun = time.perf_counter()
    connection = HTTPConnection(host, port, timeout=PATIENCE, source_address=(source, 0))
    try:
        connection.request("GET", path, headers={"Accept": accept, "Connection": "close"})
        response = connection.getresponse()
        if not response.read() or response.status != 200:
            raise ValueError(f"status {response.status}")
    finally:
        connection.close()
    return time.perf_counter() - begun


def main(host: str, port: str, source: str) -> None:
    """Ask for each kind in turn, note, and print."""
    asked = json.loads(sys.stdin.readline())
    seconds: dict[str, list[float]] = {kind: [] for kind in asked}
    failed: dict[str, list[str]] = {kind: [] for kind in asked}
    due, numbers = time.monotonic(), count(time.time_ns() % 10**9)
    for kind, (path, accept) in cycle(asked.items()):
        due = max(due + PACE, time.monotonic())
        if select.select([sys.stdin], [], [], max(0.0, due - time.monotonic()))[0]:
            break
        try:
            place = path.replace("{}", str(next(numbers)))
            seconds[kind].append(ask(host, int(port), source, place, accept))
        except (ValueError, OSError, HTTPException) as error:
            failed[kind].append(f"{type(error).__name__} {error}")
    print(json.dumps({"seconds": seconds, "failed": failed}))


if __name__ == "__main__":
    main(*sys.argv[1:])
