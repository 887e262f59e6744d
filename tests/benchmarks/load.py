"""Load by wrk: how many requests a server answers in a second."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import count
from typing import NamedTuple

SCRIPT = """
local asked, ready, i = {%s}, {}, %d
function init() -- wrk calls this when it knows the host
  for n, one in ipairs(asked) do
    if not one[1]:find("{}", 1, true) then ready[n] = wrk.format("GET", one[1], one[2]) end
  end
end
function request()
  i = i + 1
  local n = (i - 1) %% #asked + 1
  if ready[n] then return ready[n] end
  return wrk.format("GET", (asked[n][1]:gsub("{}", i)), asked[n][2])
end
function done(summary)
  local e = summary.errors
  print(string.format("RESULT %%d %%d %%d", summary.requests, summary.duration,
    e.status + e.connect + e.read + e.write + e.timeout))
end
"""
numbers = count(time.time_ns() % 10**9)


class Request(NamedTuple):
    """What is asked: a path, in which {} is filled with a number that differs, and headers."""

    path: str
    headers: dict[str, str]

    def lua(self) -> str:
        """The request as the script has it."""
        headers = ",".join(f"[{json.dumps(k)}]={json.dumps(v)}" for k, v in self.headers.items())
        return f"{{{json.dumps(self.path)},{{{headers}}}}}"


def is_possible() -> bool:
    """Whether wrk is there; says so if not."""
    if not shutil.which("wrk"):
        print("No throughput: wrk is not installed (Debian: wrk)", file=sys.stderr)
    return bool(shutil.which("wrk"))


def run(
    name: str, host: str, port: int, requests: list[Request], seconds: int, clients: int
) -> float:
    """Requests answered in a second; those that failed are told and not counted."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        asked = ",".join(request.lua() for request in requests)
        script.write(SCRIPT % (asked, next(numbers) * 1000))
        script.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s"]
        done = subprocess.run(
            [*command, "-s", script.name, f"http://{host}:{port}/"],
            capture_output=True,
            text=True,
            check=True,
        )
    answered, duration, errors = map(int, done.stdout.split("RESULT")[1].split()[:3])
    if errors:
        print(f"! {name}: {errors} of {answered} failed under load", file=sys.stderr)
    return (answered - errors) / (duration / 1e6)
