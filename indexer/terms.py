"""A table in, everything out that a word of a question about it can mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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


def runs(table: Table) -> Iterator[list[Term]]:
    """The terms of a table, its columns and its rows in runs of one kind and column, short terms first.

    Texts without a word are no terms, nor are totals.
    """
    for run in _runs(table):
        yield sorted(run, key=lambda term: term.form.size)


def _runs(table: Table) -> Iterator[Iterable[Term]]:
    yield _named("table", table.name, table.aliases)
    for position, column in enumerate(table.columns):
        yield _named("column", column.name, (*column.aliases, *spoken(column.name)), column=position)
    if table.key is not None:
        yield (
            term
            for position, row in enumerate(table.rows)
            for term in _named("row", row.name, row.aliases, row=position)
        )
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


def _of_cells(table: Table, column: Column, position: int) -> Iterator[Iterable[Term]]:
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
    said_of = {
        "value": ((text, target, form(text)) for text, target in dict.fromkeys(named)),
        "qualifier": ((text, text, form(text)) for text in qualifiers.values()),
        "cell": ((text, text, cell_form(cell)) for text, cell in whole.items()),
    }
    for kind, texts in said_of.items():
        yield [Term(kind, text, target, found, position) for text, target, found in texts if found.folded]
