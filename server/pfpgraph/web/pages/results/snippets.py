"""Code that runs the same query elsewhere: complete programs to copy."""

from typing import NamedTuple


class Snippet(NamedTuple):
    """A program: the name of its tool, the language for syntax highlighting, and its text."""

    label: str
    language: str
    text: str


def of(text: str, form: str, endpoint: str) -> tuple[Snippet, ...]:
    """Programs for curl, Python and R that send a query of a form to an endpoint."""
    text = text.rstrip() + "\n"
    return (
        Snippet("curl", "bash", _curl(text, form, endpoint)),
        Snippet("Python", "python", _python(text, form, endpoint)),
        Snippet("R", "r", _r(text, form, endpoint)),
    )


TYPES = {"SELECT": "text/csv", "ASK": "application/sparql-results+json"}  # else text/turtle


def _curl(text: str, form: str, endpoint: str) -> str:
    """A POSIX shell command; the delimiter of its here-document is a line that the query does not
    contain."""
    end = "SPARQL"
    while end in text.splitlines():
        end += "_"
    return (
        f"curl --fail-with-body --header 'Accept: {TYPES.get(form, 'text/turtle')}' \\\n"
        f"  --data-urlencode query@- {_quoted(endpoint)} <<'{end}'\n{text}{end}\n"
    )


def _quoted(text: str) -> str:
    """A text quoted as one word for a POSIX shell."""
    return "'" + text.replace("'", "'\\''") + "'"


_PYTHON = {
    "SELECT": """service.setReturnFormat(JSON)
for row in service.queryAndConvert()["results"]["bindings"]:
    print({name: value["value"] for name, value in row.items()})
""",
    "ASK": """service.setReturnFormat(JSON)
print(service.queryAndConvert()["boolean"])
""",
    "": """service.setReturnFormat(TURTLE)
graph = Graph().parse(data=service.queryAndConvert(), format="turtle")
for statement in graph:
    print(*statement)
""",
}


def _python(text: str, form: str, endpoint: str) -> str:
    """A Python program with SPARQLWrapper, and with rdflib for graphs."""
    graph = form not in ("SELECT", "ASK")
    constant = "TURTLE" if graph else "JSON"
    lines = [
        f"from SPARQLWrapper import {constant}, SPARQLWrapper  # pip install SPARQLWrapper",
        *(["from rdflib import Graph"] if graph else []),
        "",
        f"service = SPARQLWrapper({endpoint!r})",
        f"service.setQuery({_python_text(text)})",
    ]
    return "\n".join(lines) + "\n" + _PYTHON["" if graph else form]


def _python_text(text: str) -> str:
    """A text as a Python string literal over several lines."""
    return '"""\\\n' + text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"') + '"""'


def _r(text: str, form: str, endpoint: str) -> str:
    """A program for R 4, which needs a package (jsonlite) only for ASK."""
    dashes = "-"
    while f"){dashes}" in text:
        dashes += "-"
    name = {"SELECT": "csv", "ASK": "json"}.get(form, "ttl")
    read = {
        "SELECT": 'print(read.csv(address, encoding = "UTF-8"))',
        "ASK": "print(jsonlite::fromJSON(address)$boolean)",
    }.get(form, 'cat(readLines(address, encoding = "UTF-8"), sep = "\\n")')
    return (
        f'query <- r"{dashes}(\n{text}){dashes}"\n'
        f'address <- paste0("{endpoint}?format={name}&query=", URLencode(query, reserved = TRUE))\n'
        f"{read}\n"
    )
