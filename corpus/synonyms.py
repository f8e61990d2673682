"""Typed tables and sidecars in, the same tables out with the synonyms of values and the aliases of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.errors import SidecarError
from corpus.parts import whole
from corpus.sidecar import Sidecar, absent
from corpus.types import Column, Notice, Row, Table
from corpus.words import folded

_Synonyms = Mapping[str, tuple[str, ...]]


def enrich(
    tables: Sequence[Table], sidecars: Sequence[Sidecar], *, ragged: frozenset[str] = frozenset()
) -> tuple[tuple[Table, ...], tuple[Notice, ...]]:
    """The tables with what the sidecars say of rows and values.

    A value is named by a cell's whole value or by words that stand in one; a row by its name, with or
    without its brackets. What is named but absent is an error, except beside a refused row (`ragged` are
    the files that have one): there it is a notice, because the row may have been the one.

    Raises:
        SidecarError: a row or a value that no table in reach has.
    """
    notices: list[Notice] = []
    made = list(tables)
    for sidecar in sidecars:
        reach = [at for at, table in enumerate(made) if table.source in sidecar.files]
        missing: list[str] = []
        for name, entry in sidecar.entry.tables.items():
            own = [at for at in reach if made[at].name == name]
            missing += _add_rows(made, own, entry.rows, sidecar.file, f"row of '{name}'")
            for column, said in entry.columns.items():
                place = f"value of '{name}', '{column}'"
                missing += _add_values(made, own, said.values, sidecar.file, place, only=column)
        missing += _add_rows(made, reach, sidecar.entry.rows, sidecar.file, "row")
        missing += _add_values(made, reach, sidecar.entry.values, sidecar.file, "value")
        if missing and not ragged & sidecar.files:
            raise SidecarError(missing[0])
        lines = (message.removeprefix(f"{sidecar.file}: ") for message in missing)
        notices += [Notice(sidecar.file, 1, line, is_refusal=False) for line in lines]
    return tuple(made), tuple(notices)


def _add_rows(made: list[Table], reach: Sequence[int], rows: _Synonyms, file: str, what: str) -> list[str]:
    missing = []
    for name, aliases in rows.items():
        found = False
        for at in reach:
            table = made[at]
            new = tuple(_with_aliases(row, aliases) if _is_called(row, name) else row for row in table.rows)
            found |= new != table.rows or any(_is_called(row, name) for row in table.rows)
            made[at] = replace(table, rows=new)
        if not found:
            missing.append(absent(file, what, name, {row.name for at in reach for row in made[at].rows}))
    return missing


def _is_called(row: Row, name: str) -> bool:
    return folded(name) in (folded(row.name), folded(whole(row.name).text))


def _with_aliases(row: Row, aliases: tuple[str, ...]) -> Row:
    return replace(row, aliases=tuple(dict.fromkeys((*row.aliases, *aliases))))


def _add_values(
    made: list[Table], reach: Sequence[int], values: _Synonyms, file: str, what: str, *, only: str = ""
) -> list[str]:
    if not values:
        return []
    found: set[str] = set()
    for at in reach:
        columns = []
        for position, column in enumerate(made[at].columns):
            standing = [] if only not in ("", column.name) else _standing(values, made[at], position)
            found.update(standing)
            columns.append(_with_synonyms(column, {value: values[value] for value in standing}))
        made[at] = replace(made[at], columns=tuple(columns))
    known = {
        value.text
        for at in reach
        for position, column in enumerate(made[at].columns)
        if only in ("", column.name)
        for row in made[at].rows
        for value in row.cells[position].values
    }
    return [absent(file, what, value, known) for value in values if value not in found]


def _standing(values: _Synonyms, table: Table, position: int) -> list[str]:
    texts = {f" {folded(row.cells[position].text)} " for row in table.rows if row.cells[position].is_stated}
    return [value for value in values if any(f" {folded(value)} " in text for text in texts)]


def _with_synonyms(column: Column, synonyms: _Synonyms) -> Column:
    merged = dict(column.synonyms)
    for value, names in synonyms.items():
        merged[value] = tuple(dict.fromkeys((*merged.get(value, ()), *names)))
    return replace(column, synonyms=merged) if synonyms else column
