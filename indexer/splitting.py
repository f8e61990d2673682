"""A row's text in, pieces that an encoder reads to their end out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Offsets = Callable[[str], list[tuple[int, int]]]

_MARGIN = 2  # tokenizers that are not additive at the joint of header and piece


def split(header: str, body: str, *, limit: int, offsets: Offsets) -> tuple[str, ...]:
    """`header` with the whole body where that has at most `limit` tokens, else several pieces of it.

    `offsets` gives where each token of a text starts and ends. Pieces end between words where they can; no
    character of the body but white space is left out.
    """
    whole = f"{header} {body}".strip()
    if len(offsets(whole)) <= limit:
        return (whole,)
    head = offsets(header)
    if len(head) > limit // 2:  # a header so long that it would crowd out the row is cut itself
        header = header[: head[limit // 2][0]].rstrip()
        head = offsets(header)
    room = max(limit - len(head) - _MARGIN, 1)
    pieces = _pieces(body, offsets(body), room=room) or [""]
    return tuple(f"{header} {piece}".strip() for piece in pieces)


def _pieces(body: str, offsets: Sequence[tuple[int, int]], *, room: int) -> list[str]:
    pieces, first = [], 0
    while first < len(offsets):
        last = min(first + room, len(offsets))
        if last < len(offsets):
            between = (n for n in range(last, first + room // 2, -1) if body[offsets[n][0] - 1].isspace())
            last = next(between, last)
        start = 0 if first == 0 else offsets[first][0]
        end = len(body) if last == len(offsets) else offsets[last][0]
        pieces.append(body[start:end].strip())
        first = last
    return [piece for piece in pieces if piece]


def legal(text: str) -> str:
    """A text without lone surrogates, which tokenizers refuse."""
    return text.encode("utf-8", "replace").decode()
