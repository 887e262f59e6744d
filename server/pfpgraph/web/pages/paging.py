"""The pages of a long list."""


def last(count: int, size: int) -> int:
    """The number of the last page of `count` things at `size` a page."""
    return max(1, -(-count // size))


def cut(number: int, size: int) -> slice:
    """What stands on a page."""
    return slice((number - 1) * size, number * size)
