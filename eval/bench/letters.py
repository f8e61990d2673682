"""A quick deterministic encoder for benches that are not about meaning."""

from __future__ import annotations

from collections.abc import Sequence


class Letters:
    """Counts the letters of a text; vectors of length 1 that depend on the text alone."""

    name = fingerprint = "letters"
    dimension = 26

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text."""
        counts = [[1.0 + text.lower().count(chr(97 + n)) for n in range(26)] for text in texts]
        return [[n / sum(m * m for m in vector) ** 0.5 for n in vector] for vector in counts]

    def split(self, header: str, body: str) -> tuple[str, ...]:
        """The whole text: letters are counted to its end."""
        return (f"{header} {body}".strip(),)
