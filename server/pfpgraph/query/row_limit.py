"""The rows in a serialised answer of SELECT: how many there are, counted without reading them.

The engine writes an answer by itself, a few times as fast as rows could be counted one by one. What
stands between two rows is counted instead. Strings of JSON and CSV may hold the same bytes, so
there the first count is at least as high as the true one; only if it is too high is it done again
without the strings.
"""

import re

from pyoxigraph import QueryResultsFormat

# How each solution but the last ends; in XML how each begins, in the others their lines end.
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
    """Whether the answer of a SELECT, as the engine writes it, holds more rows than that."""
    mark, further = _MARKS[fmt]
    if answer.count(mark) + further <= most:
        return False
    strings = _STRINGS.get(fmt)
    return not strings or strings.sub(b"", answer).count(mark) + further > most
