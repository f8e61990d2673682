"""The words of rows in, for each the rows that have it and what it adds to their score; the best rows out.

The score is Okapi BM25. Its parts are reckoned when the index is built and only added up for a query (as
BM25S does, Lù 2024, arXiv:2407.03618): SQLite's own bm25() takes a hundred times as long for a word of 16,000
rows, since it looks up the length of each. The one file that knows what is in `postings`.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np

from corpus.errors import BuildError

from .manifest import REBUILD
from .rows import RowFile

_K1, _B = 1.2, 0.75  # those of SQLite's bm25()
_LEAST = 1e-6  # of a word's rarity, so that one that most rows have still finds them
_POSTING = np.dtype([("place", "<u4"), ("weight", "<f4")])

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Integers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Postings = np.ndarray[tuple[int, ...], np.dtype[np.void]]


def write_postings(database: sqlite3.Connection, rows: Sequence[tuple[str, int, str]]) -> None:
    """Write the posting list of each word of these rows: their ids, numbers, and stems joined by spaces."""
    ordered = sorted(rows)
    lines = ((place, number) for place, (_, number, _) in enumerate(ordered))
    database.executemany("INSERT INTO places VALUES (?, ?)", lines)
    known: defaultdict[str, int] = defaultdict(lambda: len(known))  # each new stem has the next number
    words, lengths = array("q"), array("q")
    for _, _, text in ordered:
        found = text.split()
        words.extend(map(known.__getitem__, found))
        lengths.append(len(found))
    if not words:
        return
    postings, sizes = _postings(np.asarray(words), np.asarray(lengths))
    data, ends = postings.tobytes(), np.cumsum(sizes) * _POSTING.itemsize
    lists = (data[start:end] for start, end in pairwise((0, *ends.tolist())))
    database.executemany("INSERT INTO postings VALUES (?, ?)", zip(known, lists, strict=True))


def best_rows(file: RowFile, stems: Collection[str], *, k: int) -> list[tuple[str, float]]:
    """The ids and scores of the `k` best rows that have any of the stems, best first, ties in row-id order.

    Raises: BuildError where the lists are damaged.
    """
    lists = file.query(
        "SELECT rows FROM postings WHERE stem IN (SELECT value FROM json_each(?))", (json.dumps([*stems]),)
    )
    if not lists:
        return []
    scores = _summed(b"".join(rows for (rows,) in lists), file)
    places = np.flatnonzero(scores)
    if len(places) > k:
        least = np.partition(scores[places], -k)[-k]
        places = places[scores[places] >= least]
    chosen = places[np.argsort(-scores[places], kind="stable")[:k]].tolist()
    row_ids = dict(
        file.query(
            "SELECT p.place, r.row_id FROM places AS p JOIN rows AS r ON r.number = p.row_number"
            " WHERE p.place IN (SELECT value FROM json_each(?))",
            (json.dumps(chosen),),
        )
    )
    return [(row_ids[place], float(scores[place])) for place in chosen]


def _summed(postings: bytes, file: RowFile) -> Floats:
    """The score of every place."""
    [(last,)] = file.query("SELECT max(place) FROM places")
    try:
        found = np.frombuffer(postings, _POSTING)
        if found["place"].max() > last:  # an array up to there could need more memory than there is
            raise ValueError("a row that is not there")
    except ValueError as error:
        raise BuildError(f"The word index is damaged ({error}). {REBUILD}") from error
    return np.asarray(np.bincount(found["place"], found["weight"]), np.float64)


def _postings(words: Integers, lengths: Integers) -> tuple[Postings, Integers]:
    """The postings of each word in turn, ordered by place, and how many each has.

    `words` are the words of all places in order, numbered from 0; `lengths` says how many each place has.
    """
    rows = len(lengths)
    pairs, times = np.unique(words * rows + np.repeat(np.arange(rows), lengths), return_counts=True)
    word, place = np.divmod(pairs, rows)
    sizes = np.bincount(word)
    rarity = np.maximum(np.log((rows - sizes + 0.5) / (sizes + 0.5)), _LEAST)
    length = _K1 * (1 - _B + _B * lengths / lengths.mean())
    found = np.empty(len(pairs), _POSTING)
    found["place"] = place
    found["weight"] = rarity[word] * times * (_K1 + 1) / (times + length[place])
    return found, sizes
