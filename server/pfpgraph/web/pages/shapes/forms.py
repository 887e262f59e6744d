"""The page of the shapes for builders of forms: the properties of each class, by group."""

from itertools import groupby

from rdflib import RDFS, SH, URIRef

from pfpgraph.i18n.folding import folded
from pfpgraph.model import form_shapes, vocabulary
from pfpgraph.model.form_shapes import Field
from pfpgraph.web.pages import layout
from pfpgraph.web.pages.shapes import node_shape
from pfpgraph.web.pages.values import Value
from pfpgraph.web.reader import Reader


def page(reader: Reader) -> str:
    """The page: each class with the groups of its properties."""
    whole = vocabulary.merged(reader.snapshot, "shapes")
    classes = [
        (name, node_shape.text(whole, shape, RDFS.label, reader), _groups(shape, reader))
        for name, shape in form_shapes.main(reader.snapshot).items()
    ]
    classes.sort(key=lambda row: folded(row[1]))
    return layout.render(
        reader, "shapes_form.html", classes=classes, formats=reader.formats, name=form_shapes.NAME
    )


def _groups(shape: URIRef, reader: Reader) -> list[tuple[str, list[Value]]]:
    """The properties of a class by the label of their group, each with a link to what it is."""
    whole = vocabulary.merged(reader.snapshot, "shapes")

    def group(row: Field) -> str:
        found = whole.value(row.shapes[0], SH.group)
        return node_shape.text(whole, found, RDFS.label, reader) if found else ""

    def value(row: Field) -> Value:
        label = node_shape.text(whole, row.shapes[0], SH.name, reader)
        return Value(label, reader.href(str(row.path)), plain=str(row.path))

    rows = form_shapes.fields(reader.snapshot, shape)
    return [(key, [value(row) for row in found]) for key, found in groupby(rows, group)]
