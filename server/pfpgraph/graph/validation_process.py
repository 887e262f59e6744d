"""Check what somebody submits in a process of its own, under limits of time and memory, in which
nothing can be opened.

Run as `python -m pfpgraph.graph.validation_process`: it reads a pickled job from standard input and
writes the report to standard output, behind a line of JSON about it; on standard error a problem if
there is one.
"""

import json
import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode

from pfpgraph.formats import Format, named
from pfpgraph.graph import report_formats, sandbox
from pfpgraph.graph.load import File
from pfpgraph.graph.submission import Submission, SubmissionReport
from pfpgraph.problems import Problem

# A submission with a fault.
_TRIAL = "<urn:a> <urn:p> 1 ."
_TRIAL_SHAPES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
<urn:s> a sh:NodeShape ; sh:targetNode <urn:a> ;
    sh:property [ sh:path <urn:p> ; sh:datatype <urn:d> ; sh:pattern "x" ] ."""
_GRACE = 1.0  # seconds that a process has to die of its alarm
_NICENESS = 5  # queries go first, but it must get on: a third of their share


class Job(NamedTuple):
    """A submission, the name of the format of the report, the most faults that it may list, and the
    limits: seconds, and in MiB the memory and the size of the report."""

    submission: Submission
    fmt: str
    most: int
    seconds: float
    megabytes: int
    report_megabytes: int


class Outcome(NamedTuple):
    """A report as bytes; whether any shape applied; and the number of faults and of violations."""

    body: bytes
    checked: bool
    faults: int
    violations: int


class Process(subprocess.Popen[bytes]):
    """The process, which its client may give up."""

    def abort(self) -> None:
        """End it, from any thread."""
        self.kill()


Guard = Callable[[Process], AbstractContextManager[None]]


def run(job: Job, guard: Guard = lambda _: nullcontext()) -> Outcome:
    """The report on a submission, made in a child process, which lives within the context that
    `guard` makes of it. Raises Problem: unreadable, shapes, check-time,
    check-memory, too-large, busy, internal."""
    command = [sys.executable, "-P", "-m", "pfpgraph.graph.validation_process"]
    pipe = subprocess.PIPE
    try:
        process = Process(command, stdin=pipe, stdout=pipe, stderr=pipe)
    except OSError as error:
        raise Problem("busy", "no-process", reason=error.strerror, retry_after=1) from None
    with process, guard(process):
        late = False
        try:
            said, errors = process.communicate(pickle.dumps(job), job.seconds + _GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            late, (said, errors) = True, process.communicate()
        finally:
            process.kill()
    if process.returncode:
        raise _problem(process.returncode, errors, late, job)
    head, _, body = said.partition(b"\n")
    return Outcome(body, *json.loads(head))


def _problem(code: int, errors: bytes, late: bool, job: Job) -> Problem:
    """The problem of a child process that failed: the one that it told, or the limit."""
    if told := sandbox.told(errors):
        return told
    if late or code == -signal.SIGALRM:
        return Problem("check-time", "check-late", limit=job.seconds, unit="seconds")
    if code < 0 or b"memory allocation" in errors or b"MemoryError" in errors:
        return Problem("check-memory", "check-memory", limit=job.megabytes, unit="MiB")
    print(errors.decode(errors="replace"), file=sys.stderr, flush=True)  # a fault of ours
    return Problem("internal", "noted")


def _written(report: SubmissionReport, fmt: Format, most: int) -> bytes:
    """The answer: a line about the report, and the report with the first `most` faults."""
    about = report.checked, len(report.faults), len(report.violations)
    shown = report._replace(faults=report.faults[:most])
    return json.dumps(about).encode() + b"\n" + report_formats.write(shown, fmt)


def _limit(seconds: float, megabytes: int) -> None:
    """Limit this process: its alarm ends it, even inside the engine."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    memory = _address_space() + (megabytes << 20)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _address_space() -> int:
    """The address space of this process in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _open_nothing(fmt: Format) -> None:
    """Load whatever is loaded on first use, then let this process open nothing more: no file, no
    socket."""
    base = "urn:base/"
    data, shapes = (
        File("trial", NamedNode(f"{base}graph/{folder}/trial"), text, ".ttl")
        for folder, text in (("data", _TRIAL), ("shapes", _TRIAL_SHAPES))
    )
    trial = Submission((data,), (shapes,), (), base)
    _written(trial.report(*trial.load()), fmt, 1)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def main() -> None:
    """Read a pickled job from standard input and write its report to standard output."""
    os.nice(_NICENESS)
    job: Job = pickle.load(sys.stdin.buffer)
    _limit(job.seconds, job.megabytes)
    fmt = named(job.fmt, report_formats.OFFERS)
    assert fmt
    try:
        background = job.submission.load()
        _open_nothing(fmt)
        answer = _written(job.submission.report(*background), fmt, job.most)
        if len(answer) > job.report_megabytes << 20:
            raise Problem("too-large", "large-report", limit=job.report_megabytes, unit="MiB")
    except Problem as problem:
        sandbox.tell(problem)
        sys.exit(1)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)  # to free a large graph would take long


if __name__ == "__main__":
    main()
