"""The tokeniser: what it lets pass, what it refuses, and that no text keeps it busy."""

import contextlib
import re

import pytest

from pfpgraph import tokeniser
from pfpgraph.problems import Problem
from pfpgraph.resources import ROOT
from pfpgraph.settings import Settings

EXAMINED = Settings()
CALL = "SERVICE <http://b.example/> { ?s ?p ?o }"


def refusal(text):
    """The slug of the problem that a text is refused with."""
    with pytest.raises(Problem) as caught:
        tokeniser.examine(text, EXAMINED)
    return caught.value.row.slug


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * { }", "SELECT"),
        ("select*{}", "SELECT"),
        ("SELECTDISTINCT?s{}", "SELECT"),
        ("# ASK\nBASE <http://a.example/> PREFIX select: <x#ASK> DESCRIBE select:a", "DESCRIBE"),
        ("PREFIX : <http://a.example/>\r\nASK{}", "ASK"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"),
    ],
)
def test_form_is_the_first_word_after_the_prologue(text, form):
    """Prefixes and comments named like forms do not count."""
    assert tokeniser.examine(text, EXAMINED).form == form


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ {CALL} }}",
        "SELECT * { service silent ?endpoint { } }",
        f"SELECT * {{ {{ SELECT * {{ {CALL} }} }} }}",
        f"SELECT * {{ OPTIONAL {{ {CALL} }} }}",
        f"SELECT * {{ FILTER EXISTS {{ {CALL} }} }}",
        f"ASK {{ FILTER(NOT EXISTS {{ {CALL} }}) }}",
        f"CONSTRUCT {{ }} WHERE {{ {CALL} }}",
        "SELECT*{SERVICE#comment\n<http://b.example/>{}}",
        "SELECT*{SERVICESILENT<http://b.example/>{}}",
        "PREFIX ex: <http://b.example/> SELECT*{SERVICEex:x{}}",
        "PREFIX : <http://b.example/> SELECT*{SERVICE:x{}}",
        "PREFIX : <http://b.example/> SELECT*{{?s ?p NAMED}SERVICE:x{}}",
        "PREFIX : <http://b.example/> PREFIX service: <http://c.example/> SELECT*{service:x #\n{}}",
        f"SELECT * {{ ?s ?p true{CALL} }}",
        f"SELECT * {{ ?s ?p 1{CALL} }}",
        f"PREFIX e: <http://a.example/> SELECT * {{ ?s ?p e:.{CALL} }}",
        f"PREFIX e: <http://a.example/> SELECT * {{ ?s ?p e:l\\'a . {CALL} BIND('x' AS ?x) }}",
        f"SELECT * {{ ?s ?p <http://a.example/'\\u0041> . {CALL} BIND('x' AS ?x) }}",
        f"SELECT * {{ FILTER(?a<'x>' ) {CALL} BIND('x' AS ?x) }}",
        f"SELECT * {{ FILTER(?a<?b#>'''\n) {CALL} #'''\n }}",
    ],
)
def test_service_is_refused_wherever_it_stands(text):
    """Also where the engine reads a call and a simple tokeniser would not."""
    assert refusal(text) == "service"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 'SERVICE <x> {}' , \"SERVICE\" , 'it\\'s SERVICE' }",
        'SELECT * { ?s ?p """a "quoted" SERVICE <x> { }""" , \'\'\'SERVICE\n\'\'\' }',
        "SELECT * { ?s <http://a.example/SERVICE#SERVICE> <SERVICE> } # SERVICE <x> { }",
        "SELECT ?service $SERVICE { ?service ?p $SERVICE }",
        "PREFIX ex: <http://a.example/> SELECT * { ex:service ex:SERVICE ex:a.service }",
        "PREFIX service: <http://a.example/> SELECT * { service:a ?p service:b . { ?s ?p ?o } }",
        "PREFIX service: <http://a.example/> SELECT * { GRAPH service:a { ?s ?p ?o } }",
        "PREFIX service: <http://a.example/> SELECT * FROM service:a { ?s ?p ?o }",
        "SELECT * { ?s <http://a.example/a#b> '''\nSERVICE\n''' }",
        "SELECT * { _:service ?p ?o }",
    ],
)
def test_the_word_service_passes_elsewhere(text):
    """Strings, IRIs, comments, variables and names may hold it."""
    assert tokeniser.examine(text, EXAMINED).form == "SELECT"


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:b> <a:b> <a:b> }",
        "PREFIX a: <b:c> delete where { ?s ?p ?o }",
        "LOAD <http://b.example/>",
        "CLEAR ALL",
        "DROP GRAPH <a:b>",
        "WITH <a:b> DELETE { } WHERE { }",
    ],
)
def test_updates_are_refused(text):
    """An update is told from a mistyped query."""
    assert refusal(text) == "update"


def test_other_words_are_syntax_errors_with_their_place():
    """Line and column of the word that should be a form are named."""
    with pytest.raises(Problem) as caught:
        tokeniser.examine("PREFIX a: <b:c>\n  SELEC * { }", EXAMINED)

    assert caught.value.row.slug == "syntax"
    assert (caught.value.members["line"], caught.value.members["column"]) == (2, 3)


@pytest.mark.parametrize(("opening", "closing"), ["()", "[]", "{}"])
def test_nesting_has_a_limit(opening, closing):
    """As many brackets as allowed pass; one more does not; those in strings do not count."""
    most = EXAMINED.query_nesting - 1
    fine = "SELECT * {" + opening * most + "'((({{{'" + closing * most + "}"

    assert tokeniser.examine(fine, EXAMINED)
    assert refusal("SELECT * {" + opening * (most + 1)) == "nesting"


def test_length_has_a_limit():
    """The limit counts bytes, not characters."""
    size = EXAMINED.query_kilobytes << 10

    assert tokeniser.examine("ASK {} #".ljust(size, "a"), EXAMINED)
    assert refusal("ASK {} #".ljust(size // 2 + 8, "é")) == "too-long"


def test_half_a_character_is_a_syntax_error():
    """An unpaired surrogate, as Python makes of bytes that are not UTF-8, has its place named."""
    with pytest.raises(Problem) as caught:
        tokeniser.examine("ASK {\n ?s ?p '\udcff' }", EXAMINED)

    assert caught.value.row.slug == "syntax"
    assert (caught.value.members["line"], caught.value.members["column"]) == (2, 9)


def test_datasets_and_changing_answers_are_seen():
    """FROM and NOW count as words only."""
    query, other = (
        "SELECT * FROM <a:b> { BIND(now() AS ?x) }",
        "SELECT * { ?from ?now 'FROM NOW()' }",
    )

    assert tokeniser.has_dataset_clause(query)
    assert tokeniser.examine(query, EXAMINED).is_volatile
    assert not tokeniser.has_dataset_clause(other)
    assert not tokeniser.examine(other, EXAMINED).is_volatile
    assert tokeniser.has_dataset_clause("SELECT*FROMNAMED<a:b>{}")


@pytest.mark.parametrize(
    "text", ["ASKFROM<a:b>{}", "askfrom <a:b> {}", "CONSTRUCTFROM<a:b>WHERE{}"]
)
def test_from_may_be_glued_to_the_form(text):
    """The engine reads it so, and must not answer from the union then."""
    assert tokeniser.has_dataset_clause(text)


@pytest.mark.parametrize(
    "end", ["ORDER BYRAND()", "HAVINGRAND()", "GROUP BYSTRUUID()", "ORDER BYDESC(NOW())"]
)
def test_what_changes_may_be_glued_to_a_word(end):
    """Such an answer is not kept."""
    assert tokeniser.examine(f"SELECT ?s {{ ?s ?p ?o }} {end}", EXAMINED).is_volatile


@pytest.mark.parametrize(
    "piece",
    [
        '"',
        "'",
        "<",
        "a",
        '"""',
        "\\",
        ":",
        "a.:",
        "é",
        "'''\\'",
        '"""a""',
        "<a'",
        "<a'>",
        "<#>",
        "<#>\n",
        "<'>\n",
        "service:a ",
        "service:a#",
        "service:a\n#",
        "a-",
        "1.",
        "@a",
        "??",
        "\\'",
    ],
)
def test_no_text_keeps_it_busy(piece):
    """Texts of the greatest length made of one piece are read, one way or the other: a pattern
    that tries every way would not come back."""
    text = "SELECT SERVICE".replace("SERVICE", piece * (60_000 // len(piece.encode()))) + " service"
    tokeniser.calls_service(text)
    tokeniser.has_dataset_clause(text + " from")
    tokeniser.star(f"SELECT * {{ {text}")
    tokeniser.dataset_clause(f"SELECT * FROM {text} {{ {text}")
    with contextlib.suppress(Problem):
        tokeniser.examine(text, EXAMINED)


def test_no_pattern_is_read_otherwise_by_an_older_python():
    """Before 3.11.5 a possessive quantifier behind a group matches wrongly (a set of characters is
    read right); .ci/run asks queries on the oldest Python that is promised."""
    files = [*(ROOT / "server").rglob("*.py")]
    behind_a_group = re.compile(r"(?<!\\)\)(?:[*+?]|\{\d*,?\d*\})\+")
    faulty = [str(file) for file in files if behind_a_group.search(file.read_text("utf-8"))]

    assert len(files) > 100
    assert faulty == []
