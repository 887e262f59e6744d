"""How to cite a page: as text and as BibTeX, with the version and the date of the data."""

import re

from pfpgraph.i18n import dates
from pfpgraph.i18n.words import word
from pfpgraph.web.pages.naming import Name
from pfpgraph.web.reader import Reader

_SPECIAL = re.compile(r"([\\{}%&#_$~^\u00a0\u202f])")
AUTHOR = "The pfpgraph contributors"  # as in CITATION.cff and in the graph
_PLAIN = re.compile(r"[^A-Za-z0-9]+")
ESCAPES = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\N{NO-BREAK SPACE}": "~",
    "\N{NARROW NO-BREAK SPACE}": r"\,",
}


def address(iri: str, reader: Reader) -> str:
    """The address to cite: the thing's IRI, with the day asked for if there is one."""
    return f"{iri}?on={reader.on}" if reader.on else iri


def text(title: Name, reader: Reader) -> str:
    """The citation as one line of text, without the address, which the page adds."""
    if not reader.snapshot.release.data_date:
        return word("cited-undated", reader.language).format(
            title.text, reader.snapshot.release.version
        )
    day = dates.in_words(dates.Bound(str(reader.snapshot.last_day)), reader.language)
    return word("cited", reader.language).format(
        AUTHOR, title.text, reader.snapshot.release.version, day
    )


def bibtex(iri: str, title: Name, reader: Reader) -> str:
    """The citation as a BibTeX entry of type misc, with the special characters of TeX escaped."""
    kind, slug = reader.snapshot.split(iri)
    day = reader.snapshot.last_day if reader.snapshot.release.data_date else None
    fields = {
        "title": f"{{{_escaped(title.text)}}}",
        "author": f"{{{AUTHOR}}}",
        "howpublished": _escaped(
            word("is", reader.language).format("pfpgraph", word("site", reader.language))
        ),
        "edition": _escaped(reader.snapshot.release.version),
        "year": str(day.year) if day else "",
        "note": _escaped(word("data-of", reader.language).format(day.isoformat())) if day else "",
        "url": address(iri, reader),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    key = f"{kind}-{slug}" if kind else _PLAIN.sub("-", iri)
    return f"@misc{{pfpgraph:{key},\n{lines}}}"


def _escaped(value: str) -> str:
    return _SPECIAL.sub(lambda found: ESCAPES.get(found[1], "\\" + found[1]), value)
