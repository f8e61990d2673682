"""A number and a noun in, as a sentence says them out."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """The number with its noun, which has its regular plural unless another is given.

    >>> counted(1, "case"), counted(2, "case"), counted(0, "query", "queries")
    ('1 case', '2 cases', '0 queries')
    """
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
