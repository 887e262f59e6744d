"""Jena as Debian has it: a library without its commands, for Java to run."""

import re
import shutil
import zipfile
from pathlib import Path

import pytest

JAVA = Path("/usr/share/java")
# Other libraries of Debian that would take the place of those that Jena needs.
_AMISS = re.compile(r"log4j|maven|slf4j-(jcl|jdk14|nop)")


def class_path(folder: Path) -> str:
    """The class path of Debian's Jena. It has moved the classes of Xerces within it to another
    package, not their messages, which are put into the folder here."""
    if not (JAVA / "jena-cmds.jar").exists() or not shutil.which("java"):
        pytest.skip("there is no Jena; .ci/run installs it")
    moved = "org/apache/jena/ext/"
    with zipfile.ZipFile(JAVA / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith(f"{moved}xerces/") and name.endswith(".properties"):
                place = folder / "messages" / name.removeprefix(moved)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(jar.read(name))
    jars = [str(path) for path in sorted(JAVA.glob("*.jar")) if not _AMISS.search(path.name)]
    return ":".join([str(folder / "messages"), *jars])


def version() -> str:
    """The version of Debian's Jena."""
    (jar,) = JAVA.glob("jena-shacl-*.jar")
    return jar.stem.removeprefix("jena-shacl-")
