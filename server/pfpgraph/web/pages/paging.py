"""The pages of a long list: which one is asked for."""

from flask import request

from pfpgraph.problems import Problem


def asked() -> int:
    """The number of the page that ?page= asks for. Raises Problem when it is none."""
    number = request.args.get("page", "1")
    if not number.isascii() or not number.isdigit() or int(number[:9]) < 1:
        raise Problem("request", "no-page", given=number[:20])
    return int(number[:9])


def last(count: int, size: int) -> int:
    """The number of the last page of so many things, of which each page has so many."""
    return max(1, -(-count // size))


def cut(number: int, size: int) -> slice:
    """What stands on a page."""
    return slice((number - 1) * size, number * size)
