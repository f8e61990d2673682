"""A plan's result in, a draft answer out: text with markers, values, rows, citations, coverage, table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.answer import Coverage, Grid, More
from assistant.describe import Describer
from assistant.draft import ROW_LIMIT, Draft, escape, is_singular_noun, joined, phrase, shown_cell
from assistant.evaluate import items
from assistant.execute import Result
from assistant.measures import shown
from assistant.plan import (
    Aggregate,
    Cells,
    Choose,
    ColumnKey,
    Common,
    Count,
    Distinct,
    Figure,
    Filter,
    Groups,
    Holds,
    Key,
    Mentioned,
    Minus,
    Names,
    PartsKey,
    Request,
    Rows,
    Top,
    Union,
)
from assistant.selection import matching_columns
from corpus.types import Row, Table
from corpus.words import stems

_INLINE = 3  # names in a sentence; more become a list


def compose(request: Request, result: Result, describer: Describer) -> Draft:
    """The draft for a result. Every name and figure in its text comes from a cited cell or a count."""
    draft = Draft(rows=tuple(row.id for _, row in result.rows))
    if len(draft.rows) > ROW_LIMIT:
        draft.more = More(len(draft.rows) - ROW_LIMIT)
        draft.rows = draft.rows[:ROW_LIMIT]
    match request:
        case Names():
            _names(draft, request, result, describer)
        case Cells():
            _cells(draft, request, result)
        case Common():
            _common(draft, request, result)
        case Distinct():
            _distinct(draft, request, result)
        case Figure(value=Aggregate() as value):
            _aggregate(draft, value, result, describer)
        case Figure(value=Count() as count):
            _count(draft, count, result, describer)
        case Choose():
            _choose(draft, request, result)
        case Groups():
            _groups(draft, request, result, describer)
        case Holds():
            _holds(draft, request, result, describer)
    return draft


def _coverage(result: Result) -> Coverage:
    found = result.selection
    return Coverage(found.total, len(found.rows), found.not_matched, len(found.unknown))


def _unknown(draft: Draft, result: Result) -> str:
    count = len(result.selection.unknown)
    return draft.say("unknown", count=count) if count else ""


def _tests(rows: Rows) -> dict[str, tuple[str, ...]]:
    """The columns tested, by table id."""
    match rows:
        case Filter():
            inner = _tests(rows.rows)
            return {table: (*columns, *matching_columns(rows.where)) for table, columns in inner.items()}
        case Top():
            inner = _tests(rows.rows)
            return {table: (*columns, *_keyed(rows.key)) for table, columns in inner.items()}
        case Minus() | Mentioned():
            return _tests(rows.rows)
        case Union():
            return {table: columns for part in rows.parts for table, columns in _tests(part).items()}
    return {getattr(rows, "table", ""): ()}


def _keyed(key: Key) -> tuple[str, ...]:
    return (key.column,) if isinstance(key, ColumnKey | PartsKey) else (key.start, key.end)


def _evidence(table: Table, row: Row, rows: Rows) -> list[int]:
    """The cells that a row's place in an answer stands on: its name and what was tested."""
    tested = set(_tests(rows).get(table.id, ()))
    key = [] if table.key is None else [table.key]
    return [*key, *(i for i, column in enumerate(table.columns) if column.name in tested and i not in key)]


def _cited_names(draft: Draft, rows: Sequence[tuple[Table, Row]], asked: Rows) -> list[str]:
    return [
        f"**{escape(row.name)}** {draft.cite(t, row, _evidence(t, row, asked))}"
        for t, row in rows[:ROW_LIMIT]
    ]


def _table_names(request_rows: Rows, result: Result, describer: Describer) -> str:
    ids = [table for table in _tests(request_rows) if table]
    return escape(" and ".join(describer.table_name(table) for table in ids))


def _names(draft: Draft, request: Names, result: Result, describer: Describer) -> None:
    draft.coverage = _coverage(result)
    draft.values = tuple(row.name for _, row in result.rows)[:ROW_LIMIT]
    table = _table_names(request.rows, result, describer)
    figures = {
        "table": table,
        "matched": len(result.rows),
        "total": draft.coverage.total,
        "unknown": _unknown(draft, result),
    }
    is_filtered = draft.coverage.matched < draft.coverage.total or bool(_tests_any(request.rows))
    if not result.rows:
        draft.text = draft.say(
            "names.not" if draft.coverage.total == 1 else "names.none",
            reading=escape(describer.reading(request)),
            **figures,
        )
    elif is_filtered and len(result.rows) <= _INLINE:
        draft.text = draft.say(
            "names", names=joined(_cited_names(draft, result.rows, request.rows)), **figures
        )
    else:
        opening = "names.many" if is_filtered else "names.one" if len(result.rows) == 1 else "names.all"
        lines = []
        for t, row in result.rows[:ROW_LIMIT]:
            marker = draft.cite(t, row, _evidence(t, row, request.rows))
            lines.append(f"- **{escape(row.name)}** {marker}{_said(t, row, request.rows)}")
        draft.text = "\n".join([draft.say(opening, **figures), "", *lines, *_more(draft)])


def _tests_any(rows: Rows) -> tuple[str, ...]:
    return tuple(name for names in _tests(rows).values() for name in names)


def _more(draft: Draft) -> list[str]:
    return ["", draft.say("more", count=draft.more.rows)] if draft.more else []


def _said(table: Table, row: Row, rows: Rows) -> str:
    """The tested cells of a row, shown beside its name."""
    shown = [escape(row.cells[i].text) for i in _evidence(table, row, rows) if i != table.key]
    return f": {'; '.join(shown)}" if shown else ""


def _cells(draft: Draft, request: Cells, result: Result) -> None:
    values: list[str] = []
    lines: list[str] = []
    asked: list[tuple[Table, Row, list[int]]] = []
    for table, row in result.rows[:ROW_LIMIT]:
        columns = [
            i
            for i, c in enumerate(table.columns)
            if (c.name in request.columns if request.columns else i != table.key)
        ]
        if request.columns:  # in the order of the question
            columns.sort(key=lambda i, t=table: request.columns.index(t.columns[i].name))  # type: ignore[misc]
        asked.append((table, row, columns))
        for i in columns:
            values += items(row.cells[i], table, i)
    draft.values = tuple(values)
    if not asked:
        draft.text = draft.say("cells.none")
        return
    for table, row, columns in asked:
        key = [] if table.key is None else [table.key]
        tested = [i for i in _evidence(table, row, request.rows) if i not in key]
        marker = draft.cite(table, row, [*key, *columns, *(i for i in tested if i not in columns)])
        name = escape(row.name)
        shown = [(escape(table.columns[i].name), shown_cell(row.cells[i])) for i in columns]
        if len(asked) == 1 and len(columns) == 1:
            column = phrase(shown[0][0])
            if not row.cells[columns[0]].is_stated:
                draft.is_stated = False
                lines.append(draft.say("not stated one", column=column, row=name, marker=marker))
            else:
                template = "cell" if is_singular_noun(table.columns[columns[0]].name) else "cell.colon"
                lines.append(draft.say(template, column=column, row=name, cell=shown[0][1], marker=marker))
        elif len(columns) == 1:
            lines.append(f"- **{name}** {marker}: {shown[0][1]}")
        else:
            template = "cells" if request.columns else "described"
            lines += ["", draft.say(template, row=name, marker=marker, table=escape(table.name)), ""]
            lines += [f"- {column}: {cell}" for column, cell in shown]
    is_one_column = len(request.columns) == 1 and len(asked) > 1
    if is_one_column:
        opening = draft.say(
            "cells.many", column=escape(request.columns[0]), count=len(asked), table=escape(asked[0][0].name)
        )
        lines = [opening, "", *lines]
    draft.text = "\n".join([*lines, *_more(draft)]).strip()
    if asked and (len(asked) > 1 or len(asked[0][2]) > 1) and len({table.id for table, _, _ in asked}) == 1:
        table = asked[0][0]
        names = tuple(table.columns[i].name for i in asked[0][2])
        key_name = () if table.key is None else (table.columns[table.key].name,)
        draft.table = Grid(
            (*key_name, *names),
            tuple(
                (*((row.name,) if key_name else ()), *(row.cells[i].text for i in cols))
                for _, row, cols in asked
            ),
            tuple(row.id for _, row, _ in asked),
        )


def _common(draft: Draft, request: Common, result: Result) -> None:
    if not result.rows:
        draft.text = draft.say("common.empty")
        return
    table = result.rows[0][0]
    values: list[str] = []
    lines: list[str] = []
    for position, column in enumerate(table.columns):
        if (column.name in request.columns) if request.columns else position != table.key:
            groups = _by_value(column.name, result)
            shared = [(value, rows) for value, rows in groups.values() if len(rows) == len(result.rows)]
            values += [value for value, _ in shared]
            lines += [
                f"- {escape(column.name)}: {escape(value)} {_markers(draft, rows)}" for value, rows in shared
            ]
    draft.values = tuple(values)
    if lines:
        draft.text = "\n".join([draft.say("common"), "", *lines])
        return
    names = []
    for table, row in result.rows:
        positions = [
            i for i, c in enumerate(table.columns) if not request.columns or c.name in request.columns
        ]
        names.append(f"**{escape(row.name)}** {draft.cite(table, row, positions)}")
    draft.text = draft.say("common.none", names=joined(names))


def _by_value(column: str, result: Result) -> dict[str, tuple[str, list[tuple[Table, Row, int]]]]:
    """The rows that hold each value of a column, values equal up to inflection together."""
    groups: dict[str, tuple[str, list[tuple[Table, Row, int]]]] = {}
    for table, row in result.rows:
        position = next(i for i, c in enumerate(table.columns) if c.name == column)
        for value in (v.text for v in row.cells[position].values if row.cells[position].is_stated):
            _, holders = groups.setdefault(" ".join(stems(value)), (value, []))
            if not holders or holders[-1][1].id != row.id:
                holders.append((table, row, position))
    return groups


def _holders(groups: Mapping[str, tuple[str, list[tuple[Table, Row, int]]]]) -> tuple[str, ...]:
    """The ids of the rows that hold any of the values."""
    return tuple(dict.fromkeys(row.id for _, holders in groups.values() for _, row, _ in holders))[:ROW_LIMIT]


def _distinct(draft: Draft, request: Distinct, result: Result) -> None:
    groups = _by_value(request.column, result)
    draft.values = tuple(value for value, _ in groups.values())
    lines = []
    for value, holders in groups.values():
        markers = [
            draft.cite(t, row, [*([] if t.key is None else [t.key]), i]) for t, row, i in holders[:ROW_LIMIT]
        ]
        lines.append(f"- {escape(value)} {' '.join(markers)}")
    table = result.rows[0][0].name if result.rows else ""
    opening = draft.say("distinct", column=escape(request.column), table=escape(table), count=len(groups))
    draft.rows = _holders(groups)
    draft.text = "\n".join([opening, "", *lines])


def _count(draft: Draft, count: Count, result: Result, describer: Describer) -> None:
    draft.values = (shown(result.number or 0),)
    if count.distinct is not None:
        groups = _by_value(count.distinct, result)
        draft.rows = _holders(groups)
        cited = [f"{escape(value)} {_markers(draft, holders)}" for value, holders in groups.values()]
        rows, column = escape(describer.rows(count.rows)), escape(count.distinct)
        values = joined(cited) if cited else draft.say("not stated")
        draft.text = draft.say("count.distinct", count=len(groups), column=column, rows=rows, values=values)
        return
    draft.coverage = _coverage(result)
    table = _table_names(count.rows, result, describer)
    names = _cited_names(draft, result.rows, count.rows)
    template = "count" if _tests_any(count.rows) else "count.all"
    figures = {"count": len(result.rows), "total": draft.coverage.total, "unknown": _unknown(draft, result)}
    lines = [draft.say(template, table=table, **figures)]
    if names:
        lines.append(draft.say("count.names", names=joined(names)))
    draft.text = " ".join([*lines, *_more(draft)])


def _markers(draft: Draft, holders: Sequence[tuple[Table, Row, int]]) -> str:
    return " ".join(
        draft.cite(t, row, [*([] if t.key is None else [t.key]), i]) for t, row, i in holders[:ROW_LIMIT]
    )


def _aggregate(draft: Draft, value: Aggregate, result: Result, describer: Describer) -> None:
    [column] = _keyed(value.key)
    rows = escape(describer.rows(value.rows))
    draft.coverage = _coverage(result)
    if result.number is None:
        draft.is_stated = False
        names = [_key_cell(draft, table, row, value.key) for table, row in result.rows[:ROW_LIMIT]]
        draft.text = draft.say("figure.none", rows=rows, column=escape(column)) + (
            f" {joined(names)}" if names else ""
        )
        return
    draft.values, draft.unit = (shown(result.number),), result.unit
    names = [_key_cell(draft, table, row, value.key) for table, row in result.rows[:ROW_LIMIT]]
    draft.text = draft.say(
        "figure",
        function=value.function,
        column=phrase(escape(column)),
        rows=rows,
        number=shown(result.number),
        unit=f" {escape(result.unit)}" if result.unit else "",
        count=draft.coverage.matched,
        unknown=_unknown(draft, result),
        names=joined(names),
    )


def _key_cell(draft: Draft, table: Table, row: Row, key: Key) -> str:
    """A row with the cell that it was ordered or reckoned by."""
    positions = [i for i, column in enumerate(table.columns) if column.name in _keyed(key)]
    marker = draft.cite(table, row, [*([] if table.key is None else [table.key]), *positions])
    cells = "; ".join(shown_cell(row.cells[i]) for i in positions)
    return f"**{escape(row.name)}** {marker} ({cells})"


def _choose(draft: Draft, request: Choose, result: Result) -> None:
    names = [_key_cell(draft, table, row, request.key) for table, row in result.rows]
    if result.selection.rows:
        draft.values = tuple(row.name for _, row in result.rows)
        draft.text = draft.say("choose", names=joined(names))
    else:  # none of them states what they are to be ordered by
        draft.is_stated = not names
        draft.text = draft.say("choose", names=joined(names)) if names else draft.say("cells.none")


def _groups(draft: Draft, request: Groups, result: Result, describer: Describer) -> None:
    draft.values, draft.unit = tuple(group.value for group in result.groups), result.unit
    draft.rows = tuple(dict.fromkeys(row.id for group in result.groups for _, row in group.rows))[:ROW_LIMIT]
    lines = [draft.say("groups", rows=escape(describer.rows(request.rows)), column=escape(request.by)), ""]
    for group in result.groups:
        markers = []
        for table, row in group.rows[:ROW_LIMIT]:
            names = (request.by, *(_keyed(request.key) if request.key else ()))
            positions = [i for i, column in enumerate(table.columns) if column.name in names]
            markers.append(draft.cite(table, row, [*([] if table.key is None else [table.key]), *positions]))
        unit = f" {escape(result.unit)}" if result.unit else ""
        number = shown(group.number)
        lines.append(
            draft.say("group", value=escape(group.value), number=number, unit=unit, markers=" ".join(markers))
        )
    draft.text = "\n".join(lines)
    columns = (request.by, request.function or "count")
    draft.table = Grid(
        columns, tuple((g.value, shown(g.number)) for g in result.groups), (None,) * len(result.groups)
    )


def _holds(draft: Draft, request: Holds, result: Result, describer: Describer) -> None:
    asked = Filter(rows=request.rows, where=request.where)
    draft.coverage = _coverage(result)
    reading = escape(describer.reading(request))
    cited = []
    for table, row in result.rows[:ROW_LIMIT]:
        cells = [
            f"{escape(table.columns[i].name)}: {shown_cell(row.cells[i])}"
            for i in _evidence(table, row, asked)
            if i != table.key
        ]
        marker = draft.cite(table, row, _evidence(table, row, asked))
        cited.append(f"**{escape(row.name)}** {marker}" + (f" – {'; '.join(cells)}" if cells else ""))
    if result.verdict is None:
        draft.is_stated = False
        names = [
            f"**{escape(row.name)}** {draft.cite(t, row, _evidence(t, row, asked))}" for t, row in result.rows
        ]
        draft.text = draft.say("not said", reading=reading, names=joined(names[:ROW_LIMIT]))
        return
    draft.values = ("yes" if result.verdict else "no",)
    if cited:
        verdict = f"{cited[0]}." if len(cited) == 1 else "\n\n- " + "\n- ".join(cited)
        draft.text = draft.say("yes" if result.verdict else "no", names=verdict)
    else:
        figures = {"total": draft.coverage.total, "table": _table_names(asked, result, describer)}
        draft.text = draft.say("no.none", unknown=_unknown(draft, result), **figures)
    if request.quantifier == "all":
        draft.coverage = None
