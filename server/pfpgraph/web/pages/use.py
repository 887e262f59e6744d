"""The page on using the graph without this service: commands to load the ontology, the shapes and
the data in other programs.

The commands stand here and nowhere else; the tests run them as the page shows them.
"""

from string import Template
from typing import NamedTuple

from pfpgraph.web.pages import layout
from pfpgraph.web.reader import Reader

_COUNT = "SELECT (COUNT(?country) AS ?countries) { ?country a <${base}ontology#Country> }"


class Use(NamedTuple):
    """A use: its name, which is also the key of its words (`use-…` and `use-…-about`), the
    programs that it needs and their addresses, the language of its commands, and the commands, in
    which `site` and `base` are filled in."""

    name: str
    programs: tuple[tuple[str, str], ...]
    language: str
    commands: str


USES = (
    Use(
        "ontology",
        (("Protégé", "https://protege.stanford.edu/"),),
        "bash",
        """curl --fail --location --header 'Accept: application/rdf+xml' \\
  --output pfpgraph.owl ${site}ontology
""",
    ),
    Use(
        "shapes",
        (("pyshacl", "https://pypi.org/project/pyshacl/"),),
        "bash",
        """curl --fail --output shapes.ttl ${site}shapes.ttl
curl --fail --output ontology.ttl ${site}ontology.ttl
curl --fail --output questions.ttl ${site}graph/data/questions.ttl
pyshacl --advanced --shacl shapes.ttl --ont-graph ontology.ttl questions.ttl
""",
    ),
    Use(
        "rdflib",
        (("rdflib", "https://pypi.org/project/rdflib/"),),
        "python",
        f"""from rdflib import Graph

graph = Graph().parse("${{site}}graph?default&format=nt", format="nt")
print(len(graph))
for (countries,) in graph.query("{_COUNT}"):
    print(countries)
""",
    ),
    Use(
        "jena",
        (("Apache Jena", "https://jena.apache.org/"),),
        "bash",
        f"""curl --fail --output pfpgraph.nt '${{site}}graph?default&format=nt'
riot --count pfpgraph.nt
arq --data pfpgraph.nt --results csv \\
  '{_COUNT}'
""",
    ),
    Use(
        "oxigraph",
        (("Oxigraph", "https://pypi.org/project/oxigraph/"),),
        "bash",
        f"""curl --fail --output pfpgraph.nq ${{site}}download/pfpgraph.nq
oxigraph load --location store --file pfpgraph.nq
oxigraph query --location store --union-default-graph --results-format csv --query \\
  '{_COUNT}'
""",
    ),
    Use(
        "tables",
        (
            ("pandas", "https://pypi.org/project/pandas/"),
            ("DuckDB", "https://pypi.org/project/duckdb/"),
        ),
        "python",
        """import duckdb
import pandas

countries = pandas.read_csv("${site}doc/country.csv")
print(countries["region_label"].value_counts())
duckdb.sql(
    "SELECT region_label, COUNT(*) AS countries FROM countries GROUP BY ALL ORDER BY ALL"
).show()
""",
    ),
)


def page(reader: Reader) -> str:
    """The page, with the addresses at which this reader asks."""
    names = {"site": reader.address.site, "base": reader.snapshot.base}
    uses = [(use, Template(use.commands).substitute(names)) for use in USES]
    return layout.render(reader, "use.html", uses=uses, site=names["site"])
