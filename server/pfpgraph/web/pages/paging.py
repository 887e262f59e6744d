"""Pages of a long list."""


def last(count: int, size: int) -> int:
    """The number of the last page, at least 1, for `count` things at `size` a page."""
    return max(1, -(-count // size))


def cut(number: int, size: int) -> slice:
    """The slice of a list that makes up page `number`, counted from 1, at `size` things a page."""
    return slice((number - 1) * size, number * size)
