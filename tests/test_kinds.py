"""The table of kinds."""

import re

from pfpgraph.kinds import KINDS
from pfpgraph.resources import ROOT


def test_names_and_files_are_distinct():
    """A kind has its own name in IRIs, class and file."""
    for field in ("name", "type", "file"):
        values = [getattr(kind, field) for kind in KINDS.values()]
        assert len(values) == len(set(values))


def test_names_are_fit_for_iris():
    """Lower-case words."""
    assert all(re.fullmatch("[a-z]+", name) for name in KINDS)


def test_readers_have_a_name_for_each():
    """One and many, in both languages."""
    for kind in KINDS.values():
        assert kind.en and kind.ens and kind.fr and kind.frs


def test_every_class_is_in_the_ontology():
    """The class of each kind is declared."""
    text = "".join(path.read_text("utf-8") for path in (ROOT / "ontology").glob("*.ttl"))
    for kind in KINDS.values():
        assert f"\npfp:{kind.type}\n    a owl:Class" in text, kind.type
