"""The documentation page of the ontology, whole or one module, in one language."""

from pfpgraph.model import vocabulary
from pfpgraph.model.vocabulary import UMBRELLA
from pfpgraph.web.pages import layout
from pfpgraph.web.pages.ontology import overview, terms
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
        modules=overview.modules(modules, reader, version),
        header=overview.header(module, reader, version),
        drawing=overview.drawing(reader) if not (module or version) else "",
        namespaces=vocabulary.namespaces(reader.snapshot, "ontology", module, version),
        apart=() if module else overview.apart(reader, version),
        questions=overview.questions(reader) if not (module or version) else (),
        groups=terms.terms(module, reader, version),
    )
