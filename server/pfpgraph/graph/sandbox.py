"""Read files in a child process: foreign files may take more time, memory or stack than there is,
and the engine then ends its process.

Run as `python -m pfpgraph.graph.sandbox SECONDS MEGABYTES`: it reads a pickled tree from standard
input and writes N-Quads to standard output; on standard error a line for each step, then a problem
if there is one.
"""

import json
import pickle
import resource
import signal
import subprocess
import sys

from pyoxigraph import Quad, RdfFormat, parse, serialize

from pfpgraph.graph.load import Limits, Tree, labelled, quads
from pfpgraph.graph.questions import describe
from pfpgraph.problems import Problem

_STEP, _PROBLEM = b"reading ", b"problem "
_LABELLING = "the blank nodes"
_GRACE = 1  # seconds between the signal that can be caught and the one that cannot


def read(tree: Tree) -> list[Quad]:
    """Every quad of a tree, blank nodes under their RDFC-1.0 labels. Raises Problem."""
    command = [sys.executable, "-P", "-m", "pfpgraph.graph.sandbox", *map(str, tree.limits)]
    try:
        done = subprocess.run(command, input=pickle.dumps(tree), capture_output=True, check=False)
    except OSError as error:
        what = f"no process can be started to read them: {error.strerror}: try again"
        raise Problem("turtle", f"the files: {what}") from None
    if done.returncode:
        raise _problem(done, tree.limits)
    return list(parse(done.stdout, format=RdfFormat.N_QUADS))


def _problem(done: subprocess.CompletedProcess[bytes], limits: Limits) -> Problem:
    """The problem of a child process that failed: the one that it reports, or the limit that ended
    it and the step it was at."""
    if problem := told(done.stderr):
        return problem
    lines = done.stderr.splitlines()
    steps = [line.removeprefix(_STEP).decode() for line in lines if line.startswith(_STEP)]
    step = steps[-1] if steps else "the files"
    if done.returncode == -signal.SIGXCPU:
        why = f"took more than {limits.seconds} s: "
    else:
        why = f"took more than {limits.megabytes} MiB of memory, or nests too deeply: "
    return Problem("turtle", f"{step}: reading this {why}{_advice(step)}")


def told(stderr: bytes) -> Problem | None:
    """The problem that a child process told on standard error, None where it told none."""
    for line in stderr.splitlines():
        if line.startswith(_PROBLEM):
            slug, said, members = json.loads(line.removeprefix(_PROBLEM))
            return Problem(slug, said, **members)
    return None


def tell(problem: Problem) -> None:
    """Write a problem to the parent process."""
    _say(_PROBLEM, json.dumps((problem.row.slug, problem.said, problem.members)))


def _advice(step: str) -> str:
    """What to do about a step that exceeds its limits."""
    if step == _LABELLING:
        return "name those that are hard to tell apart (RDFC-1.0)"
    return "make it smaller and flatter, or set PFPGRAPH_READING_SECONDS or _MEGABYTES"


def _read_here(tree: Tree) -> list[Quad]:
    """Every quad of a tree, read in this process. Raises Problem."""
    found: list[Quad] = []
    for file in tree.files:
        _say(_STEP, file.name)
        found += quads(file)
    for file in tree.questions:
        found += describe(file, tree.base)
    _say(_STEP, _LABELLING)
    return labelled(found)


def _say(what: bytes, words: str) -> None:
    """Write a line to the parent process."""
    sys.stderr.buffer.write(what + " ".join(words.split()).encode() + b"\n")
    sys.stderr.flush()


def main(seconds: str, megabytes: str) -> None:
    """Read a pickled tree from standard input and write its quads to standard output, within the
    limits."""
    memory = int(megabytes) << 20
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + _GRACE))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        found = _read_here(pickle.load(sys.stdin.buffer))
        serialize(found, sys.stdout.buffer, format=RdfFormat.N_QUADS)
    except Problem as problem:
        tell(problem)
        sys.exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
