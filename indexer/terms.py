"""A table in, everything out that a word of a question about it can mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.types import Cell, Column, Table
from corpus.units import currency_of, unit_in_name
from corpus.words import fold, folded_words, stem

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
    yield _named("table", table.name, (*table.aliases, *rows_called(table.name)))
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


# What a table is called after what its rows are: “accelerator specs” has accelerators.
_SHEETS = frozenset(
    (
        *("specs", "specifications", "details", "data", "info", "information", "list", "listing", "listings"),
        *("register", "registry", "inventory", "overview", "directory", "database", "catalog", "catalogue"),
        "log",
    )
)


def rows_called(name: str) -> tuple[str, ...]:
    """What a table's rows are called where its name says that it is a list of them.

    >>> rows_called("accelerator_specs"), rows_called("Incident log"), rows_called("Staff")
    (('accelerator',), ('incident',), ())
    """
    *said, last = folded_words(name)
    return (" ".join(said),) if said and last in _SHEETS else ()


_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$", re.I)
_PERIODS = {"yr": "year", "mo": "month", "mth": "month", "wk": "week", "hr": "hour", "h": "hour"}


def spoken(name: str) -> tuple[str, ...]:
    """What people say for a column: its name without the unit, or so much for each of something.

    >>> spoken("Cost / yr"), spoken("Altitude (m)"), spoken("Town")
    (('Cost per year', 'Cost a year'), ('Altitude',), ())
    >>> spoken("memory_gb"), spoken("price_at_release_usd"), spoken("input_usd_per_mtok")
    (('memory',), ('price at release',), ('input price per mtok', 'input price'))
    """
    bare = re.sub(r"\s*\([^()]*\)$", "", name)
    if bare and bare != name:
        return (bare,)
    of, slash, each = (part.strip() for part in name.partition("/"))
    if slash:
        unit = _PERIODS.get(each.lower().rstrip("."), each)
        return (f"{of} per {unit}", f"{of} a {unit}") if of and each else ()
    return _without_unit(fold(name).split("_"), unit_in_name(name)) if "_" in name else ()


def _without_unit(words: Sequence[str], unit: str) -> tuple[str, ...]:
    """What the words of a header are but for the unit of its figures."""
    if not currency_of(unit):
        size = len(unit.split("/"))
        is_last = [word.lower() for word in words[-size:]] == unit.split("/")
        return (" ".join(words[:-size]),) if unit and is_last and len(words) > size else ()
    place = next(i for i, word in enumerate(words) if word.upper() == currency_of(unit))
    before, after = words[:place], words[place + 1 :]
    if after[:1] != ["per"]:
        return (" ".join((*before, *after)),) if before or after else ()
    return (" ".join((*before, "price", *after)), " ".join((*before, "price")))


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
        yield [
            Term(kind, text, target, _whole(text, found), position)
            for text, target, found in texts
            if found.folded
        ]


def _whole(text: str, found: Form) -> Form:
    """The form of a text, without stems where it is an address: its words say nothing of the row."""
    return Form(found.folded, "") if _ADDRESS.match(text) else found
