"""Where the Turtle and SPARQL files are: inside the package in a wheel, beside it in a checkout."""

from importlib.resources import files
from pathlib import Path

_PACKAGE = Path(str(files("pfpgraph")))
ROOT = _PACKAGE if (_PACKAGE / "ontology").is_dir() else _PACKAGE.parents[1]
FOLDERS = ("ontology", "data", "shapes")
# What is as the shapes demand and what is not; beside shapes/, whose files are all read as shapes.
EXAMPLES = _PACKAGE / "examples" if (_PACKAGE / "examples").is_dir() else ROOT / "tests/shapes"
