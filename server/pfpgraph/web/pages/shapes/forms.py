"""The page of the shapes for builders of forms: the properties of each class, by group."""

from functools import cache
from itertools import groupby
from operator import itemgetter

from rdflib import RDFS, SH, URIRef
from rdflib.term import Node

from pfpgraph.i18n.folding import folded
from pfpgraph.model import form_shapes, vocabulary
from pfpgraph.web.pages import layout
from pfpgraph.web.pages.shapes import node_shape
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader


def page(reader: Reader) -> str:
    """The page: each class with its properties by the label of their group, each with a link to
    what it is."""
    snapshot = reader.snapshot
    whole = vocabulary.merged(snapshot, "shapes")

    @cache  # a property shape stands in the forms of several classes
    def told(part: Node) -> tuple[str, Value]:
        path, group = str(whole.value(part, SH.path)), whole.value(part, SH.group)
        label = node_shape.text(whole, part, SH.name, reader)
        key = node_shape.text(whole, group, RDFS.label, reader) if group else ""
        return key, Value(label, reader.href(path), plain=path)

    def groups(shape: URIRef) -> list[tuple[str, list[Value]]]:
        rows = [told(row.shapes[0]) for row in form_shapes.fields(snapshot, shape)]
        return [(key, [value for _, value in found]) for key, found in groupby(rows, itemgetter(0))]

    classes = [
        (name, node_shape.text(whole, shape, RDFS.label, reader), groups(shape))
        for name, shape in form_shapes.main(snapshot).items()
    ]
    classes.sort(key=lambda row: folded(row[1]))
    return layout.render(reader, "shapes_form.html", classes=classes, formats=reader.formats)
