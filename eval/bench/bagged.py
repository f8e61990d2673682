"""A quick deterministic encoder with vectors as wide as MiniLM's, for benches of search over many rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from corpus.words import words

Vector = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


class BagOfWords:
    """The sum of one random direction for each word: texts that share words are near one another."""

    name = fingerprint = "bag-of-words"
    dimension = 384

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector a text, which depends on the text alone."""
        return [_unit(text) for text in texts]

    def split(self, header: str, body: str) -> tuple[str, ...]:
        """The whole text: words are added to its end."""
        return (f"{header} {body}".strip(),)


def _unit(text: str) -> list[float]:
    summed: Vector = np.sum([_direction(""), *(_direction(word.folded) for word in words(text))], axis=0)
    return [float(number) for number in summed / np.linalg.norm(summed)]


@lru_cache(maxsize=65536)
def _direction(word: str) -> Vector:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(BagOfWords.dimension)
