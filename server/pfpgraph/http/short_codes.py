"""Queries packed into the codes of short links: nothing is stored, so no link can expire.

The text is deflated (RFC 1951) with a preset dictionary of words that queries contain, and written
in base64url (RFC 4648 section 5) after the letter of that dictionary. A dictionary is never
changed: a better one gets the next letter.
"""

import base64
import zlib
from functools import cache
from pathlib import Path

from pfpgraph.formats import named
from pfpgraph.http import sparql_protocol
from pfpgraph.http.headers import FORMAT_PARAMETERS
from pfpgraph.problems import Problem
from pfpgraph.query.query import Query
from pfpgraph.settings import Settings

SHORT_LINKS = "/q/"
NEWEST = "A"
DICTIONARIES = ("A",)
_RAW = -zlib.MAX_WBITS  # deflate without a header or checksum


@cache
def _dictionary(letter: str) -> bytes:
    """The preset dictionary of a letter, the likeliest words last, as zlib wants them."""
    return (Path(__file__).parent / "dictionaries" / f"{letter}.txt").read_bytes()


def pack(text: str, letter: str = NEWEST) -> str:
    """The code of a query's text, by the dictionary of a letter."""
    packer = zlib.compressobj(9, zlib.DEFLATED, _RAW, 9, zdict=_dictionary(letter))
    packed = packer.compress(text.encode()) + packer.flush()
    return letter + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def unpack(code: str, kibibytes: int) -> str:
    """The text of a query from its code, at most `kibibytes` long. Raises Problem: not-found for an
    unknown dictionary, request for a code that is damaged or too long."""
    if code[:1] not in DICTIONARIES:
        raise Problem("not-found", "no-link")
    most = kibibytes << 10
    try:
        data = base64.b64decode(code[1:] + "=" * (-len(code[1:]) % 4), b"-_", validate=True)
        reader = zlib.decompressobj(_RAW, _dictionary(code[0]))
        text = reader.decompress(data, most + 1)
        if len(text) > most:
            raise Problem("request", "link-long", limit=kibibytes, unit="KiB")
        if not reader.eof or reader.unused_data:
            raise ValueError("cut off, or more behind it")
        return text.decode()
    except (ValueError, zlib.error):  # binascii.Error and UnicodeError are ValueErrors
        raise Problem("request", "link-damaged") from None


def read(path: str, request: sparql_protocol.Request, settings: Settings) -> Query | None:
    """The examined query at the path of a short link, in the format of the path's suffix or of the
    request. None where the path is not a code but that of a question, and where the answer cannot
    have that format. Raises Problem."""
    name, _, suffix = path.removeprefix(SHORT_LINKS).partition(".")
    if name[:1] not in DICTIONARIES:
        return None
    text = unpack(name, settings.query_kilobytes)
    query = Query(text, client=request.client).examined(settings)
    offers = sparql_protocol.offers(request, query.form)
    if suffix:
        known = any(offer.name == suffix for offer in offers)
        return query._replace(formats=(suffix,)) if known else None
    pairs = sparql_protocol.pairs(request.query_string)
    formats = [value for key, value in pairs if key in FORMAT_PARAMETERS and value]
    if formats and not named(formats[0], offers):
        return None
    return query._replace(formats=tuple(formats[:1]))
