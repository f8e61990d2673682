"""A plan's result in, a draft answer out: text with markers, values, rows, citations, coverage, table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.answer import Citation, CitedCell, Coverage, Grid, More
from assistant.describe import Describer
from assistant.evaluate import items
from assistant.execute import Result, matching_columns
from assistant.plan import Cells, Count, Distinct, Figure, Filter, Holds, Names, Pred, Request, Rows, Union
from corpus.types import Cell, Row, Table
from corpus.words import stems, words

ROW_LIMIT = 200  # the contract: rows beyond this are paged
_INLINE = 3  # names in a sentence; more become a list

TEMPLATES = {
    "names": "{names} – {matched} of the {total} rows in {table}{unknown}.",
    "names.many": "{matched} of the {total} rows in {table}{unknown}:",
    "names.all": "{table} has {total} rows:",
    "names.one": "{table} has one row:",
    "names.none": "None of the {total} rows in {table} match{unknown}: {reading}.",
    "unknown": "; {count} do not say",
    "cell": "The {column} of **{row}** is {cell} {marker}.",
    "cells": "**{row}** {marker}:",
    "described": "**{row}** is in {table} {marker}:",
    "cells.many": "{column} in {count} rows of {table}:",
    "not stated": "not stated",
    "distinct": "{column} in {table} has {count} different values:",
    "count": "**{count}** of the {total} rows in {table}{unknown}.",
    "count.all": "{table} has **{count}** rows.",
    "count.names": "They are {names}.",
    "count.distinct": "**{count}** different values of {column} in {rows}: {values}.",
    "yes": "Yes: {reading} – {names}.",
    "no": "No: {reading} – {names}.",
    "no.none": "No: none of the {total} rows in {table} match{unknown}.",
    "not stated one": "The catalog does not state the {column} of **{row}** {marker}.",
    "not said": "The catalog does not say: {reading}. What it has on **{row}** is cited {marker}.",
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
    citations: list[Citation] = field(default_factory=list)

    def cite(self, table: Table, row: Row, columns: Iterable[int]) -> str:
        """The marker of a row's cells; a row cited before gets its marker back, with the new cells."""
        chosen = [CitedCell(table.columns[c].name, row.cells[c].text) for c in columns]
        for index, known in enumerate(self.citations):
            if known.row_id == row.id:
                cells = tuple(dict.fromkeys((*known.cells, *chosen)))
                self.citations[index] = Citation(
                    known.marker, row.id, table.name, row.name, cells, row.file, row.line
                )
                return f"[{known.marker}]"
        marker = len(self.citations) + 1
        self.citations.append(
            Citation(marker, row.id, table.name, row.name, tuple(chosen), row.file, row.line)
        )
        return f"[{marker}]"

    def say(self, template: str, **parts: object) -> str:
        """A template of this module, filled."""
        return TEMPLATES[template].format(**parts)


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
        case Distinct():
            _distinct(draft, request, result)
        case Figure():
            _count(draft, request, result, describer)
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
            return {table: (*columns, *_named(rows.where)) for table, columns in inner.items()}
        case Union():
            return {table: columns for part in rows.parts for table, columns in _tests(part).items()}
    return {getattr(rows, "table", ""): ()}


def _named(pred: Pred) -> tuple[str, ...]:
    return tuple(matching_columns(pred))


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


def _joined(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


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
        draft.text = draft.say("names.none", reading=escape(describer.reading(request)), **figures)
    elif is_filtered and len(result.rows) <= _INLINE:
        draft.text = draft.say(
            "names", names=_joined(_cited_names(draft, result.rows, request.rows)), **figures
        )
    else:
        opening = "names.many" if is_filtered else "names.one" if len(result.rows) == 1 else "names.all"
        lines = [
            f"- **{escape(row.name)}** {draft.cite(t, row, _evidence(t, row, request.rows))}{_said(t, row, request.rows)}"
            for t, row in result.rows[:ROW_LIMIT]
        ]
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
    for table, row, columns in asked:
        key = [] if table.key is None else [table.key]
        tested = [i for i in _evidence(table, row, request.rows) if i not in key]
        marker = draft.cite(table, row, [*key, *columns, *(i for i in tested if i not in columns)])
        name = escape(row.name)
        shown = [(escape(table.columns[i].name), _shown(draft, row.cells[i])) for i in columns]
        if len(asked) == 1 and len(columns) == 1:
            column = phrase(shown[0][0])
            if not row.cells[columns[0]].is_stated:
                draft.is_stated = False
                lines.append(draft.say("not stated one", column=column, row=name, marker=marker))
            else:
                lines.append(draft.say("cell", column=column, row=name, cell=shown[0][1], marker=marker))
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


def _shown(draft: Draft, cell: Cell) -> str:
    return escape(cell.text) if cell.is_stated else draft.say("not stated")


def _by_value(column: str, result: Result) -> dict[str, tuple[str, list[tuple[Table, Row, int]]]]:
    """The rows that hold each value of a column, values equal up to inflection together."""
    groups: dict[str, tuple[str, list[tuple[Table, Row, int]]]] = {}
    for table, row in result.rows:
        position = next(i for i, c in enumerate(table.columns) if c.name == column)
        for value in items(row.cells[position], table, position):
            _, holders = groups.setdefault(" ".join(stems(value)), (value, []))
            if not holders or holders[-1][1].id != row.id:
                holders.append((table, row, position))
    return groups


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
    draft.rows = tuple(row.id for _, row in result.rows)[:ROW_LIMIT]
    draft.text = "\n".join([opening, "", *lines])


def _count(draft: Draft, request: Figure, result: Result, describer: Describer) -> None:
    count = request.value
    if not isinstance(count, Count):
        return
    draft.values = (str(result.count),)
    if count.distinct is not None:
        groups = _by_value(count.distinct, result)
        cited = []
        for value, holders in groups.values():
            markers = [
                draft.cite(t, row, [*([] if t.key is None else [t.key]), i])
                for t, row, i in holders[:ROW_LIMIT]
            ]
            cited.append(f"{escape(value)} {' '.join(markers)}")
        draft.values = (str(len(groups)),)
        draft.text = draft.say(
            "count.distinct",
            count=len(groups),
            column=escape(count.distinct),
            rows=escape(describer.rows(count.rows)),
            values=_joined(cited) if cited else draft.say("not stated"),
        )
        return
    draft.coverage = _coverage(result)
    table = _table_names(count.rows, result, describer)
    names = _cited_names(draft, result.rows, count.rows)
    if _tests_any(count.rows):
        lines = [
            draft.say(
                "count",
                count=result.count,
                total=draft.coverage.total,
                table=table,
                unknown=_unknown(draft, result),
            )
        ]
    else:
        lines = [draft.say("count.all", count=result.count, table=table)]
    if names:
        lines.append(draft.say("count.names", names=_joined(names)))
    draft.text = " ".join([*lines, *_more(draft)])


def _holds(draft: Draft, request: Holds, result: Result, describer: Describer) -> None:
    asked = Filter(rows=request.rows, where=request.where)
    draft.coverage = _coverage(result)
    reading = escape(describer.reading(request))
    cited = [
        f"**{escape(row.name)}** {draft.cite(t, row, _evidence(t, row, asked))}{_said(t, row, asked)}"
        for t, row in result.rows[:ROW_LIMIT]
    ]
    if result.verdict is None:
        draft.is_stated = False
        first = result.rows[0] if result.rows else None
        name = escape(first[1].name) if first else ""
        draft.text = draft.say("not said", reading=reading, row=name, marker="[1]" if first else "")
        return
    draft.values = ("yes" if result.verdict else "no",)
    if cited:
        draft.text = draft.say("yes" if result.verdict else "no", reading=reading, names=_joined(cited))
    else:
        table = _table_names(asked, result, describer)
        draft.text = draft.say(
            "no.none", total=draft.coverage.total, table=table, unknown=_unknown(draft, result)
        )
    if request.quantifier == "all":
        draft.coverage = None


def phrase(name: str) -> str:
    """A column's name inside a sentence: lower case but for words that carry capitals of their own.

    >>> phrase("GPU Fleet")
    'GPU fleet'
    """
    return " ".join(word if any(c.isupper() for c in word[1:]) else word.lower() for word in name.split(" "))


_SPECIAL = "\\`*_[]<>|#~"


def escape(text: str) -> str:
    r"""A cell's text as Markdown that shows it verbatim, so that only citations look like markers.

    >>> escape("a [1] *b*")
    'a \\\\[1\\\\] \\\\*b\\\\*'
    """
    flat = " ".join(text.split())
    return "".join(f"\\{c}" if c in _SPECIAL else c for c in flat)


def vocabulary() -> frozenset[str]:
    """The folded words of all templates: what an answer's text may say of its own."""
    plain = re.sub(r"{\w+}", " ", " ".join(TEMPLATES.values()))
    return frozenset(word.folded for word in words(plain))
