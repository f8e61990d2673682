"""An encoder in, the same one that encodes no text twice out."""

from __future__ import annotations

from collections.abc import Sequence

from indexer import Encoder


class Remembering:
    """Several retrievers ask for the vector of the same question: it is encoded once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, list[float]] = {}

    @property
    def name(self) -> str:
        """As the encoder's."""
        return self._encoder.name

    @property
    def fingerprint(self) -> str:
        """As the encoder's."""
        return self._encoder.fingerprint

    @property
    def dimension(self) -> int:
        """As the encoder's."""
        return self._encoder.dimension

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, in order; those of new texts are kept."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return [self._known[text] for text in texts]

    def split(self, header: str, body: str) -> tuple[str, ...]:
        """As the encoder does."""
        return self._encoder.split(header, body)
