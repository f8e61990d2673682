"""What turns text into vectors: what any encoder has to offer, and the one that a name stands for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .minilm import PACKAGED, MiniLM
from .sentence import SentenceEncoder


class Encoder(Protocol):
    """Text in, unit vectors out. Vectors of two encoders compare only where the fingerprints are equal."""

    @property
    def name(self) -> str:
        """The name by which a user would choose this encoder."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes when the weights do."""
        ...

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        ...

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector of length 1 a text, in order."""
        ...

    def split(self, header: str, body: str) -> tuple[str, ...]:
        """The texts to encode for one row: each `header` and a piece of `body`, none cut by `encode`."""
        ...


def encoder_named(name: str = PACKAGED) -> Encoder:
    """The packaged MiniLM by its own name, by any other the sentence-transformers model or its folder."""
    return MiniLM() if name == PACKAGED else SentenceEncoder(name)
