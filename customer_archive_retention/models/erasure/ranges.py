# Part of Customer Archive. See LICENSE file for full copyright and licensing details.
"""How many ids are written down in few signs."""


def to_ranges(ids):
    """Return ids as the register holds them.

    :param Iterable[int] ids: the ids
    :return: such as `3-7 9`
    :rtype: str
    """
    ranges = []
    for number in sorted(ids):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ' '.join(f'{first}-{last}' if last > first else str(first) for first, last in ranges)


def from_ranges(text):
    """Return the ids that :func:`to_ranges` has written down.

    :param str text: the ranges
    :rtype: frozenset[int]
    """
    ids = set()
    for part in text.split():
        first, _dash, last = part.partition('-')
        ids.update(range(int(first), int(last or first) + 1))
    return frozenset(ids)
