"""Hostile submissions: format and text, the shapes sent along ("" for none), and the slugs of the
problems in which each may end; DONE where it is checked like any other."""

from itertools import pairwise

RUNNING = {"check-time", "check-memory"}
REFUSED = {"unreadable"}
DONE = {""}
SHACL = "PREFIX sh: <http://www.w3.org/ns/shacl#>\n"
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.example/">'
)
END = "</rdf:Description></rdf:RDF>"
LIST = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
CONTEXT = ",".join(f'"t{n}": "urn:{n}"' for n in range(1000))
MORE = '{"@context": {"a": "urn:a"}},' * 60_000
CONTEXTS = f'{{"@context": {{{CONTEXT}}}, "urn:q": [{MORE}{{}}]}}'
ENTITIES = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghij"))
ONE = f'<urn:a> <urn:p> "{"a" * 40}!" .'
MANY = "".join(f'<urn:s{n}> <urn:p{n}> "x" ; <urn:p> "y" .\n' for n in range(10_000))
CROSS = "SELECT $this (COUNT(*) AS ?value) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY $this"


def shape(constraint, target="sh:targetSubjectsOf <urn:p>"):
    """A shape with one constraint."""
    return f"{SHACL}<urn:S> a sh:NodeShape ; {target} ; {constraint} ."


def pattern(regex):
    """A shape with a pattern."""
    return shape(f'sh:property [ sh:path <urn:p> ; sh:pattern "{regex}" ]')


SUBMISSIONS = {
    "deep triple terms": (
        ("ttl", f"<urn:s> <urn:p> {'<<( <urn:s> <urn:p> ' * 60_000} 1 {')>> ' * 60_000} ."),
        "",
        {"check-memory", "check-time", "unreadable"},
    ),
    "deep lists": (
        ("ttl", f"<urn:s> <urn:p> {'( ' * 500_000}{') ' * 500_000} ."),
        "",
        RUNNING | REFUSED,
    ),
    "deep arrays": (("jsonld", '{"urn:p":' + "[" * 900_000 + "]" * 900_000 + "}"), "", REFUSED),
    "deep elements": (
        ("rdf", f"{RDF}{'<rdf:Description><e:p>' * 40_000}"),
        "",
        RUNNING | REFUSED,
    ),
    "huge literal": (("ttl", f'<urn:s> <urn:p> "{"x" * 2_000_000}" .'), "", DONE),
    "huge literal of JSON": (
        ("jsonld", f'{{"@id": "urn:s", "urn:p": "{"x" * 2_000_000}"}}'),
        "",
        DONE,
    ),
    "huge literal of XML": (
        ("rdf", f'{RDF}<rdf:Description rdf:about="urn:s"><e:p>{"x" * 2_000_000}</e:p>{END}'),
        "",
        DONE,
    ),
    "huge literal at fault": (
        ("ttl", f'<urn:a> <urn:p> "{"x" * 2_000_000}" .'),
        shape("sh:property [ sh:path <urn:p> ; sh:maxLength 1 ]"),
        RUNNING | DONE,
    ),
    "huge name": (("ttl", f"<urn:{'x' * 2_000_000}> <urn:p> 1 ."), "", DONE),
    "one long line": (("ttl", "<urn:a> <urn:p> 1 . " * 20_000), pattern("2"), DONE),
    "many blank nodes of JSON": (
        ("jsonld", f'{{"urn:p": [{"{}," * 500_000}{{}}]}}'),
        "",
        RUNNING | DONE,
    ),
    "many blank nodes of XML": (
        ("rdf", f"{RDF}{'<e:a/>' * 300_000}</rdf:RDF>"),
        "",
        RUNNING | DONE,
    ),
    "zeros": (("ttl", "\0" * 2_000_000), "", REFUSED),
    "zero in a name": (("nt", "<urn:a\0> <urn:p> 1 ."), "", REFUSED),
    "zero in a text": (("nt", '<urn:a> <urn:p> "\\u0000" .'), "", DONE),
    "entity from outside": (
        (
            "rdf",
            f'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]>\n{RDF}<e:a>&a;</e:a></rdf:RDF>',
        ),
        "",
        REFUSED,
    ),
    "import into a context": (
        ("jsonld", '{"@context": {"@version": 1.1, "@import": "http://127.0.0.1:9/"}, "urn:p": 1}'),
        "",
        REFUSED,
    ),
    "names in a circle": (
        ("jsonld", '{"@context": {"a": "b:x", "b": "a:x"}, "@id": "urn:a", "a": 1}'),
        "",
        REFUSED,
    ),
    "many contexts": (
        ("jsonld", f'{{"@context": [{"{}," * 600_000}{{}}], "@id": "urn:a", "urn:p": 1}}'),
        "",
        RUNNING | DONE,
    ),
    "large contexts over each other": (("jsonld", CONTEXTS), "", RUNNING | REFUSED),
    "many blank nodes": (("ttl", f"<urn:s> <urn:p> {'[],' * 690_000}[] ."), "", RUNNING),
    "entities": (
        ("rdf", f'<!DOCTYPE r [<!ENTITY a "lol">{ENTITIES}]>\n{RDF}<e:a><e:p>&j;</e:p></e:a>'),
        "",
        REFUSED,
    ),
    "remote context": (("jsonld", '{"@context": "http://127.0.0.1:9/", "a": "b"}'), "", REFUSED),
    "imports": (
        ("ttl", "<urn:o> <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:9/> ."),
        "",
        DONE,
    ),
    "recursive shape": (
        ("ttl", f"{ONE} <urn:a> <urn:q> <urn:a> ."),
        shape("sh:property [ sh:path <urn:q> ; sh:node <urn:S> ]"),
        DONE,
    ),
    "list in a circle": (
        ("ttl", ONE),
        shape("sh:or _:l") + f" _:l <{LIST}first> [ sh:nodeKind sh:IRI ] ; <{LIST}rest> _:l .",
        RUNNING | {"shapes"},
    ),
    "path in a circle": (
        ("ttl", ONE),
        shape("sh:property [ sh:path _:l ; sh:minCount 1 ]")
        + f" _:l <{LIST}first> <urn:p> ; <{LIST}rest> _:l .",
        RUNNING | {"shapes"},
    ),
    "shapes that are each other": (
        ("ttl", f"{ONE} <urn:a> <urn:q> <urn:a> ."),
        shape("sh:not <urn:T>") + " <urn:T> a sh:NodeShape ; sh:not <urn:S> .",
        DONE,
    ),
    "deep shapes": (
        ("ttl", ONE),
        shape("sh:not " + "[ sh:not " * 60_000 + "[]" + " ]" * 60_000),
        RUNNING | {"shapes"},
    ),
    "imports of shapes": (
        ("ttl", ONE),
        f"{pattern('a')} <urn:o> <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:9/> .",
        DONE,
    ),
    "pattern": (("ttl", ONE), pattern("^(a+)+$"), DONE),
    "pattern with references": (
        ("ttl", ONE),
        pattern(r"^(?=(a+))(\\1|a)+(a*a*)*b$"),
        RUNNING | {"shapes"},
    ),
    "large pattern": (
        ("ttl", ONE),
        pattern("(((a{1,1000}){1,1000}){1,1000}){1,1000}"),
        RUNNING | {"shapes"},
    ),
    "endless query": (("ttl", MANY), shape(f'sh:sparql [ sh:select "{CROSS}" ]'), RUNNING),
    "query of others": (
        ("ttl", ONE),
        shape('sh:sparql [ sh:select "SELECT $this { SERVICE <http://127.0.0.1:9/> { } }" ]'),
        {"shapes"},
    ),
    "script": (
        ("ttl", ONE),
        shape('sh:js [ sh:jsFunctionName "f" ]'),
        {"shapes"},
    ),
    "many results": (
        ("ttl", MANY),
        SHACL
        + "".join(
            f"<urn:S{n}> a sh:NodeShape ; sh:targetSubjectsOf <urn:p> ; "
            f"sh:property [ sh:path <urn:none{n}> ; sh:minCount 1 ] .\n"
            for n in range(300)
        ),
        RUNNING,
    ),
}
