"""One raw table and what its sidecars say in, one typed table out, with its count and notices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus import kinds, numbers
from corpus.kinds import Learnt
from corpus.naming import column_names, free_slug, key_column
from corpus.reading import MAX_CELL, RawCell, RawRow, RawTable
from corpus.sidecar import ColumnEntry, TableEntry
from corpus.totals import candidates, totals
from corpus.types import Cell, Column, Kind, Notice, Row, Table, TableCount

_SILENT_COLUMN = ColumnEntry()


@dataclass(frozen=True, slots=True)
class Built:
    """A typed table with what was kept and refused on the way; `remarks` are no faults: its total rows."""

    table: Table
    count: TableCount
    notices: tuple[Notice, ...]
    remarks: tuple[Notice, ...]


def build_table(raw: RawTable, *, file: str, id: str, said: Sequence[TableEntry] = ()) -> Built:  # noqa: A002
    """The typed table; of several sidecar entries the last that says something has the last word."""
    names = column_names(raw.header)
    notices = _header_notices(raw, names, file=file)
    kept, refused = _judge(raw, width=len(names), file=file)
    notices += refused
    padded, warnings = _pad(kept, width=len(names), file=file)
    notices += warnings

    entries = [[entry.columns.get(name, _SILENT_COLUMN) for entry in said] for name in names]
    summing = candidates([[cell.text for cell in row.cells] for row in padded])
    ordinary = [row for at, row in enumerate(padded) if at not in summing]
    learnt = _learn(raw, names, _columns(ordinary or padded, len(names)), entries)
    key = _key(names, learnt, _columns(ordinary, len(names)), said)
    learnt = [
        replace(one, kind=Kind.TEXT)
        if position == key and not _said_kind(entries[position]) and not one.kind.is_ordered
        else one
        for position, one in enumerate(learnt)
    ]
    typed = _typed(_columns(padded, len(names)), learnt, key=key)
    apart = totals(typed, summing)
    notices += _cell_notices(names, learnt, padded, typed, apart, file=file)
    rows = _rows(id, padded, typed, key, apart, file=file)
    remarks = tuple(
        Notice(
            file, row.line, f"'{row.name}' sums up other rows and is kept apart from them.", is_refusal=False
        )
        for row in rows
        if row.is_total
    )
    if not padded and not refused:
        notices.append(Notice(file, raw.line, f"'{raw.name}' has a header and no rows.", is_refusal=False))
    columns = tuple(
        _column(name, one, said_here) for name, one, said_here in zip(names, learnt, entries, strict=True)
    )
    table = Table(
        id,
        raw.name,
        next((entry.description for entry in reversed(said) if entry.description), raw.description),
        columns,
        tuple(row for row in rows if not row.is_total),
        file,
        key,
        _union(entry.aliases for entry in said),
        tuple(row for row in rows if row.is_total),
    )
    count = TableCount(file, raw.name, len(raw.rows), len(table.rows), len(table.totals), len(refused))
    return Built(table, count, tuple(sorted(notices, key=lambda notice: notice.line)), remarks)


def _header_notices(raw: RawTable, names: Sequence[str], *, file: str) -> list[Notice]:
    notices = []
    for position, (written, name) in enumerate(zip(raw.header, names, strict=True), start=1):
        if written != name:
            fault = (
                f"the name '{written}' of column {position} is repeated"
                if written
                else f"column {position} has no name"
            )
            notices.append(Notice(file, raw.line, f"{fault}; it is called '{name}' here.", is_refusal=False))
    return notices


def _judge(raw: RawTable, *, width: int, file: str) -> tuple[list[RawRow], list[Notice]]:
    kept, refused = [], []
    for row in raw.rows:
        problem = row.problem
        if len(row.cells) > width:
            advice = "quote or escape the separator inside a cell"
            problem = f"it has {len(row.cells)} cells and the header {width}; {advice}."
        elif not problem:
            problem = _cell_problem(row.cells)
        if problem:
            refused.append(Notice(file, row.line, f"row refused: {problem}", is_refusal=True))
        else:
            kept.append(row)
    return kept, refused


def _cell_problem(cells: Sequence[RawCell]) -> str:
    for cell in cells:
        if len(cell.text) > MAX_CELL:
            size = f"{len(cell.text):,} characters and at most {MAX_CELL:,} are read"
            return f"a cell has {size}; shorten it."
        if "\0" in cell.text:
            return "a cell holds a NUL character; remove it."
    return ""


def _pad(rows: Sequence[RawRow], *, width: int, file: str) -> tuple[list[RawRow], list[Notice]]:
    padded, warnings = [], []
    for row in rows:
        missing = width - len(row.cells)
        if missing:
            message = f"the row has {width - missing} cells and the header {width}; the rest is not stated."
            warnings.append(Notice(file, row.line, message, is_refusal=False))
            row = RawRow(row.line, (*row.cells, *(RawCell("") for _ in range(missing))))
        padded.append(row)
    return padded, warnings


def _columns(rows: Sequence[RawRow], width: int) -> list[list[RawCell]]:
    return [[row.cells[position] for row in rows] for position in range(width)]


def _learn(
    raw: RawTable,
    names: Sequence[str],
    columns: Sequence[Sequence[RawCell]],
    entries: Sequence[Sequence[ColumnEntry]],
) -> list[Learnt]:
    texts = [[cell.text for cell in column] for column in columns]
    # A column whose own numbers do not tell the decimal mark follows the rest of its table.
    votes = [numbers.marks_of(column) for column in texts]
    marks = raw.marks if raw.is_typed else numbers.elected(votes, otherwise=raw.marks)
    return [
        kinds.learn(
            name,
            column,
            marks=numbers.elected([vote], otherwise=marks),
            kind=_said_kind(said) or (Kind.LIST if any(cell.parts for cell in cells) else None),
            unit=_last(entry.unit for entry in said),
        )
        for name, column, cells, vote, said in zip(names, texts, columns, votes, entries, strict=True)
    ]


def _typed(
    columns: Sequence[Sequence[RawCell]], learnt: Sequence[Learnt], *, key: int | None
) -> list[tuple[Cell, ...]]:
    """The rows' typed cells; equal cells of one column are read once."""
    typed = []
    for position, (column, one) in enumerate(zip(columns, learnt, strict=True)):
        known: dict[str, Cell] = {}
        made = []
        for raw in column:
            cell = None if raw.link or raw.parts else known.get(raw.text)
            if cell is None:
                cell = kinds.cell(raw, one, is_key=position == key)
                if not (raw.link or raw.parts):
                    known[raw.text] = cell
            made.append(cell)
        typed.append(made)
    return list(zip(*typed, strict=True))


def _key(
    names: Sequence[str],
    learnt: Sequence[Learnt],
    columns: Sequence[Sequence[RawCell]],
    said: Sequence[TableEntry],
) -> int | None:
    named = _last(entry.key for entry in said)
    if named:
        return names.index(named)
    return key_column([one.kind for one in learnt], [[cell.text for cell in column] for column in columns])


def _cell_notices(
    names: Sequence[str],
    learnt: Sequence[Learnt],
    rows: Sequence[RawRow],
    typed: Sequence[tuple[Cell, ...]],
    apart: frozenset[int],
    *,
    file: str,
) -> list[Notice]:
    """What does not fit its column: once a column where all of it is at fault, else once a text."""
    notices, told = [], set()
    for position, (name, one) in enumerate(zip(names, learnt, strict=True)):
        if one.problem and rows:
            notices.append(Notice(file, rows[0].line, f"column '{name}': {one.problem}", is_refusal=False))
        if not one.kind.is_ordered:
            continue
        for at, (row, cells) in enumerate(zip(rows, typed, strict=True)):
            problem = kinds.problem(cells[position], one)
            if problem and at not in apart and (position, problem) not in told:
                told.add((position, problem))
                notices.append(Notice(file, row.line, f"column '{name}': {problem}", is_refusal=False))
    return notices


def _rows(
    table: str,
    rows: Sequence[RawRow],
    typed: Sequence[tuple[Cell, ...]],
    key: int | None,
    apart: frozenset[int],
    *,
    file: str,
) -> list[Row]:
    made, taken = [], set[str]()
    for at, (row, cells) in enumerate(zip(rows, typed, strict=True)):
        stated = key is not None and cells[key].is_stated
        name = " ".join(cells[key].text.split()) if key is not None and stated else f"row {at + 1}"
        if at in apart and not stated:
            name = next(cell.text for cell in cells if cell.is_stated)
        slug = free_slug(name, taken, fallback=f"row-{at + 1}")
        made.append(Row(f"{table}/{slug}", name, cells, file, row.line, is_total=at in apart))
    return made


def _column(name: str, learnt: Learnt, said: Sequence[ColumnEntry]) -> Column:
    return Column(
        name,
        learnt.kind,
        learnt.unit,
        _last(entry.description for entry in said),
        _union(entry.aliases for entry in said),
    )


def _said_kind(said: Sequence[ColumnEntry]) -> Kind | None:
    return next((entry.kind for entry in reversed(said) if entry.kind), None)


def _last(texts: Iterable[str]) -> str:
    return next((text for text in reversed(list(texts)) if text), "")


def _union(names: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for some in names for name in some))
