"""An answer being written: its text from templates, its citations, and text made safe for Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.answer import Citation, CitedCell, Coverage, Grid, More
from assistant.lexicon import lemma
from corpus.types import Cell, Row, Table
from corpus.words import fold, words

ROW_LIMIT = 200  # the contract: rows beyond this are paged

TEMPLATES = {
    "names": "{names} – {matched} of the {total} rows in {table}{unknown}.",
    "names.many": "{matched} of the {total} rows in {table}{unknown}:",
    "names.all": "{table} has {total} rows:",
    "names.one": "{table} has one row:",
    "names.none": "None of the {total} rows in {table} match{unknown}: {reading}.",
    "names.not": "The one row looked at in {table} does not match{unknown}: {reading}.",
    "unknown": "; {count} do not say",
    "cell": "The {column} of **{row}** is {cell} {marker}.",
    "cell.colon": "**{row}** – {column}: {cell} {marker}",
    "cells": "**{row}** {marker}:",
    "described": "**{row}** is in {table} {marker}:",
    "cells.many": "{column} in {count} rows of {table}:",
    "not stated": "not stated",
    "distinct": "{column} in {table} has {count} different values:",
    "count": "**{count}** of the {total} rows in {table}{unknown}.",
    "count.all": "{table} has **{count}** rows.",
    "count.names": "They are {names}.",
    "count.distinct": "**{count}** different values of {column} in {rows}: {values}.",
    "yes": "Yes. {names}",
    "no": "No. {names}",
    "no.none": "No: none of the {total} rows in {table} match{unknown}.",
    "not stated one": "The catalog does not state the {column} of **{row}** {marker}.",
    "not said": "The catalog does not say: {reading}. Not stated by {names}.",
    "cells.none": "There are no such rows.",
    "common.empty": "There are no rows to compare.",
    "figure": "The {function} {column} of {rows} is **{number}**{unit}, "
    "computed from {count} rows{unknown}: {names}.",
    "figure.none": "No row of {rows} states {column} as a figure.",
    "choose": "{names}.",
    "common": "In common:",
    "common.none": "{names} have no value in common.",
    "groups": "{rows} by {column}:",
    "group": "- {value}: **{number}**{unit} {markers}",
    "more": "And {count} more.",
    "words": "and or whether for any of in where includes not is stated all the different values how many",
}


@dataclass(slots=True)
class Draft:
    """An answer being written. `is_stated` is False where the only cell asked for is empty."""

    text: str = ""
    values: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    coverage: Coverage | None = None
    table: Grid | None = None
    more: More | None = None
    is_stated: bool = True
    unit: str = ""
    citations: list[Citation] = field(default_factory=list)

    def cite(self, table: Table, row: Row, columns: Iterable[int]) -> str:
        """The marker of a row's cells; a row cited before gets its marker back, with the new cells.

        `""` beyond the contract's number of citations.
        """
        chosen = [CitedCell(table.columns[c].name, row.cells[c].text) for c in columns]
        for index, known in enumerate(self.citations):
            if known.row_id == row.id:
                cells = tuple(dict.fromkeys((*known.cells, *chosen)))
                self.citations[index] = Citation(
                    known.marker, row.id, table.name, row.name, cells, row.file, row.line
                )
                return f"[{known.marker}]"
        marker = len(self.citations) + 1
        if marker > ROW_LIMIT:
            return ""
        self.citations.append(
            Citation(marker, row.id, table.name, row.name, tuple(chosen), row.file, row.line)
        )
        return f"[{marker}]"

    def say(self, template: str, **parts: object) -> str:
        """A template of this module, filled."""
        return TEMPLATES[template].format(**parts)


def joined(names: Sequence[str]) -> str:
    """Names as a sentence lists them."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def shown_cell(cell: Cell) -> str:
    """A cell's text, or that it is not stated."""
    return escape(cell.text) if cell.is_stated else TEMPLATES["not stated"]


def phrase(name: str) -> str:
    """A column's name inside a sentence: lower case but for words that carry capitals of their own.

    >>> phrase("GPU Fleet")
    'GPU fleet'
    """
    return " ".join(word if any(c.isupper() for c in word[1:]) else word.lower() for word in name.split(" "))


def is_singular_noun(name: str) -> bool:
    """Whether “the … of X is” reads well with a column's name: no plural, verb form or preposition.

    >>> [is_singular_noun(name) for name in ("Pricing Model", "Cranes", "Acquired", "Born", "From")]
    [True, False, False, False, False]
    """
    last = (fold(name).split() or [""])[-1]
    is_verb = last.endswith("ed") or lemma(last) != last
    is_plural = last.endswith("s") and not last.endswith("ss")
    return (
        last.isalpha() and not is_verb and not is_plural and last not in ("from", "to", "until", "by", "at")
    )


_SPECIAL = "\\`*_[]<>|#~"


def escape(text: str) -> str:
    r"""A cell's text as Markdown that shows it verbatim, so that only citations look like markers.

    >>> escape("a [1] *b*")
    'a \\\\[1\\\\] \\\\*b\\\\*'
    """
    flat = " ".join(text.split())
    return "".join(f"\\{c}" if c in _SPECIAL else c for c in flat)


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """The folded words of all templates: what an answer's text may say of its own."""
    plain = re.sub(r"{\w+}", " ", " ".join(TEMPLATES.values()))
    return frozenset(word.folded for word in words(plain))
