"""A table in, everything out that a word of a question about it can mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.types import Cell, Column, Table
from corpus.words import folded_words, stem

from .schema import BREAK


@dataclass(frozen=True, slots=True)
class Form:
    """A text made comparable: folded, and as stems."""

    folded: str
    stems: str

    @property
    def size(self) -> int:
        """The number of stems, not counting breaks between parts."""
        return sum(1 for stem in self.stems.split(" ") if stem and stem != BREAK)


@dataclass(frozen=True, slots=True)
class Term:
    """One text of a table and what it stands for; `column` and `row` are positions in the table."""

    kind: str
    text: str
    target: str
    form: Form
    column: int | None = None
    row: int | None = None


@lru_cache(maxsize=16384)  # cells repeat, and each is asked for as text, part and term
def form(text: str) -> Form:
    """The folded words and the stems of a text.

    >>> form("On-demand pricing")
    Form(folded='on demand pricing', stems='on demand price')
    """
    found = folded_words(text)
    return Form(" ".join(found), " ".join(map(stem, found)))


def cell_form(cell: Cell) -> Form:
    """The form of a whole cell: its stems have `ǂ` between the atomic parts."""
    if len(cell.values) < 2:
        return form(cell.text)
    parts = (form(f"{value.text} {value.qualifier}").stems for value in cell.values)
    return Form(form(cell.text).folded, f" {BREAK} ".join(part for part in parts if part))


def terms(table: Table) -> Iterator[Term]:
    """The terms of a table, its columns and its rows; texts without a word are no terms, nor are totals."""
    yield from _named("table", table.name, table.aliases)
    for position, column in enumerate(table.columns):
        aliases = (*column.aliases, *spoken(column.name))
        yield from _named("column", column.name, aliases, column=position)
    for position, row in enumerate(table.rows):
        if table.key is not None:
            yield from _named("row", row.name, row.aliases, row=position)
    for position, column in enumerate(table.columns):
        yield from _of_cells(table, column, position)


_PERIODS = {"yr": "year", "mo": "month", "mth": "month", "wk": "week", "hr": "hour", "h": "hour"}


def spoken(name: str) -> tuple[str, ...]:
    """What people say for a column: its name without the bracket, or so much for each of something.

    >>> spoken("Cost / yr"), spoken("Altitude (m)"), spoken("Town")
    (('Cost per year', 'Cost a year'), ('Altitude',), ())
    """
    bare = re.sub(r"\s*\([^()]*\)$", "", name)
    if bare and bare != name:
        return (bare,)
    of, slash, each = (part.strip() for part in name.partition("/"))
    unit = _PERIODS.get(each.lower().rstrip("."), each)
    return (f"{of} per {unit}", f"{of} a {unit}") if slash and of and each else ()


def _named(
    kind: str, name: str, aliases: tuple[str, ...], *, column: int | None = None, row: int | None = None
) -> Iterator[Term]:
    seen = set()
    for text in (name, *aliases):
        found = form(text)
        if found.folded and found.folded not in seen:
            seen.add(found.folded)
            yield Term(kind, text, name, found, column, row)


def _of_cells(table: Table, column: Column, position: int) -> Iterator[Term]:
    values: dict[str, str] = {}
    qualifiers: dict[str, str] = {}
    whole: dict[str, Cell] = {}
    for row in table.rows:
        cell = row.cells[position]
        if cell.is_stated and cell.text not in whole:
            whole[cell.text] = cell
            for value in cell.values:
                values.setdefault(form(value.text).folded, value.text)
                qualifiers.setdefault(form(value.qualifier).folded, value.qualifier)
    named = [(text, text) for text in values.values()]
    for said, synonyms in column.synonyms.items():
        target = values.get(form(said).folded, said)
        named += [(synonym, target) for synonym in synonyms if form(synonym).folded != form(target).folded]
    for text, target in dict.fromkeys(named):
        if form(text).folded:
            yield Term("value", text, target, form(text), position)
    for text in qualifiers.values():
        if form(text).folded:
            yield Term("qualifier", text, text, form(text), position)
    for text, cell in whole.items():
        found = cell_form(cell)
        if found.folded:
            yield Term("cell", text, text, found, position)
