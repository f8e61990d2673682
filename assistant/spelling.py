"""Words of a build in, those that another may be a slip of out, without comparing it with them all."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from assistant.memo import remembered
from assistant.senses import Source

SHORTEST_WORD = 5  # letters; shorter words have too many neighbours
SHORTEST_NAME = 7  # letters of a name of several words that may be misspelt
_MOST_SLIPS = 2
_KEPT_STEMS = 20_000  # a few MB; of more, those of a question are looked up
_END, _LAST = "\n", "\U0010ffff"  # stand in no word


class Spelt:
    """Words to be found by how they begin, how they end and what they hold."""

    def __init__(self, words: Sequence[str]) -> None:
        """Index the words; their places in this sequence are what `near` gives."""
        self._words = words
        order = sorted(range(len(words)), key=words.__getitem__)
        mirrored = [word[::-1] for word in words]
        back = sorted(range(len(words)), key=mirrored.__getitem__)
        self._starts, self._at_start = [words[at] for at in order], array("l", order)
        self._ends, self._at_end = [mirrored[at] for at in back], array("l", back)
        self._text = _END.join(("", *words, ""))
        self._breaks = array("l", [0])
        for word in words:
            self._breaks.append(self._breaks[-1] + len(word) + 1)

    def near(self, word: str, *, slips: int, limit: int) -> list[tuple[int, int]]:
        """The places of the words at most one or two slips away, with how many: nearest first, then by place.

        A slip is a letter too many, missing or wrong, or two letters swapped. The word has at least four.
        """
        places = sorted(set(self._candidates(word, slips)))
        if not places:
            return []
        choices = [self._words[at] for at in places]
        scorer = DamerauLevenshtein.distance
        found = extract(word, choices, scorer=scorer, score_cutoff=slips, limit=limit)
        return [(places[index], int(distance)) for _, distance, index in found]

    def _candidates(self, word: str, slips: int) -> list[int]:
        """The words that have a part of this one in its place: all that are so near do.

        One slip leaves one of two halves as it was, and two leave one of three parts; but where letters
        on both sides of a border are swapped. Those swapped back, there is one slip less.
        """
        if slips == 0:
            return self._between(word, word + "\0")
        size = len(word) // (slips + 1)
        borders = sorted({size, len(word) - size}) if slips > 1 else [size]
        found = self._between(word[: borders[0]], word[: borders[0]] + _LAST)
        ending = word[borders[-1] :][::-1]
        found += self._at_end[bisect_left(self._ends, ending) : bisect_left(self._ends, ending + _LAST)]
        found += self._holding(word[borders[0] : borders[-1]]) if slips > 1 else []
        for at in borders:
            swapped = word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
            found += self._candidates(swapped, slips - 1)
        return found

    def _between(self, low: str, high: str) -> list[int]:
        return [*self._at_start[bisect_left(self._starts, low) : bisect_left(self._starts, high)]]

    def _holding(self, part: str) -> list[int]:
        places = []
        found = self._text.find(part)
        while found >= 0:
            places.append(bisect_left(self._breaks, found) - 1)
            found = self._text.find(part, self._breaks[places[-1] + 1])
        return places


@dataclass(frozen=True, slots=True)
class Names:
    """The names of rows without spaces, and for each the table, the row and its wording."""

    spelt: Spelt
    targets: Sequence[tuple[int, int, str]]


def names(source: Source) -> Names:
    """All names of rows that letters alone may be a slip of, read once for a build."""

    def read() -> Names:
        digits = "*".join(["", *["[0-9]"] * (_MOST_SLIPS + 1), ""])
        found = source.query(
            "SELECT squashed, table_position, row_number, target FROM terms WHERE kind = 'row' "
            "AND length(squashed) >= ? AND squashed NOT GLOB ?",
            (SHORTEST_NAME - 1, digits),
        )
        return Names(Spelt([row[0] for row in found]), [row[1:] for row in found])

    return remembered(source, "names by spelling", read)


def vocabulary(source: Source) -> tuple[Sequence[str], Spelt]:
    """The words of a build that a word may be a slip of, in their order, read once."""

    def read() -> tuple[Sequence[str], Spelt]:
        found = source.query("SELECT word FROM words WHERE length(word) >= ?", (SHORTEST_WORD - 1,))
        words = sorted(word for (word,) in found if word.isalpha())
        return words, Spelt(words)

    return remembered(source, "words by spelling", read)


def known_stems(stems: Collection[str], source: Source) -> Set[str]:
    """Those of some stems that stand in a build."""
    few = remembered(source, "stems", lambda: _all_stems(source))
    if few is not None:
        return few.intersection(stems)
    found = source.query(
        f"SELECT term FROM terms_vocab WHERE term IN ({','.join('?' * len(stems))})", [*stems]
    )
    return {str(term) for (term,) in found}


def _all_stems(source: Source) -> frozenset[str] | None:
    """All stems of a build, None where they are too many to keep."""
    found = source.query("SELECT term FROM terms_vocab LIMIT ?", (_KEPT_STEMS + 1,))
    return frozenset(str(term) for (term,) in found) if len(found) <= _KEPT_STEMS else None
