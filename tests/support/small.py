"""A release made of a small made-up graph, hostile parts included, and the real ontology."""

import json
import shutil
from collections import Counter
from hashlib import sha256

from pyoxigraph import Dataset, NamedNode, Quad, RdfFormat, parse, serialize

from pfpgraph.graph import load, release
from pfpgraph.graph.record_labels import label
from pfpgraph.iris import PUBLIC_BASE, rebase
from pfpgraph.resources import ROOT

LONG = "An endless description. " * 100


def small_quads(base):
    """The quads of small.trig and of the ontology and shapes, under a base."""
    text = (ROOT / "tests/support/small.trig").read_text("utf-8").replace('"LONG"', f'"{LONG}"')
    quads = list(parse(rebase(text, base), format=RdfFormat.TRIG))
    for folder in ("ontology", "shapes"):
        for path in sorted((ROOT / folder).glob("*.ttl")):
            graph = NamedNode(f"{base}graph/{folder}/{path.stem}")
            turtle = rebase(path.read_text("utf-8"), base)
            quads += [
                Quad(*triple, graph)
                for triple in (quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE))
            ]
    return list(Dataset(quads + label(load.merged(quads, base), base)))


def write_release(folder, base=PUBLIC_BASE, quads=()):
    """A release on disk as a build leaves it, made from the small graph or the quads given."""
    quads = list(quads) or small_quads(base)
    dump = b"".join(sorted(serialize(quads, format=RdfFormat.N_QUADS).splitlines(True)))
    graphs = Counter(quad.graph_name.value for quad in quads)
    facts = {
        "version": "0.2.0",
        "checksum": sha256(dump).hexdigest(),
        "data_date": "2026-11-22",
        "fingerprint": "small",
        "base": base,
        "quads": len(quads),
        "graphs": dict(graphs),
    }
    place = folder / "releases" / "small"
    place.mkdir(parents=True)
    (place / "graph.nq").write_bytes(dump)
    (place / "release.json").write_text(json.dumps(facts), "utf-8")
    report = '{"conforms": true, "checked": 1, "faults": [], "focus_nodes": {}}'
    (place / "report.json").write_text(report, "utf-8")
    (place / "report.ttl").write_text(
        "[] a <http://www.w3.org/ns/shacl#ValidationReport> .", "utf-8"
    )
    for part in ("ontology", "shapes"):
        shutil.copytree(ROOT / part, place / "sources" / part)
        for path in (place / "sources" / part).rglob("*.ttl"):
            path.write_text(rebase(path.read_text("utf-8"), base), "utf-8")
    (folder / "current").symlink_to("releases/small")
    return release.current(folder)
