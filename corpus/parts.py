"""A cell's text in, its atomic values out: split outside brackets, each with its bracket qualifier."""

from __future__ import annotations

import re

from corpus.types import Value

_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_CLOSING = frozenset(_BRACKETS.values())
# A comma between digits is a thousands or decimal separator unless a space follows it. A slash never
# separates: “V2/V3” is one version span, “Bellegarde / Vouvray” one place.
_SEPARATOR = re.compile(r"\n|[;•]|,(?=\s)|(?<!\d),|,(?!\d)")
_LAST = re.compile(r"\s*(?:and|&)\s+(?=\S)")  # the word before the last part of “A, B, and C”


def split(text: str) -> tuple[Value, ...]:
    """The atomic parts of a list cell, in order; empty parts are dropped.

    >>> split("H100, TPU v5p/v6; API (per-token, batch)")
    (Value(text='H100', qualifier=''), Value(text='TPU v5p/v6', qualifier=''), \
Value(text='API', qualifier='per-token, batch'))
    >>> [value.text for value in split("1,250 GB, 2,500 GB, and more")]
    ['1,250 GB', '2,500 GB', 'more']
    """
    if not _SEPARATOR.search(text):
        return (whole(text),) if text.strip() else ()
    inside = _inside(text)
    pieces, start = [], 0
    for separator in _SEPARATOR.finditer(text):
        if inside[separator.start()]:
            continue
        pieces.append(text[start : separator.start()])
        start = separator.end()
    pieces.append(text[start:])
    if len(pieces) > 2 and (last := _LAST.match(pieces[-1])):
        pieces[-1] = pieces[-1][last.end() :]
    return tuple(whole(piece) for piece in pieces if piece.strip())


def is_single(text: str) -> bool:
    """Whether a text has nothing that could separate parts."""
    return _SEPARATOR.search(text) is None


def whole(text: str) -> Value:
    """The text as one value; brackets at its end are its qualifier.

    >>> whole("TGI (Text Generation Inference)")
    Value(text='TGI', qualifier='Text Generation Inference')
    >>> whole("(custom)")
    Value(text='(custom)', qualifier='')
    """
    text = text.strip()
    if not text.endswith(")"):
        return Value(text)
    qualifiers: list[str] = []
    rest = text
    while rest.endswith(")"):
        opening = _opening(rest)
        inner = rest[opening + 1 : -1].strip()
        if opening < 1 or not inner:
            break
        qualifiers.insert(0, inner)
        rest = rest[:opening].rstrip()
    return Value(rest, ", ".join(qualifiers)) if rest and qualifiers else Value(text)


def _opening(text: str) -> int:
    """Where the bracket that the last character closes is opened, -1 where it is not."""
    depth = 0
    for position in range(len(text) - 1, -1, -1):
        depth += (text[position] == ")") - (text[position] == "(")
        if depth == 0:
            return position
    return -1


def _inside(text: str) -> list[bool]:
    """For each character, whether it stands inside a pair of brackets; unpaired brackets do not count."""
    inside = [False] * len(text)
    if not _CLOSING.intersection(text):
        return inside
    opened: list[tuple[str, int]] = []
    for position, character in enumerate(text):
        if character in _BRACKETS:
            opened.append((_BRACKETS[character], position))
            continue
        matching = [at for at, (closing, _) in enumerate(opened) if closing == character]
        if matching:
            _, start = opened[matching[-1]]
            del opened[matching[-1] :]
            inside[start : position + 1] = [True] * (position + 1 - start)
    return inside
