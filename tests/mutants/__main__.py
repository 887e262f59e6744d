"""The mutation test of the shapes: each part of them is changed in turn, and an example must
notice.

    python -m tests.mutants [--shape NAME]

It prints how many mutants were made, how many of them an example noticed, how many mean the same
as the shape (each by a rule), and those left, with the reason in survivors.csv. Exit code 1 below
the share that must be noticed, where one left has no reason, and where a reason has no mutant.
"""

import argparse
import csv
import sys
import time
from collections import Counter
from functools import cache
from multiprocessing import Pool
from pathlib import Path

from tests.mutants.judgement import INVALID, Judge
from tests.mutants.meaning import same
from tests.mutants.shapes import Mutant, mutants
from tests.support.examples import ontology_files, read

SHARE = 0.97
REASONS = Path(__file__).with_name("survivors.csv")
_judge = cache(Judge)


def noticed_by(mutant: Mutant) -> str:
    """What notices a mutant, in a process that keeps the shapes and the examples."""
    return _judge().noticed_by(mutant)


def reasons() -> dict[str, str]:
    """The reason why each mutant that is known to be left is."""
    with REASONS.open(encoding="utf-8", newline="") as file:
        return {row["mutant"]: row["reason"] for row in csv.DictReader(file)}


def main() -> int:
    """Make the mutants, judge them, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shape", help="only those of one shape, by its name or how it begins")
    only, begun = parser.parse_args().shape or "", time.monotonic()
    shapes, ontology = _judge().shapes, read(ontology_files())
    made = [m for m in mutants(shapes, ontology) if m.shape.split("#")[1].startswith(only)]
    rules = {str(m): same(shapes, ontology, m) for m in made}
    with Pool() as pool:
        noticed = dict(zip(map(str, made), pool.imap(noticed_by, made, 8), strict=True))
    valid = {name for name, by in noticed.items() if by != INVALID}
    left = [name for name in noticed if name in valid and not noticed[name]]
    alike = [name for name in left if rules[name]]
    left = [name for name in left if not rules[name]]
    known = {name: why for name, why in reasons().items() if name.startswith(only)}
    for name in left:
        print(f"left  {name}: {known.get(name, 'NO REASON')}")
    for rule, number in Counter(rules[name] for name in alike).items():
        print(f"same  {number} by the rule {rule}")
    for name in known.keys() - {*left}:
        print(f"known {name}: is not left any more")
    counted = len(valid) - len(alike)
    share = 1 - len(left) / max(counted, 1)
    print(
        f"made {len(made)}, invalid {len(made) - len(valid)}, noticed {counted - len(left)}, "
        f"same in meaning {len(alike)}, left {len(left)}: {share:.1%} noticed, "
        f"{time.monotonic() - begun:.0f} s"
    )
    return int(share < SHARE or {*left} != {*known})


if __name__ == "__main__":
    sys.exit(main())
