"""Queries made at random: by the grammar of SPARQL, or from questions with faults."""

from hypothesis import strategies as st

from pfpgraph.resources import ROOT

QUESTIONS = [path.read_text("utf-8") for path in sorted((ROOT / "data/questions").glob("*.rq"))]

XSD = "http://www.w3.org/2001/XMLSchema#"
LITERALS = (
    *(
        "1",
        "-1",
        "0",
        "1.5",
        "1e400",
        "-0.0e0",
        "true",
        "99999999999999999999",
        '"NaN"^^xsd:double',
    ),
    *(
        '"1999-02-30"^^xsd:date',
        '"2004-03-29"^^xsd:date',
        '"P1Y"^^xsd:duration',
        '"24:00:00"^^xsd:time',
    ),
    *(
        '"-0001-01-01T00:00:00Z"^^xsd:dateTime',
        '"x"^^xsd:integer',
        '"2004"^^xsd:gYear',
        '"PT1S"^^xsd:dayTimeDuration',
    ),
    *(
        '""',
        "'é'@fr",
        '"a"@en',
        '"""a"b"""',
        '"\\u0000"',
        '"a"@ar--rtl',
        '"(a+)+$"',
        '"[a"',
        '"$1"',
        '"x"^^<a:t>',
    ),
)
OTHERS = ("_:b", "[]", "[ ?p ?o ]", "()", "(1 ?x)", "<<( ?a ?p ?o )>>", "<< ?a ?p ?o >>")
IRIS = ("<a:a>", "<a:b>", "<a:p>", "xsd:integer", "<>", "<../x>", "a:a")
FUNCTIONS = [  # with their numbers of arguments
    (name, number)
    for number, names in {
        0: "NOW RAND UUID STRUUID BNODE",
        1: "STR LANG DATATYPE IRI URI BNODE ABS CEIL FLOOR ROUND STRLEN UCASE LCASE ENCODE_FOR_URI "
        "YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ MD5 SHA1 SHA256 SHA384 SHA512 isIRI "
        "isBLANK isLITERAL isNUMERIC isTRIPLE SUBJECT PREDICATE OBJECT LANGDIR hasLANG hasLANGDIR "
        "xsd:integer xsd:decimal xsd:double xsd:float xsd:boolean xsd:string xsd:date xsd:time "
        "xsd:dateTime xsd:duration xsd:dayTimeDuration xsd:yearMonthDuration",
        2: "CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER LANGMATCHES sameTerm STRDT STRLANG REGEX "
        "SUBSTR CONCAT COALESCE ADJUST",
        3: "IF REPLACE SUBSTR REGEX TRIPLE STRLANGDIR CONCAT COALESCE",
        4: "REPLACE",
    }.items()
    for name in names.split()
]
OPERATORS = "= != < > <= >= + - * / && ||".split()
AGGREGATES = "COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT".split()

VARIABLES = st.sampled_from(["?s", "?p", "?o", "?x", "$y", "?é"])
NAMES = st.one_of(VARIABLES, st.sampled_from(IRIS))
TERMS = st.one_of(NAMES, st.sampled_from(LITERALS))


def text(template, *parts):
    """Text made of parts put into a template."""
    return st.tuples(*parts).map(lambda made: template.format(*made))


def some(part, most, between=" "):
    """One or several of a part in a row."""
    return st.lists(part, min_size=1, max_size=most).map(between.join)


def either(*templates):
    """One of several templates of one part each."""
    return st.sampled_from(templates)


def call(arguments):
    """A call of a function."""
    return st.sampled_from(FUNCTIONS).flatmap(
        lambda function: st.lists(arguments, min_size=function[1], max_size=function[1]).map(
            lambda given: f"{function[0]}({', '.join(given)})"
        )
    )


def larger_expression(parts):
    """An expression made of others."""
    return st.one_of(
        text("({0} {1} {2})", parts, st.sampled_from(OPERATORS), parts),
        text("{0}({1})", st.sampled_from("!-+"), parts),
        text("({0} {1} ({2}))", parts, either("IN", "NOT IN"), some(parts, 3, ", ")),
        call(parts),
    )


EXPRESSIONS = st.recursive(TERMS, larger_expression, max_leaves=8)
PATHS = st.recursive(
    st.sampled_from((*IRIS, "a", "!<a:p>", "!(<a:p>|^<a:q>)")),
    lambda parts: st.one_of(
        text("({0}{1})", parts, either("*", "+", "?")),
        text("({0}{1}{2})", parts, either("/", "|"), parts),
        text("^{0}", parts),
    ),
    max_leaves=5,
)
OBJECTS = st.one_of(TERMS, st.sampled_from(OTHERS))
PLAIN = text("{0} {1} {2} .", NAMES, NAMES, TERMS)
TRIPLES = text("{0} {1} {2} .", OBJECTS, st.one_of(VARIABLES, PATHS), OBJECTS)
AGGREGATED = st.one_of(
    text("{0}({1}{2})", st.sampled_from(AGGREGATES), either("", "DISTINCT "), EXPRESSIONS),
    st.just("COUNT(*)"),
)
DATA = st.sampled_from((*IRIS, *LITERALS, "UNDEF"))
VALUES = st.one_of(
    text("VALUES {0} {{ {1} }}", VARIABLES, some(DATA, 4)),
    text("VALUES (?x ?s) {{ ({0} {1}) ({2} {3}) }}", DATA, DATA, DATA, DATA),
)
ORDERS = text("{0}({1})", either("ASC", "DESC", ""), EXPRESSIONS)
ENDS = text(
    "{0} {1} {2} {3}",
    st.one_of(
        st.just(""),
        text("GROUP BY {0}", some(st.one_of(VARIABLES, text("({0} AS ?g)", EXPRESSIONS)), 2)),
    ),
    st.one_of(st.just(""), text("HAVING ({0} > 1)", AGGREGATED)),
    st.one_of(st.just(""), text("ORDER BY {0}", some(ORDERS, 2))),
    either("", "LIMIT 0", "LIMIT 5", "OFFSET 2", "LIMIT 99999999999999999999"),
)
COLUMNS = st.one_of(
    st.just("*"),
    some(VARIABLES, 3),
    some(text("({0} AS ?n{1})", st.one_of(EXPRESSIONS, AGGREGATED), st.integers(0, 5)), 3),
)


def select(patterns):
    """A SELECT over a pattern."""
    return text(
        "SELECT {0}{1} {{ {2} }} {3}", either("", "DISTINCT ", "REDUCED "), COLUMNS, patterns, ENDS
    )


def larger_pattern(parts):
    """A pattern made of others."""
    return st.one_of(
        text("{0} {1}", parts, parts),
        text("{0} OPTIONAL {{ {1} }}", parts, parts),
        text("{{ {0} }} UNION {{ {1} }}", parts, parts),
        text("{0} MINUS {{ {1} }}", parts, parts),
        text("GRAPH {0} {{ {1} }}", NAMES, parts),
        text("{0} FILTER ({1})", parts, EXPRESSIONS),
        text("{0} FILTER {1}EXISTS {{ {2} }}", parts, either("", "NOT "), parts),
        text("{0} BIND ({1} AS ?z{2})", parts, EXPRESSIONS, st.integers(0, 9)),
        text("{{ {0} }}", select(parts)),
    )


PATTERNS = st.recursive(st.one_of(TRIPLES, VALUES), larger_pattern, max_leaves=6)
PROLOGUE = f"BASE <http://a.example/> PREFIX xsd: <{XSD}> PREFIX a: <a:>"
BY_GRAMMAR = text(
    PROLOGUE + " {0} {1}",
    st.one_of(
        select(PATTERNS),
        text("ASK {{ {0} }}", PATTERNS),
        text("CONSTRUCT {{ {0} }} WHERE {{ {1} }}", some(PLAIN, 3), PATTERNS),
        text("DESCRIBE {0} {{ {1} }}", some(NAMES, 1), PATTERNS),
        text("SELECT * FROM <a:g> FROM NAMED <a:h> {{ {0} }}", PATTERNS),
    ),
    st.one_of(st.just(""), VALUES),
)
PIECES = st.one_of(
    st.text(max_size=4),
    st.characters(),
    st.sampled_from("{}()[]<>.;,|^/*+?!='\"\\#@_:-$\0\r\n\ufeff\ud800"),
    st.sampled_from((*OPERATORS, *LITERALS, *OTHERS)),
    st.sampled_from("SERVICE LOAD INSERT FROM EXISTS SELECT BIND AS UNION GROUP HAVING".split()),
)


def faulty(question, faults):
    """A question in which some stretches are replaced, or moved."""
    for place, length, piece, moves in faults:
        start = place % (len(question) + 1)
        cut = question[start : start + length]
        question = question[:start] + piece + question[start + length :]
        question = question + cut if moves else question
    return question


FAULTS = st.lists(
    st.tuples(st.integers(0, 4000), st.integers(0, 40), PIECES, st.booleans()),
    min_size=1,
    max_size=3,
)
WITH_FAULTS = st.one_of(
    st.builds(faulty, st.sampled_from(QUESTIONS), FAULTS),
    st.builds(faulty, BY_GRAMMAR, FAULTS),
    some(PIECES, 30),
)
ASKED = st.booleans().flatmap(lambda right: BY_GRAMMAR if right else WITH_FAULTS)
