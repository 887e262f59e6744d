"""Reading files: names of graphs, faults with file and line, re-basing, blank nodes."""

import shutil

import pytest
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset

from pfpgraph.graph import load
from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.problems import Problem
from pfpgraph.settings import Settings


def read(path, **settings):
    return load.read(Settings(data=str(path), **settings))


def refused(path):
    """The problem that reading a folder ends in."""
    with pytest.raises(Problem) as caught:
        read(path).quads()
    return caught.value


def test_each_file_is_a_named_graph(tiny_settings):
    """The graph of data/countries.ttl is graph/data/countries."""
    graphs = {quad.graph_name.value for quad in load.read(tiny_settings).quads()}
    names = {graph.removeprefix(f"{PUBLIC_BASE}graph/") for graph in graphs}
    data = {"data/claims", "data/countries", "data/dataset", "data/texts"}
    assert names == data | {"ontology/tiny", "shapes/tiny"}


def test_rules_are_no_rdf_files(tiny_settings):
    """Rules are read beside the files, not among them."""
    tree = load.read(tiny_settings)
    assert [rule.name for rule in tree.rules] == ["ontology/rules/types.rq"]
    assert all(file.suffix == ".ttl" for file in tree.files)


def test_syntax_fault_has_file_line_and_reason(countries):
    """The line is the one at which the parser stops; the reason is the parser's."""
    lines = countries.read_text("utf-8").split("\n")
    at = lines.index("    a pfp:Country ;")
    lines[at] = "    a nope:Country ;"
    countries.write_text("\n".join(lines), "utf-8")
    problem = refused(countries.parents[1])
    assert problem.row.slug == "turtle"
    assert problem.detail.startswith(f"data/countries.ttl:{at + 1}: ")
    assert "prefix nope" in problem.detail
    assert problem.members["line"] == at + 1


def test_bytes_that_are_not_utf8_have_their_line(countries):
    """A file in Latin-1 is refused at the first accent."""
    countries.write_bytes(countries.read_bytes() + "# écrit en Latin-1\n".encode("latin-1"))
    lines = countries.read_bytes().count(b"\n")
    assert refused(countries.parents[1]).detail.startswith(f"data/countries.ttl:{lines}: a byte")


@pytest.mark.parametrize("place", ["nowhere", "."])
def test_folder_without_files_is_refused(tmp_path, place):
    """A folder that is missing or empty is named, with what to do."""
    assert "name a folder of" in refused(tmp_path / place).detail


def test_another_base_changes_every_name_of_ours(tiny):
    """No IRI of a re-based graph has the public base."""
    base = "http://localhost:18100/"
    tree = read(tiny, base=base)
    assert not [quad for quad in tree.quads() if PUBLIC_BASE in str(quad)]
    assert f"{base}id/country/arcadia" in {quad.subject.value for quad in tree.quads()}


def test_blank_nodes_have_their_canonical_labels(tiny_settings):
    """Two readings give the same labels, and labelling again changes nothing (RDFC-1.0)."""
    first, second = (set(load.read(tiny_settings).quads()) for _ in range(2))
    again = Dataset(first)
    again.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    assert any(isinstance(quad.subject, BlankNode) for quad in first)
    assert first == second == set(again)


def test_statement_repeated_in_a_file_counts_once(countries):
    """What a file says twice is one statement."""
    tree = read(countries.parents[1])
    countries.write_text(countries.read_text("utf-8") * 2, "utf-8")
    assert len(read(countries.parents[1]).quads()) == len(tree.quads())


def test_plain_files_are_data(tmp_path, countries):
    """A folder of RDF files without our folders is read as data, whatever their format."""
    plain = tmp_path / "plain"
    plain.mkdir()
    shutil.copy(countries, plain / "my countries.ttl")
    (plain / "more.nq").write_text("<urn:s> <urn:p> <urn:o> <urn:g> .\n", "utf-8")
    (plain / "notes.txt").write_text("not RDF", "utf-8")
    graphs = {quad.graph_name.value for quad in read(plain).quads()}
    assert graphs == {"urn:g", f"{PUBLIC_BASE}graph/data/my%20countries"}


def test_one_file_is_data(countries):
    """--data may name a single file."""
    assert [file.name for file in read(countries).files] == [str(countries)]


def test_named_files_are_what_they_are_named_as(tiny_settings, countries):
    """Wherever they stand: data, or shapes."""
    (file,) = load.named([countries], "shapes", tiny_settings)
    assert (file.name, file.folder) == (str(countries), "shapes")


def test_file_of_unknown_suffix_is_refused(tiny_settings, tmp_path):
    """A file named on the command line must be RDF by its suffix."""
    with pytest.raises(Problem, match="not a format known by its suffix"):
        load.named([tmp_path / "notes.txt"], "data", tiny_settings)


def test_question_becomes_a_thing_of_the_graph(tiny):
    """Its comments are its labels, its text its query."""
    folder = tiny / "data" / "questions"
    folder.mkdir()
    text = "# Which countries?\n# Quels pays ?\nSELECT ?country { ?country a pfp:Country }\n"
    (folder / "which-countries.rq").write_text(text, "utf-8")
    subject = f"<{PUBLIC_BASE}id/question/which-countries>"
    found = [quad for quad in read(tiny).quads() if str(quad.subject) == subject]
    values = {quad.object.value for quad in found}
    assert values == {f"{PUBLIC_BASE}ontology#Question", "Which countries?", "Quels pays ?", text}
    assert {q.graph_name.value for q in found} == {f"{PUBLIC_BASE}graph/data/questions"}


def test_question_without_its_words_is_refused(tiny):
    """A question needs its two comments."""
    folder = tiny / "data" / "questions"
    folder.mkdir()
    (folder / "silent.rq").write_text("# Only English?\nSELECT * { ?s ?p ?o }\n", "utf-8")
    assert "begin with it in English and in French" in refused(tiny).detail
