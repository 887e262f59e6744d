"""The least that can be served: a callable that returns the same bytes, on the same web server.

python tests/benchmarks/bare.py PORT rsgi|wsgi < a line of JSON: [status, headers, body]
"""

import json
import os
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from pfpgraph.settings import Settings

STATUS, HEADERS, BODY = json.loads(os.environ.get("BARE_ANSWER", '[200, [], ""]'))
HEADERS, BODY = [tuple(header) for header in HEADERS], BODY.encode("latin-1")


async def rsgi(_scope, protocol):
    """Answer, as granian's own interface has it."""
    if BODY:
        protocol.response_bytes(STATUS, HEADERS, BODY)
    else:
        protocol.response_empty(STATUS, HEADERS)


def wsgi(_environment, start):
    """Answer, as PEP 3333 has it."""
    start(f"{STATUS} Status", HEADERS)
    return [BODY]


if __name__ == "__main__":
    os.environ["BARE_ANSWER"] = sys.stdin.readline()
    Granian(
        f"bare:{sys.argv[2]}",
        port=int(sys.argv[1]),
        interface=Interfaces(sys.argv[2]),
        workers=Settings.read().workers,
        log_level=LogLevels.error,
    ).serve()
