"""The engine's XML, corrected so that every parser reads back what was written, or refused.

XML 1.0 (sections 2.2 and 2.11) has no way to write some characters, and a parser turns a raw
carriage return into a line feed. RDF/XML (section 5.2 of its grammar) has no way to write some
properties, and the engine writes a class as the name of an element too. The engine checks neither.
"""

import re

from pyoxigraph import Quad, Triple

from pfpgraph.formats import RDF_FORMATS, RESULT_FORMATS, Format, serialised
from pfpgraph.problems import Problem

_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r"))
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # U+FFFE, U+FFFF
# Invalid names of the elements of properties and classes: the engine leaves a name empty that XML
# does not allow, uses xmlns as a prefix, and does not know all reserved words of RDF/XML. In texts
# and attributes there is no bare <.
_NO_NAME = re.compile(rb"\n\t+<(?:xmlns:|rdf:(?:bagID|aboutEach)|[^<>:\s]*:[ />])")
WRITERS = {fmt.writer for fmt in (*RDF_FORMATS, *RESULT_FORMATS) if fmt.name in ("rdf", "xml")}


def checked(answer: bytes | bytearray, fmt: Format) -> bytes:
    """An answer in RDF/XML or SPARQL results in XML, with carriage returns escaped. Raises Problem
    (format), which names the other formats, when XML cannot hold it."""
    # Deleting bytes is the quickest way to find them: nothing is lost on a large answer.
    # A single byte is found a hundred times as fast as three, and this one is rare.
    if len(answer.translate(None, _CONTROLS)) != len(answer) or (
        b"\xef" in answer and any(character in answer for character in _NO_CHARACTERS)
    ):
        raise impossible("xml-character", fmt)
    if fmt in RDF_FORMATS and _NO_NAME.search(answer):
        raise impossible("xml-property", fmt)
    return bytes(answer.replace(b"\r", b"&#13;") if b"\r" in answer else answer)


def write(statements: list[Quad] | list[Triple], fmt: Format, prefixes: dict[str, str]) -> bytes:
    """Statements as bytes in RDF/XML. Raises Problem (format) when RDF/XML cannot hold them."""
    try:
        data = serialised(statements, fmt.rdf, prefixes)
    except OSError as error:
        if is_reserved(error):
            raise impossible("xml-property", fmt) from None
        raise
    return checked(data, fmt)


def is_reserved(error: Exception) -> bool:
    """Whether an error of the engine means that a property is a reserved word of RDF/XML
    (rdf:li)."""
    return isinstance(error, OSError) and "reserved syntax term" in str(error)


def impossible(said: str, fmt: Format) -> Problem:
    """The problem (format) of an answer that XML cannot hold: `said` names its sentence; it offers
    the media types of the other formats."""
    others = [
        other
        for other in (RDF_FORMATS if fmt in RDF_FORMATS else RESULT_FORMATS)
        if other is not fmt
    ]
    offered = [other.media_type for other in others]
    return Problem("format", said, label=fmt.label, offered=offered)
