"""The table of kinds."""

import re
from dataclasses import fields
from typing import get_type_hints

import pytest

from pfpgraph.i18n.words import languages, languages_of
from pfpgraph.kinds import KINDS, OTHER, Kind, RecordKind, kind_name, ranked
from pfpgraph.kinds.query_terms import WORDED_ROLES
from pfpgraph.query import query_files
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
    """One and many, in each language."""
    for kind in (*KINDS, OTHER):
        assert languages_of(f"kind-{kind}") == list(languages())
        assert kind_name(kind, "en") and kind_name(kind, "en", 1)


def test_readers_have_a_title_of_each():
    """Of each kind whose row says what a title names."""
    titled = [kind for kind in KINDS.values() if kind.title]
    for kind in titled:
        assert languages_of(f"title-{kind.name}") == list(languages()), kind.name
    assert titled


def test_every_class_is_in_the_ontology():
    """The class of each kind is declared."""
    text = "".join(path.read_text("utf-8") for path in (ROOT / "ontology").glob("*.ttl"))
    for kind in KINDS.values():
        assert f"\npfp:{kind.type}\n    a owl:Class" in text, kind.type


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_kind_has_its_shape_its_file_and_an_example(kind):
    """What must hold of it, what is known of it, and one as it should be."""
    shapes = "".join(path.read_text("utf-8") for path in (ROOT / "shapes").glob("*.ttl"))
    # A post has only what all things have, and its shape is theirs.
    assert f"\n    sh:targetClass pfp:{kind.type} ;\n" in shapes or kind.name == "post"
    files = list((ROOT / "data").glob(f"{kind.file}*"))
    assert files and (files[0].is_dir() or f"\n{kind.name}:" in files[0].read_text("utf-8"))
    good = (ROOT / "tests/shapes/good.ttl").read_text("utf-8")
    assert re.search(rf"^{kind.name}:\S+\n    a\s", good, re.MULTILINE)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
@pytest.mark.parametrize("field", [field.name for field in fields(Kind)])
def test_every_row_says_every_field(kind, field):
    """A value of the field's type; texts of those that are several are none of them empty."""
    wanted = get_type_hints(Kind)[field]
    value = getattr(kind, field)
    if wanted in (str, int, bool):
        assert type(value) is wanted
    else:
        assert isinstance(value, tuple) and all(isinstance(one, str) and one for one in value)
        assert len(set(value)) == len(value)


def test_a_row_without_a_field_says_which():
    """When it is read, and not when a page first misses it."""
    said = {field.name: "" for field in fields(RecordKind) if field.init}
    del said["roles"]
    with pytest.raises(TypeError, match="roles"):
        RecordKind(**said)


def test_the_order_of_the_rows_says_nothing():
    """Each has its rank, and the table is in the order of the ranks."""
    rows = list(KINDS.values())
    assert list(ranked(reversed(rows)).values()) == rows
    for field in ("rank", "front", "group", "search"):
        places = [getattr(row, field) for row in rows if getattr(row, field)]
        assert len(places) == len(set(places)), field


def test_rows_name_terms_of_the_ontology(real):
    """No property or class of a row is misspelled; only those of RDF are declared by nobody."""
    site = real.application.extensions["pfpgraph"]
    known = {*site.terms.properties(), *site.terms.classes()}
    for kind in KINDS.values():
        values = [getattr(kind, field.name) for field in fields(Kind)]
        texts = [v for v in values if isinstance(v, str)] + [
            one for v in values if isinstance(v, tuple) for place in v for one in place.split("|")
        ]
        named = [text for text in texts if ":" in text and not text.startswith(("rdf:", "rdfs:"))]
        assert {name for name in named if site.context.expand(name) not in known} == set()
        assert site.prefixes["pfp"] + kind.type in known


def test_roles_of_words_are_those_that_link_nothing(real):
    """They are not asked for where a thing is looked for in a role."""
    site = real.application.extensions["pfpgraph"]
    roles = {role for kind in KINDS.values() for role in kind.roles}
    links = set(site.terms.links())
    assert {role for role in roles if site.context.expand(role) not in links} == set(WORDED_ROLES)


def test_a_class_is_kept_under_the_kinds_that_have_it():
    """The rule of hygiene knows each class of ours that rows name, and no other kind for it; the
    others that it knows are narrower than one of these."""
    found: dict[str, set[str]] = {}
    for kind in KINDS.values():
        for name in (f"pfp:{kind.type}", *kind.others, *kind.aside):
            found.setdefault(name, set()).add(kind.name)
    text = (ROOT / "shapes/hygiene/kind-with-wrong-class.rq").read_text("utf-8")
    said = {
        name: set(kinds.split()) for name, kinds in re.findall(r'\((pfp:\w+) "([^"]+)"\)', text)
    }
    ours = {name: kinds for name, kinds in found.items() if name.startswith("pfp:")}
    assert {name: said[name] for name in ours} == ours
    assert all(any(kinds <= known for known in ours.values()) for kinds in said.values())


def test_the_history_asks_for_the_country_of_each_kind():
    """By the property that the row says."""
    text = query_files.text("history")
    for kind in KINDS.values():
        assert not kind.history or (kind.country in text and f"pfp:{kind.type}\n" in text), (
            kind.name
        )
