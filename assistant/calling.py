"""What the tables and columns of a build are called by, by the words of a question that may mean them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.english import english, head
from assistant.lexicon import is_english, lemma
from assistant.memo import remembered
from assistant.senses import Source
from corpus.types import Column
from corpus.words import fold, folded, stem, stems

Place = tuple[int, int]  # the position of a table, and of a column of it

_SHORTEST_CUT = 4  # letters of a header's word that is cut off without a dot: “Subst”
_AFTER_VERBS = frozenset(("by", "in", "at", "on", "from"))
_SHORTENED = re.compile(r"[^\W\d_]+\.?")


@dataclass(frozen=True, slots=True)
class Calling:
    """Tables and columns by the stems that their names turn on, columns also by the stem that is all of it.

    `done` are the columns called by what was done (Run by, Kept in, Sold at), by the stem of the verb;
    `shortened` are the columns with a word that may be cut off or an abbreviation, each with its words.
    """

    tables: Mapping[str, Sequence[int]]
    columns: Mapping[str, Sequence[Place]]
    alone: Mapping[str, Sequence[Place]]
    done: Mapping[str, Sequence[Place]]
    shortened: Sequence[tuple[Place, Sequence[str]]]


def calling(source: Source) -> Calling:
    """What is called how, worked out once for a build."""

    def read() -> Calling:
        tables = defaultdict[str, list[int]](list)
        columns, alone = defaultdict[str, list[Place]](list), defaultdict[str, list[Place]](list)
        done = defaultdict[str, list[Place]](list)
        shortened = []
        for at, table in enumerate(source.tables):
            for word in {stems(name)[-1] for name in (table.name, *table.aliases) if stems(name)}:
                tables[word].append(at)
            for position, column in enumerate(table.columns):
                place = (at, position)
                for word in heads(column):
                    columns[word].append(place)
                said = stems(column.name)
                if len(said) == 1:
                    alone[said[0]].append(place)
                elif said and folded(column.name).split()[-1] in _AFTER_VERBS:
                    done[said[0]].append(place)
                words = _SHORTENED.findall(fold(column.name))
                if any(is_cut(word) or word.rstrip(".") in english().abbreviations for word in words):
                    shortened.append((place, words))
        return Calling(tables, columns, alone, done, shortened)

    return remembered(source, "calling", read)


def is_cut(word: str) -> bool:
    """Whether a word of a header may be the beginning of one: “Subst”, “Suppl.”."""
    bare = word.rstrip(".")
    return (len(bare) >= _SHORTEST_CUT and not is_english(bare)) or (word != bare and len(bare) > 2)


def heads(column: Column) -> frozenset[str]:
    """The stems that a column's name and aliases turn on: the last word, or that before “per” or “/”."""
    return _turning((column.name, *column.aliases))


@lru_cache(maxsize=1024)
def _turning(said: tuple[str, ...]) -> frozenset[str]:
    names = [name for name in said if stems(name)]
    turns = {head(part) for name in names for part in (name, name.split("/")[0])}
    forms = (form for turn in turns for form in (stem(turn), stem(lemma(turn))))
    return frozenset((*(stems(name)[-1] for name in names), *forms))
