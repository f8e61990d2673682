"""What compositions share: how rows, figures, counts and what was left out are said and cited."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answer import ROW_LIMIT, Coverage
from assistant.describe import Describer
from assistant.draft import Draft, escape, joined, noun, ranged, shown_cell
from assistant.numerals import day_of, days_said, rounded, said, shown
from assistant.outline import is_narrowed, table_ids, tested_columns
from assistant.plan import Arithmetic, Filter, Rows, Value
from assistant.result import Amount, Pair, Result, Selection
from assistant.templates import say
from corpus.types import Row, Table

INLINE = 3  # names in a sentence; more become a list
LISTED = 20  # names in a list under a figure; beyond that the markers say it
Chosen = Callable[[Table, Row], Sequence[int]]


def coverage(selection: Selection) -> Coverage:
    """How the rows looked at were judged."""
    return Coverage(selection.total, len(selection.rows), selection.not_matched, len(selection.unknown))


def evidence(rows: Rows) -> Chosen:
    """Which cells of a row its place in an answer stands on: its name and what was tested."""
    tested = tested_columns(rows)

    def chosen(table: Table, _: Row) -> Sequence[int]:
        names = tested.get(table.id, ())
        key = [0 if not names else None] if table.key is None else [table.key]
        places = [i for i, column in enumerate(table.columns) if column.name in names]
        return tuple(dict.fromkeys(i for i in (*key, *places) if i is not None))

    return chosen


def with_columns(names: Sequence[str]) -> Chosen:
    """A row's name and its cells in these columns, as far as its table has them."""

    def chosen(table: Table, _: Row) -> Sequence[int]:
        places = [i for i, column in enumerate(table.columns) if column.name in names]
        key = [] if table.key is None else [table.key]
        return tuple(dict.fromkeys((*key, *places))) or (0,)

    return chosen


def unknown_said(result: Result) -> str:
    """How many rows do not say, those set aside that are left out for their unit."""
    count = len(result.selection.unknown) - sum(number for _, number in result.left_out)
    return "" if count < 1 else say("unknown.one") if count == 1 else say("unknown", count=said(count))


def notes(result: Result) -> str:
    """What an answer has to say besides: what was left out, how ranges count, what was compared with."""
    return _left_out_said(result.left_out) + (say("ranges") if result.has_ranges else "")


def _left_out_said(left_out: Sequence[tuple[str, int]]) -> str:
    """How many rows are left out for their unit, in one sentence."""
    if len(left_out) == 1 and left_out[0][1] == 1:
        return say("left out.one", unit=escape(left_out[0][0]))
    parts = [
        say("left out.single" if count == 1 else "left out.several", count=said(count), unit=escape(unit))
        for unit, count in left_out
    ]
    return say("left out", parts=joined(parts)) if parts else ""


def bounds_said(draft: Draft, result: Result, rows: Rows, describer: Describer) -> str:
    """The figures that a filter compared with and that had to be looked up."""
    values = describer.bounds(rows.where) if isinstance(rows, Filter) else []
    found = []
    for value, amount in zip(values, result.bounds, strict=False):
        words = escape(describer.figure(value))
        if amount.number is None and not amount.texts:
            found.append(say("bound.unknown", words=words))
            continue
        markers = ""
        if len(amount.rows) <= INLINE:
            markers = ranged(
                cited(draft, result.pairs(amount.rows), with_columns(describer.figure_columns(value)))
            )
        template = "bound.cited" if markers else "bound"
        found.append(say(template, figure=amount_said(amount, value), words=words, markers=markers))
    return "".join(found)


def nouns(rows: Rows, describer: Describer) -> str:
    """What the rows of an expression are called."""
    names = [noun(describer.table_name(table)) for table in table_ids(rows)]
    return joined(names) if len(names) < INLINE else "rows"


def tables(rows: Rows, describer: Describer) -> str:
    """The names of the tables that rows belong to."""
    return escape(joined([describer.table_name(table) for table in table_ids(rows)]))


def matching(count: int) -> str:
    """The verb of a count of rows."""
    return "matches" if count == 1 else "match"


def counts(result: Result, rows: Rows, describer: Describer) -> dict[str, object]:
    """The places of the templates that tell how many rows were looked at and how many match."""
    matched = len(result.selection.rows)
    return {
        "total": said(result.selection.total),
        "matched": said(matched),
        "match": matching(matched),
        "noun": nouns(rows, describer),
        "table": tables(rows, describer),
        "unknown": unknown_said(result),
    }


def is_list_of_all(result: Result, rows: Rows) -> bool:
    """Whether rows are whole tables."""
    return not is_narrowed(rows) and result.selection.total == len(result.selection.rows)


def named(draft: Draft, pairs: Sequence[Pair], chosen: Chosen, *, columns: Sequence[str] = ()) -> list[str]:
    """Rows by their names in bold, each with its marker and, in brackets, its cells in some columns."""
    found = []
    for table, row in pairs[:ROW_LIMIT]:
        picked = chosen(table, row)
        marker = draft.cite(table, row, picked)
        if not marker:
            break
        cells = [
            shown_cell(row.cells[i])
            for i, c in enumerate(table.columns)
            if c.name in columns and i != table.key and i in picked
        ]
        shown_cells = f" ({'; '.join(cells)})" if cells else ""
        found.append(f"**{escape(row.name)}**{shown_cells} {marker}")
    return found


def cited(draft: Draft, pairs: Sequence[Pair], chosen: Chosen) -> list[str]:
    """The markers of rows."""
    return [draft.cite(table, row, chosen(table, row)) for table, row in pairs[:ROW_LIMIT]]


def named_or_marked(
    draft: Draft, pairs: Sequence[Pair], chosen: Chosen, *, columns: Sequence[str] = ()
) -> str:
    """A few rows by name, many by their markers."""
    if len(pairs) <= LISTED:
        return joined(named(draft, pairs, chosen, columns=columns))
    return ranged(cited(draft, pairs, chosen))


def listed(draft: Draft, pairs: Sequence[Pair], chosen: Chosen, rows: Rows) -> list[str]:
    """Rows as the lines of a list, each with the cells that it was tested by."""
    tested = tested_columns(rows)
    lines = []
    for table, row in pairs[:ROW_LIMIT]:
        marker = draft.cite(table, row, chosen(table, row))
        names = tested.get(table.id, ())
        cells = [
            shown_cell(row.cells[i])
            for i, c in enumerate(table.columns)
            if c.name in names and i != table.key
        ]
        lines.append(f"- **{escape(row.name)}** {marker}" + (f": {'; '.join(cells)}" if cells else ""))
    return lines


def more_line(draft: Draft) -> list[str]:
    """That further rows follow, where they do."""
    return ["", say("more", count=said(draft.more.rows))] if draft.more else []


def finished(opening: str, lines: Sequence[str], draft: Draft, notes_said: str) -> str:
    """An opening, a list or table under it, and what has to be said besides."""
    tail = ["", notes_said.strip()] if notes_said.strip() else []
    return "\n".join([opening, "", *lines, *more_line(draft), *tail])


def amount_said(amount: Amount, value: Value | None = None) -> str:
    """A figure as a sentence has it, with its unit; a cell's as the cell has it."""
    if amount.texts:
        return joined([escape(text) for text in amount.texts])
    number = amount.number
    if number is None:
        return say("not stated")
    if amount.is_day:
        return day_of(number)
    if amount.unit == "days":
        return days_said(number)
    if isinstance(value, Arithmetic) and value.sign == "%":
        return f"{shown(rounded(number))} %"
    return f"{said(number)} {escape(amount.unit)}".strip()


def amount_values(amount: Amount) -> tuple[str, ...]:
    """A figure as an answer's values: the cells verbatim, or plain digits."""
    if amount.texts:
        return amount.texts
    number = amount.number
    if number is None:
        return ()
    return (day_of(number) if amount.is_day else shown(number),)


def table_line(cells: Sequence[str]) -> str:
    """A line of a Markdown table."""
    return f"| {' | '.join(cells)} |"
