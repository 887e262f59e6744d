"""Addresses of pages of the real graph: one of every sort, and a thing of each kind."""

from pfpgraph.kinds import KINDS

VIEWS = (
    "/",
    "/?on=1996-01-01",
    "/map",
    "/map?on=1991-06-01",
    "/timeline",
    "/sources",
    "/sources/nato-pfp-signatures",
    "/sources/nato-pfp-page-2014",
    "/disagreements",
    "/questions",
    "/questions/partners-at-the-end-of-each-year",
    "/questions/participations-of-malta",
    "/sparql",
    "/q/partners-today?view=map",
    "/search?q=Lettonie",
    "/search?q=nichts",
    "/graph",
    "/ontology",
    "/shapes",
    "/shapes/Claim",
    "/shapes/date-known-to-the-day",
    "/problems",
    "/report",
    "/use",
    "/doc/country/latvia?on=1996-01-01",
    "/doc/country/malta",
    "/doc/claim/unsourced-malta-dbpedia",
    "/doc/country/?status=partner",
    "/nothing",
    "/doc/country/?page=x",
    "/doc/country/latvia?format=docx",
    "/sparql?query=SELECT",
)


def of_each_kind(real):
    """The address of a page of each kind, and of its list."""
    for kind in KINDS:
        rows = real.get(f"/doc/{kind}/?format=csv").text.splitlines()[1:]
        yield f"/doc/{kind}/"
        yield "/doc/" + rows[len(rows) // 2].partition(",")[0].partition("/id/")[2]
