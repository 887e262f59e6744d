"""Hostile queries: each with the ways in which it may end, slugs of problems or "answer"."""

ALL = "?a ?b ?c . ?d ?e ?f"
MORE = f"{ALL} . ?g ?h ?i . ?j ?k ?l"
RUNNING = {"time", "memory"}  # whichever limit is reached first
READING = {"time", "syntax", "answer"}  # long to read, not to run
CALL = "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }"


def doubled(times):
    """A string that is doubled so many times."""
    lines = [f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(times)]
    return f"SELECT (STRLEN(?x{times}) AS ?n) {{ BIND('aaaaaaaa' AS ?x0) {' '.join(lines)} }}"


def sub_selects(depth):
    """A cross product in sub-selects so deep, one more pattern at each depth."""
    text = "?a ?b ?c"
    for n in range(depth):
        text = f"{{ SELECT * {{ {text} }} }} ?s{n} ?p{n} ?o{n}"
    return f"SELECT (COUNT(*) AS ?n) {{ {text} }}"


def values(rows):
    """So many rows joined with as many others."""
    ours = " ".join(f"({n} 'a')" for n in range(rows))
    return (
        f"SELECT (COUNT(*) AS ?n) {{ VALUES (?x ?a) {{ {ours} }} VALUES ?y {{ "
        + " ".join(map(str, range(rows)))
        + " } ?s ?p ?o . FILTER(?x + ?y = -1) }"
    )


HOSTILE = {
    # cross products
    "cross product counted": (f"SELECT (COUNT(*) AS ?n) {{ {MORE} }}", {"time"}),
    "cross product ordered": (f"SELECT * {{ {MORE} }} ORDER BY ?a ?l LIMIT 1", RUNNING),
    "cross product ordered by a long key": (
        f"SELECT * {{ {MORE} }} ORDER BY CONCAT(STR(?a), STR(?d), STR(?g)) LIMIT 1",
        RUNNING,
    ),
    "cross product distinct": (f"SELECT DISTINCT * {{ {MORE} }} OFFSET 99999999", RUNNING),
    "cross product distinct in a count": (
        f"SELECT (COUNT(DISTINCT CONCAT(STR(?a), STR(?f))) AS ?n) {{ {ALL} }}",
        RUNNING,
    ),
    "cross product grouped": (
        f"SELECT ?a ?f (COUNT(*) AS ?n) {{ {MORE} }} GROUP BY ?a ?f HAVING (COUNT(*) < 0)",
        RUNNING,
    ),
    "cross product without a row": (
        f"SELECT * {{ {MORE} FILTER(?a = ?l && ?a != ?d && ?b = ?k && ?h = ?f && ?i = ?e) }}",
        RUNNING | {"answer"},
    ),
    "cross product whole": (f"SELECT * {{ {MORE} }}", {"too-large", "time", "memory"}),
    "cross product reduced": (f"SELECT REDUCED ?b {{ {MORE} }}", {"too-large", "time"}),
    "cross product that nothing is taken from": (
        f"SELECT * {{ {MORE} MINUS {{ ?a ?x ?y . ?d ?z ?w . FILTER(?y = ?w) }} }}",
        {"too-large", "time", "memory"},
    ),
    "cross product that does not exist": (
        f"ASK {{ ?s ?p ?o FILTER NOT EXISTS {{ {MORE} FILTER(?l = ?s) }} FILTER(?s = ?p) }}",
        {"answer", *RUNNING},
    ),
    "cross product optional": (
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i } } }",
        RUNNING,
    ),
    "construct of a cross product": (
        f"CONSTRUCT {{ ?a ?b ?f . ?d ?e ?c . ?g ?h ?l }} {{ {MORE} }}",
        {"too-large", "time", "memory"},
    ),
    "construct of new nodes": (
        f"CONSTRUCT {{ [] ?b [ ?e [] ] }} {{ {MORE} }}",
        {"too-large", "time", "memory"},
    ),
    "everything in every graph": (
        "SELECT * { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } }",
        {"too-large", "time", "memory"},
    ),
    "description of everything": (
        "DESCRIBE ?s ?p ?o { ?s ?p ?o }",
        {"answer", "too-large", *RUNNING},
    ),
    "description of a cross product": (f"DESCRIBE * {{ {MORE} }}", {"too-large", *RUNNING}),
    # paths
    "path of anything": ("SELECT (COUNT(*) AS ?n) { ?a (<a:b>|!<a:b>)* ?b }", RUNNING),
    "path both ways": (
        "SELECT * { ?a ((<a:b>|!<a:b>)|^(<a:b>|!<a:b>))* ?b }",
        {"too-large", *RUNNING},
    ),
    "path of paths": (
        "ASK { ?a ((((!<a:b>)*)*)*)* ?b . ?b ((((!<a:b>)+)?)*)+ <a:c> }",
        {"answer", *RUNNING},
    ),
    "path in a row": (
        "SELECT * { ?a " + "/".join(["!<a:b>?"] * 30) + " ?b }",
        {"too-large", *RUNNING},
    ),
    "path joined with itself": (
        "SELECT (COUNT(*) AS ?n) { ?a (!<a:b>)* ?b . ?b (!<a:c>)* ?c . ?c (!<a:d>)* ?a }",
        RUNNING,
    ),
    # strings
    "string doubled": (doubled(40), RUNNING),
    "string replaced by itself": (
        "SELECT (STRLEN(?e) AS ?n) { BIND(REPLACE('aaaaaaaa', 'a', 'aaaaaaaa') AS ?a) "
        "BIND(REPLACE(?a, 'a', ?a) AS ?b) BIND(REPLACE(?b, 'a', ?b) AS ?c) "
        "BIND(REPLACE(?c, 'a', ?c) AS ?d) BIND(REPLACE(?d, 'a', ?d) AS ?e) }",
        RUNNING,
    ),
    "everything in one string": (
        f"SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f))) AS ?x) {{ {ALL} }}",
        RUNNING,
    ),
    "string encoded again and again": (
        "SELECT (STRLEN(" + "ENCODE_FOR_URI(" * 40 + "'%é'" + ")" * 40 + ") AS ?n) {}",
        {"answer", *RUNNING},
    ),
    "regex of repeats": (
        f"SELECT * {{ {MORE} FILTER REGEX(CONCAT(STR(?a), STR(?f)), '^(([a-z])+.)+[A-Z]+$') }}",
        {"too-large", *RUNNING},
    ),
    "regex that is large": (
        "ASK { ?s ?p ?o FILTER REGEX(STR(?o), '((a{1000}){1000}){1000}') }",
        {"answer", *RUNNING},
    ),
    "regex with many wild cards": (
        "ASK { ?s ?p ?o FILTER REGEX(STR(?o), '" + "(.*a)" * 500 + "$', 'is') }",
        {"answer", *RUNNING},
    ),
    "regex made for every row": (
        f"ASK {{ {ALL} FILTER REGEX(STR(?f), CONCAT('(x', STR(?a), '){{99}}$')) FILTER(?a = 1) }}",
        {"answer", *RUNNING},
    ),
    "hash of hashes": (
        f"ASK {{ {MORE} FILTER(SHA512(CONCAT(MD5(STR(?a)), SHA384(STR(?l)))) = 'a') }}",
        {"time"},
    ),
    "number with many digits": ("ASK { FILTER(" + "9" * 60_000 + " > 1) }", {"answer", "syntax"}),
    "power of numbers": (
        "SELECT ?y { BIND(99999999999999999.9 AS ?x) BIND(?x" + "*?x" * 5_000 + " AS ?y) }",
        READING,
    ),
    # order
    "order of mixed terms": ("SELECT ?o { ?s ?p ?o } ORDER BY ?o", {"answer", "engine", *RUNNING}),
    "order of mixed values": (
        "SELECT ?v { ?s ?p ?o . ?t ?q ?r . BIND(IF(RAND() < 0.5, RAND(), IF(RAND() < 0.5, ?o, "
        "IF(RAND() < 0.5, 'NaN'^^<http://www.w3.org/2001/XMLSchema#double>, NOW()))) AS ?v) } "
        "ORDER BY DESC(?v) LIMIT 9",
        {"engine", *RUNNING},
    ),
    # nesting
    "sub-selects nested": (sub_selects(45), RUNNING),
    "sub-selects nested deep": (
        "SELECT * {" + "{ SELECT * " * 99 + "{}" + "}" * 99 + "}",
        {"nesting"},
    ),
    "braces": ("ASK " + "{" * 30_000 + "}" * 30_000, {"nesting"}),
    "braces to the limit": ("ASK " + "{" * 100 + "}" * 100, READING),
    "parentheses": ("ASK { FILTER" + "(" * 30_000 + "1" + ")" * 30_000 + " }", {"nesting"}),
    "parentheses to the limit": ("ASK { FILTER" + "(" * 99 + "1" + ")" * 99 + " }", READING),
    "blank nodes": ("ASK { ?s ?p " + "[?p" * 15_000 + "]" * 15_000 + " }", {"nesting"}),
    "blank nodes to the limit": ("ASK { ?s ?p " + "[?p" * 98 + " 1" + "]" * 98 + " }", READING),
    "collections": ("ASK { ?s ?p " + "(" * 30_000 + ")" * 30_000 + " }", {"nesting"}),
    "collections to the limit": ("ASK { ?s ?p " + "(" * 99 + ")" * 99 + " }", READING),
    "path parentheses to the limit": (
        "ASK { ?s " + "(" * 99 + "<a:b>" + ")" * 99 + " ?o }",
        READING,
    ),
    "path parentheses with stars": (
        "ASK { ?s " + "(" * 99 + "<a:b>" + ")*" * 99 + " ?o }",
        READING,
    ),
    "quoted triples": ("ASK { " + "<<" * 20_000 + " }", {"syntax", "time"}),
    "quoted triples nested": (
        "ASK { ?s ?p " + "<<( ?s ?p " * 95 + "1" + " )>>" * 95 + " }",
        READING,
    ),
    "brackets that only close": ("ASK { " + ")}]" * 20_000, {"syntax"}),
    "functions nested": ("ASK { FILTER(" + "STR(" * 97 + "1" + ")" * 97 + " = '1') }", READING),
    "exists nested": (
        "ASK " + "{ ?s ?p ?o FILTER NOT EXISTS " * 98 + "{ ?s ?p ?o }" + "}" * 98,
        {"answer", *RUNNING},
    ),
    "optionals nested": (
        "ASK " + "{ ?s ?p ?o OPTIONAL " * 98 + "{ }" + "}" * 98,
        {"answer", *RUNNING},
    ),
    # length
    "unions": ("ASK { {}" + "UNION{}" * 8_500 + " }", READING),
    "unions of patterns": (
        "SELECT * { {?s ?p ?o}" + "UNION{?s ?p ?o}" * 3_500 + " }",
        {"too-large", *RUNNING},
    ),
    "ors": ("ASK { FILTER(true" + "||1" * 20_000 + ") }", READING),
    "ands": ("ASK { FILTER(true" + "&&1" * 20_000 + ") }", READING),
    "nots": ("ASK { FILTER(" + "!" * 60_000 + "true) }", READING),
    "sums": ("ASK { FILTER(1" + "+1" * 30_000 + ") }", READING),
    "signs": ("ASK { FILTER(" + "-" * 60_000 + "1) }", READING),
    "comparisons": ("ASK { FILTER(?x IN (" + "1," * 30_000 + "1)) }", READING),
    "inverses": ("ASK { ?s " + "^" * 60_000 + "<a:b> ?o }", READING),
    "steps": ("ASK { ?s <a:b>" + "/<a:b>" * 10_000 + " ?o }", READING),
    "patterns": (
        "SELECT * { " + " . ".join(f"?s{n} ?p{n} ?s{n + 1}" for n in range(2_000)) + " }",
        RUNNING,
    ),
    "patterns in a chain": (
        "SELECT * { " + " . ".join(f"?s{n} ?p ?s{n + 1}" for n in range(30)) + " }",
        {"answer", "too-large", *RUNNING},
    ),
    "filters": ("ASK { ?s ?p ?o " + "FILTER(?o>1)" * 4_500 + " }", {"answer", *RUNNING}),
    "optionals": ("ASK { ?s ?p ?o " + "OPTIONAL{?s ?p ?o}" * 3_000 + " }", {"answer", *RUNNING}),
    "bindings": (
        "SELECT * { " + "".join(f"BIND({n} AS ?v{n})" for n in range(3_000)) + " }",
        {"answer", *RUNNING},
    ),
    "aggregates": (
        "SELECT " + "".join(f"(SUM(?o+{n}) AS ?v{n})" for n in range(2_500)) + "{ ?s ?p ?o }",
        {"answer", *RUNNING},
    ),
    "values joined": (values(4_000), {"time", "answer"}),
    "values of many columns": (
        "SELECT * { VALUES ("
        + " ".join(f"?v{n}" for n in range(3_000))
        + ") {"
        + f"({'UNDEF ' * 3_000})" * 2
        + "} }",
        READING,
    ),
    "prefixes": (
        "".join(f"PREFIX p{n}: <a:{n}>\n" for n in range(2_500)) + "ASK {}",
        {"answer"},
    ),
    "bases": ("BASE <http://a.example/a/../../b/>" * 1_700 + "ASK {}", {"answer"}),
    "graphs named": (
        "SELECT * " + "".join(f"FROM NAMED <a:{n}>" for n in range(3_000)) + "{ GRAPH ?g {} }",
        {"request"},
    ),
    "iri": ("ASK { <http://a.example/" + "a" * 60_000 + "> ?p ?o }", {"answer"}),
    "iri of dots": (
        "BASE <http://a.example/> ASK { <" + "../a/" * 12_000 + "> ?p ?o }",
        {"answer"},
    ),
    "literal": ("ASK { ?s ?p '''" + "a'" * 30_000 + " ''' }", {"answer"}),
    "literal that does not end": ("ASK { ?s ?p '" + "a" * 60_000, {"syntax"}),
    "escapes": ("ASK { ?s ?p '" + "\\U0001F600" * 6_000 + "' }", {"answer"}),
    "language": ("ASK { ?s ?p 'a'@" + "a-" * 30_000 + "a }", {"answer", "syntax"}),
    "variable": ("SELECT ?" + "a" * 60_000 + " {}", {"answer"}),
    "comment": ("ASK {} #" + "a" * 60_000, {"answer"}),
    "white space": (" \n" * 30_000 + "ASK {}", {"answer"}),
    "too long": ("ASK {} #" + "a" * 66_000, {"too-long"}),
    # calls and updates
    "service": (f"SELECT * {{ {CALL} }}", {"service"}),
    "service silent": (f"SELECT * {{ {CALL.replace(' ', ' SILENT ', 1)} }}", {"service"}),
    "service in a sub-select": (f"ASK {{ {{ SELECT * {{ {CALL} }} }} }}", {"service"}),
    "service in an exists": (f"ASK {{ FILTER EXISTS {{ {CALL} }} }}", {"service"}),
    "service in an optional": (f"ASK {{ ?s ?p ?o OPTIONAL {{ {CALL} }} }}", {"service"}),
    "service in a graph": (f"ASK {{ GRAPH ?g {{ {CALL} }} }}", {"service"}),
    "service in a description": (f"DESCRIBE ?s {{ {CALL} }}", {"service"}),
    "service after an escape": (f"ASK {{ ?s ?p 'a\\'' . {CALL} }}", {"service"}),
    "service behind escapes": (f"ASK {{ {CALL.replace('S', chr(92) + 'u0053', 1)} }}", {"syntax"}),
    "load": ("LOAD <http://127.0.0.1:9/>", {"update"}),
    "load after a query": ("ASK {} ; LOAD <http://127.0.0.1:9/>", {"syntax"}),
    "insert": ("INSERT DATA { <a:b> <a:b> <a:b> }", {"update"}),
    "drop": ("DROP ALL", {"update"}),
    "graph from outside": ("SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }", {"request"}),
    "graph of a file": ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", {"request"}),
    # characters
    "null bytes": ("ASK {\0 ?s ?p '\0' }", {"syntax"}),
    "null bytes alone": ("\0" * 60_000, {"syntax"}),
    "null byte in a literal": ("ASK { ?s ?p 'a\0b' }", {"answer"}),
    "surrogate": ("ASK { ?s ?p '\ud800' }", {"syntax"}),
    "surrogate escaped": ("ASK { ?s ?p '\\uD800' }", {"syntax"}),
    "byte order mark": ("\ufeffASK {}", {"syntax", "answer"}),
    "text from right to left": ("ASK { ?s ?p '\u202e' } # \u202e", {"answer"}),
    "nothing": ("", {"syntax"}),
}
