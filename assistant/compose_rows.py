"""Which rows a plan denotes in, a text that names them out; with the table that a ranking makes."""

from __future__ import annotations

from assistant.answer import ROW_LIMIT, Grid
from assistant.describe import Describer
from assistant.draft import Draft, escape, joined
from assistant.numerals import said
from assistant.outline import key_columns, tested_columns
from assistant.phrases import (
    INLINE,
    bounds_said,
    counts,
    coverage,
    evidence,
    finished,
    is_list_of_all,
    listed,
    named,
    notes,
)
from assistant.plan import WHOLE_ORDER, ColumnKey, Key, Names, Neighbour, Places, Rows, SpanKey, Top
from assistant.result import Pair, Result
from assistant.templates import say
from corpus.units import currency_of


def compose_names(draft: Draft, request: Names, result: Result, describer: Describer) -> None:
    """The rows by name: a few in a sentence, more in a list."""
    rows, pairs = request.rows, result.rows
    draft.coverage = coverage(result.selection)
    draft.values = tuple(row.name for _, row in pairs)[:ROW_LIMIT]
    draft.table = ranking(rows, pairs)
    parts, chosen = counts(result, rows, describer), evidence(rows)
    parts |= _in_currency(draft, rows, result, parts) if isinstance(rows, Top) else {}
    if not pairs:
        reading = escape(describer.reading(request))
        template = {0: "names.nothing", 1: "names.not"}.get(result.selection.total, "names.none")
        besides = notes(result) + bounds_said(draft, result, rows, describer)
        draft.text = say(template, reading=reading, notes=besides, **parts)
        return
    if len(result.numbers) <= INLINE:
        columns = [name for names in tested_columns(rows).values() for name in names]
        names = joined(named(draft, pairs, chosen, columns=columns))
        besides = notes(result) + bounds_said(draft, result, rows, describer)
        draft.text = _sentence(rows, result, names, besides, parts, describer)
        return
    is_all = is_list_of_all(result, rows)
    opening = say("names.all" if is_all else "names.many", **parts)
    if isinstance(rows, Top) and rows.n >= WHOLE_ORDER:
        opening = say("sorted.many", order=escape(describer.sorting(rows)), **parts)
    elif isinstance(rows, Top):
        opening = say("top.many", count=len(pairs), order=_order(rows, describer), **parts)
    lines = listed(draft, pairs, chosen, rows)
    besides = notes(result) + bounds_said(draft, result, rows, describer)
    draft.text = finished(opening, lines, draft, besides)


def _sentence(
    rows: Rows, result: Result, names: str, besides: str, parts: dict[str, object], describer: Describer
) -> str:
    match rows:
        case Top(n=n) if n >= WHOLE_ORDER:
            return say(
                "sorted.few", names=names, order=escape(describer.sorting(rows)), notes=besides, **parts
            )
        case Top():
            template = "top.one" if len(result.numbers) == 1 else "top.few"
            template = "top.only" if result.selection.total == 1 else template
            return say(template, names=names, order=_order(rows, describer), notes=besides, **parts)
        case Neighbour(is_all=False, key=None, offset=1 | -1):
            return say("next.file" if rows.offset > 0 else "next.file.before", names=names, notes=besides)
        case Neighbour(is_all=False, key=key, offset=1 | -1) if key is not None and len(result.numbers) == 1:
            template = "next.one" if rows.offset > 0 else "next.before"
            return say(template, names=names, key=escape(describer.key(key)), notes=besides, **parts)
    if is_list_of_all(result, rows):
        template = "names.one" if len(result.numbers) == 1 else "names.all.few"
        return say(template, names=names, notes=besides, **parts)
    return say("names.few", names=names, notes=besides, **parts)


def _in_currency(draft: Draft, rows: Top, result: Result, parts: dict[str, object]) -> dict[str, object]:
    """Of which rows a first place is, where money in other currencies is not compared: “5 parts in EUR”."""
    if not result.left_out or not result.rows or not isinstance(rows.key, ColumnKey):
        return {}
    table, row = result.rows[0]
    figures = [row.cells[i].number for i, c in enumerate(table.columns) if c.name == rows.key.column]
    unit = currency_of(figures[0].unit) if figures and figures[0] else ""
    if not unit:
        return {}
    draft.unit = unit
    total = result.selection.total - len(result.selection.unknown)
    return {"total": said(total), "noun": say("money", noun=parts["noun"], unit=unit)}


def _order(rows: Top, describer: Describer) -> str:
    """What the superlative says, without the number of rows."""
    n = rows.n if rows.skip else 1
    top = Top(rows=rows.rows, key=rows.key, is_descending=rows.is_descending, skip=rows.skip, n=n)
    return escape(describer.top(top))


def ranking(rows: Rows, pairs: tuple[Pair, ...]) -> Grid | None:
    """The rows of a ranking with the cells that they are ranked by, as a table; None where it is none."""
    key: Key | None = rows.key if isinstance(rows, Top) else None
    if (
        not isinstance(key, ColumnKey | SpanKey)
        or len({table.id for table, _ in pairs}) != 1
        or len(pairs) < 2
    ):
        return None
    table = pairs[0][0]
    places = [i for name in key_columns(key) for i, c in enumerate(table.columns) if c.name == name]
    names = [] if table.key is None else [table.key]
    shown = tuple(dict.fromkeys((*names, *places)))
    return Grid(
        tuple(table.columns[i].name for i in shown),
        tuple(
            tuple(row.name if i == table.key else row.cells[i].text for i in shown)
            for _, row in pairs[:ROW_LIMIT]
        ),
        tuple(row.id for _, row in pairs[:ROW_LIMIT]),
    )


def compose_places(draft: Draft, request: Places, result: Result, describer: Describer) -> None:
    """The tables in which rows stand."""
    found: dict[str, list[Pair]] = {}
    for pair in result.rows:
        found.setdefault(pair[0].name, []).append(pair)
    draft.values = tuple(found)
    if not found:
        draft.text = say("cells.none")
        return
    lines = []
    for table, pairs in found.items():
        names = joined(named(draft, pairs, evidence(request.rows)))
        lines.append(f"{names} {say('stands' if len(pairs) == 1 else 'stand')} {escape(table)}.")
    draft.text = " ".join(lines)
