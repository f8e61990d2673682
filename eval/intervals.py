"""Numbers of cases in, how sure their mean is out: bootstrap intervals and a paired randomisation test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2_000  # the ends of a 95 % interval then vary by about a tenth of its width
SHUFFLES = 10_000
_LEVEL = 95.0
_SEED = 20_240_501  # any fixed number: the same cases give the same interval
_FEW = 20  # distinct values up to which drawing their counts is faster than drawing cases
_CHUNK = 250  # resamples held in memory at once

_Statistic = Callable[[NDArray[np.float64]], NDArray[np.float64]]  # of each line of a table of resamples


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean or percentile over `n` cases, with the ends of its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Two runs on the same `n` cases: the mean of the second less that of the first, and its p value."""

    mean: float
    p: float
    n: int


def mean_interval(values: Sequence[float]) -> Interval:
    """The mean with its percentile bootstrap interval (Efron 1979), resampling cases.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("an interval needs at least one value")
    given = np.asarray(values, dtype=float)
    distinct, counts = np.unique(given, return_counts=True)
    if distinct.size > _FEW:
        return _interval(values, lambda sample: sample.mean(axis=1))
    # A resample of n cases is a draw of how often each distinct value is among them: the same, but faster.
    random = np.random.default_rng(_SEED)
    drawn = random.multinomial(given.size, counts / given.size, size=RESAMPLES) @ distinct / given.size
    return Interval(float(given.mean()), *_ends(drawn), given.size)


def percentile_interval(values: Sequence[float], share: float) -> Interval:
    """A percentile (0 to 1, linear between values) with its bootstrap interval.

    Raises:
        ValueError: there are no values.
    """
    return _interval(values, lambda sample: np.percentile(sample, share * 100, axis=1))


def paired_difference(first: Sequence[float], second: Sequence[float]) -> Difference:
    """The paired randomisation test (Fisher; Smucker, Allan, Carterette 2007), two-sided.

    Under its hypothesis the two runs are interchangeable on each case, so the signs of the differences are
    drawn anew; p counts how often their mean is at least as far from 0. Equal runs give p = 1.

    Raises:
        ValueError: the runs are not of the same length, or empty.
    """
    if len(first) != len(second) or not first:
        raise ValueError("the two runs must have the same cases, at least one")
    differences = np.asarray(second, dtype=float) - np.asarray(first, dtype=float)
    changed = differences[differences != 0]
    mean = float(differences.mean())
    if not changed.size:
        return Difference(mean, 1.0, len(first))
    random = np.random.default_rng(_SEED)
    signs = random.integers(0, 2, size=(SHUFFLES, changed.size), dtype=np.int8) * 2 - 1
    sums = np.abs(signs @ changed)
    extreme = int((sums >= abs(changed.sum()) - 1e-9).sum())
    return Difference(mean, (extreme + 1) / (SHUFFLES + 1), len(first))


def _interval(values: Sequence[float], statistic: _Statistic) -> Interval:
    if not values:
        raise ValueError("an interval needs at least one value")
    given = np.asarray(values, dtype=float)
    found = float(statistic(given[np.newaxis, :])[0])
    if np.all(given == given[0]):
        return Interval(found, found, found, given.size)
    random = np.random.default_rng(_SEED)
    drawn = np.concatenate(
        [
            statistic(given[random.integers(0, given.size, size=(_CHUNK, given.size))])
            for _ in range(RESAMPLES // _CHUNK)
        ]
    )
    return Interval(found, *_ends(drawn), given.size)


def _ends(drawn: NDArray[np.float64]) -> tuple[float, float]:
    edge = (100 - _LEVEL) / 2
    low, high = np.percentile(drawn, [edge, 100 - edge])
    return float(low), float(high)
