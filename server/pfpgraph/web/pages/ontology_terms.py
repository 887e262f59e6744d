"""The documentation page of the ontology: its terms in one language."""

from pfpgraph.model import vocabulary
from pfpgraph.model.vocabulary import UMBRELLA
from pfpgraph.web.pages import documented_terms, layout, ontology_overview
from pfpgraph.web.reader import Reader


def page(reader: Reader, module: str, version: str = "") -> str:
    """The documentation page of the ontology: the whole (module "") or one module, in an earlier
    version or the current one ("")."""
    found = vocabulary.files(reader.snapshot, "ontology", version)
    modules = [name for name in found if name != UMBRELLA]
    return layout.render(
        reader,
        "ontology.html",
        module=module,
        version=version,
        earlier=vocabulary.earlier(reader.snapshot, "ontology", module),
        modules=ontology_overview.modules(modules, reader, version),
        header=ontology_overview.header(module, reader, version),
        drawing=ontology_overview.drawing(reader) if not (module or version) else "",
        namespaces=vocabulary.namespaces(reader.snapshot, "ontology", module, version),
        apart=() if module else ontology_overview.apart(reader, version),
        questions=ontology_overview.questions(reader) if not (module or version) else (),
        groups=documented_terms.terms(module, reader, version),
    )
