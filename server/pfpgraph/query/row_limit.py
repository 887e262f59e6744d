"""Whether a serialised answer of SELECT has too many rows, without parsing it.

The engine writes an answer by itself, a few times as fast as rows could be counted one by one. So
the separators between rows are counted instead. Strings of JSON and CSV may hold the same bytes, so
there the first count is at least as high as the true one; only if it is too high is it done again
without the strings.
"""

import re

from pyoxigraph import QueryResultsFormat

# Bytes that separate rows (in XML, begin a row; in CSV and TSV, end a line), and the number to add
# to their count for the number of rows.
_MARKS = {
    QueryResultsFormat.JSON: (b"},{", 1),
    QueryResultsFormat.XML: (b"<result>", 0),
    QueryResultsFormat.CSV: (b"\r\n", -1),
    QueryResultsFormat.TSV: (b"\n", -1),
}
_STRINGS = {
    QueryResultsFormat.JSON: re.compile(rb'"(?>(?:[^"\\]|\\.)*)"'),
    QueryResultsFormat.CSV: re.compile(rb'"[^"]*+"'),
}


def are_more(answer: bytes | bytearray, fmt: QueryResultsFormat, most: float) -> bool:
    """Whether the answer of a SELECT, as the engine writes it, holds more rows than `most`."""
    mark, further = _MARKS[fmt]
    if answer.count(mark) + further <= most:
        return False
    strings = _STRINGS.get(fmt)
    return not strings or strings.sub(b"", answer).count(mark) + further > most
