"""What crawlers read: the sitemap, and the dataset as schema.org describes it."""

import json
from xml.sax.saxutils import escape

from markupsafe import Markup

from pfpgraph import __version__, formats, iris
from pfpgraph.http.headers import LICENCE
from pfpgraph.i18n.words import languages, word
from pfpgraph.kinds import KINDS
from pfpgraph.model.snapshot import Snapshot
from pfpgraph.web.pages.thing.citation import AUTHOR
from pfpgraph.web.reader import Reader
from pfpgraph.web.route_table import ROUTES


def sitemap(snapshot: Snapshot) -> str:
    """The sitemap as XML (sitemaps.org protocol 0.9): views, lists of kinds, things and records,
    with the date of the data, if it has one, as their last change."""
    views = [route.path.removeprefix("/") for route in ROUTES if route.in_sitemap]
    listed = [name for name, kind in KINDS.items() if kind.listed]
    lists = [f"doc/{kind}/" for kind in listed if snapshot.counts.get(kind)]
    things = [
        iris.document(iri).removeprefix(snapshot.base)
        for iri in snapshot.labels
        if snapshot.split(iri)[0] in listed and "#" not in iri
    ]
    paths = (escape(snapshot.base + path) for path in (*views, *lists, *sorted(things)))
    day = snapshot.release.data_date
    changed = f"<lastmod>{day}</lastmod>" if day else ""
    entries = "".join(f"<url><loc>{p}</loc>{changed}</url>\n" for p in paths)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<urlset xmlns="{space}">\n{entries}</urlset>\n'


def dataset(reader: Reader) -> Markup:
    """The dataset as a schema.org Dataset in JSON-LD, to be embedded in a page for dataset
    search."""
    base, history = reader.snapshot.base, reader.snapshot.history
    began = min((r.span.holds_from for r in history if history.status(r)), default="")
    day = str(reader.snapshot.release.data_date)
    found = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{base}dataset",
        "name": word("is", reader.language).format("pfpgraph", word("site", reader.language)),
        "description": word("about", reader.language),
        "url": base,
        "identifier": f"{base}dataset",
        "version": __version__,
        "dateModified": day,
        "temporalCoverage": f"{began}/{day}" if began else day,
        "inLanguage": list(languages()),
        "isAccessibleForFree": True,
        "license": LICENCE,
        "creator": {"@type": "Organization", "name": AUTHOR, "url": base},
        "keywords": ["NATO", "Partnership for Peace", "linked data", "knowledge graph"],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": row.label,
                "encodingFormat": row.media_type,
                "contentUrl": f"{base}graph?default&format={row.name}",
            }
            for row in formats.RDF_FORMATS
        ],
    }
    return Markup(json.dumps(found, ensure_ascii=False).replace("<", "\\u003c"))
