"""An Answer and its catalog in, the claims that its citations do not bear out.

Written apart from the assistant's own gate, which it is there to watch: figures are counted anew from the
tables (`recount`), everything else has to stand where it is cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assistant.answer import Answer, Citation, Status
from corpus.words import folded, words
from eval.recount import Ask, UntoldError, cell_of, figure_meant, figure_of, rows_meant, values_of
from eval.resolving import Rows
from eval.value_support import as_number, unsupported_values

_MARKER = re.compile(r"(?<!\\)\[(\d+)(?:[–-](\d+))?\]")
_NAMED = re.compile(r"\*\*([^*\n]+)\*\*(?: \((?P<said>[^\n]*?)\))? \[(\d+)\]")


def unsupported(answer: Answer, rows: Rows) -> tuple[str, ...]:
    """A sentence for each claim that nothing bears out.

    Claims are: that a cited cell stands in the catalog as cited; that a marker has its citation; that a row
    is cited; that a value is a cited cell (of the column asked for), one of its values or a name, or the very
    figure that the plan means; that a name, and the figures beside it, are those of its marker's row; that a
    figure of the text is cited or counted; that the answer's table is the catalog's.
    """
    return (
        *_false_citations(answer, rows),
        *_markers(answer),
        *_rows(answer),
        *unsupported_values(answer, rows),
        *_names(answer, rows),
        *_numbers(answer, rows),
        *_grid(answer, rows),
    )


def _false_citations(answer: Answer, rows: Rows) -> Iterator[str]:
    for citation in answer.citations:
        if citation.row_id is None:
            continue
        found = rows.row(citation.row_id)
        if found is None:
            yield f"[{citation.marker}] cites '{citation.row_id}', which is no row."
            continue
        table, row = found
        texts = {c.name: cell.text for c, cell in zip(table.columns, row.cells, strict=True)}
        for cell in citation.cells:
            if texts.get(cell.column) != cell.text:
                stands = texts.get(cell.column, "no such column")
                yield f"[{citation.marker}] cites {cell.column} “{cell.text}”; in the catalog: “{stands}”."
        if (citation.file, citation.line) != (row.file, row.line):
            yield f"[{citation.marker}] gives the place {citation.file}:{citation.line}."


def _markers(answer: Answer) -> Iterator[str]:
    known = {citation.marker for citation in answer.citations}
    for first, last in _MARKER.findall(answer.text):
        for marker in range(int(first), int(last or first) + 1):
            if marker not in known:
                yield f"[{marker}] has no citation."


def _rows(answer: Answer) -> Iterator[str]:
    cited = {citation.row_id for citation in answer.citations}
    yield from (f"The row '{row_id}' is not cited." for row_id in answer.rows if row_id not in cited)


def _names(answer: Answer, rows: Rows) -> Iterator[str]:
    """Names beside another row's marker, and figures in brackets that are not those of their row."""
    by_marker = {citation.marker: citation for citation in answer.citations}
    names = {citation.row for citation in answer.citations}
    for found in _NAMED.finditer(answer.text):
        name, citation = _plain(found[1]), by_marker.get(int(found[3]))
        if citation is None or name not in names:
            continue
        if name != citation.row:
            yield f"[{citation.marker}] is the row “{citation.row}”, not “{name}”."
        elif strange := _figures(found["said"] or "") - _figures(*_said(citation, rows)):
            yield f"[{citation.marker}] says nothing of {', '.join(sorted(strange))}."


def _numbers(answer: Answer, rows: Rows) -> Iterator[str]:
    """Figures of the text that are neither cited nor counted; a line of a list has to cite its own."""
    by_marker = {citation.marker: citation for citation in answer.citations}
    counted = _counted(answer, rows)
    everywhere = counted | _figures(
        *(text for citation in answer.citations for text in _said(citation, rows))
    )
    for line in _lines(answer):
        of_line = {int(first) for first, last in _MARKER.findall(line) if not last}
        known = everywhere
        if line.startswith("- ") and len(of_line) == 1:
            cited = by_marker.get(next(iter(of_line)))
            known = counted | (set() if cited is None else _figures(*_said(cited, rows)))
        if strange := _figures(_MARKER.sub(" ", _plain(line))) - known:
            yield f"“{line}” says {', '.join(sorted(strange))}, which nothing cited does."


def _lines(answer: Answer) -> Iterator[str]:
    """The lines that claim something: of a partial answer not those of paragraphs without a marker."""
    for paragraph in answer.text.split("\n\n"):
        is_claim = answer.status is Status.ANSWERED or _MARKER.search(paragraph)
        if answer.status in (Status.ANSWERED, Status.PARTIAL) and is_claim:
            yield from paragraph.split("\n")


def _counted(answer: Answer, rows: Rows) -> set[str]:
    """Figures that no cell has to state: of the question as read, of coverage, of schema, and reckoned."""
    tables = rows.catalog.tables
    texts = [answer.question, answer.reading or ""]
    for table in tables:
        texts += (table.name, table.description)
        texts += [text for column in table.columns for text in (column.name, column.description)]
    numbers: list[float] = [len(answer.rows), len(answer.citations), len(answer.values)]
    numbers += [answer.more.rows, len(answer.rows) + answer.more.rows] if answer.more is not None else []
    if answer.coverage is not None:
        one = answer.coverage
        # Those not known may be told apart: empty cells, and units that do not convert.
        told = one.matched + one.not_matched
        numbers += (one.total, one.matched, one.not_matched, told, *range(one.unknown + 1))
    for part in _nodes(answer.plan):
        try:
            is_rows = part["op"] in ("table", "filter", "mentioned")
            numbers.append(len(rows_meant(part, rows)) if is_rows else figure_meant(part, rows)[0])
        except UntoldError:
            continue
    operators = {part["op"] for part in _nodes(answer.plan)}
    if "figure" in operators:
        numbers += [number for value in answer.values if (number := as_number(value)) is not None]
    if "about" in operators:
        numbers += [float(len(tables)), float(sum(len(table.rows) for table in tables))]
    if answer.table is not None:  # lines of groups; those of rows are cited
        lines = zip(answer.table.rows, answer.table.row_ids, strict=True)
        texts += [text for line, row_id in lines if row_id is None for text in line]
    return _figures(*texts) | {_shown(round(number, n)) for number in numbers for n in range(4)}


def _grid(answer: Answer, rows: Rows) -> Iterator[str]:
    """Lines of the answer's table that are not the catalog's, and figures of groups counted otherwise."""
    if answer.table is None:
        return
    columns = answer.table.columns
    for line, row_id in zip(answer.table.rows, answer.table.row_ids, strict=True):
        place = None if row_id is None else rows.row(row_id)
        if place is not None:
            for column, text in zip(columns, line, strict=True):
                try:
                    said = {
                        cell_of(place, column)[1].text,
                        *([place[1].name] if column == columns[0] else []),
                    }
                except UntoldError:
                    continue
                if text not in said:
                    yield f"The table says “{text}” of {place[1].name}'s {column}."
    yield from _groups(answer, rows)


def _groups(answer: Answer, rows: Rows) -> Iterator[str]:
    ask = answer.plan["ask"] if answer.plan is not None else {}
    match ask:
        case {"op": "groups", "rows": inner, "by": by, "function": function, "key": key}:
            pass
        case _:
            return
    for line in answer.table.rows if answer.table is not None else ():
        try:
            members = [p for p in rows_meant(inner, rows) if folded(line[0]) in values_of(cell_of(p, by)[1])]
            if key is None:
                figure = float(len(members))
            elif key["op"] == "column":
                figure = figure_of(function or "sum", members, key["column"])[0]
            else:
                return
        except UntoldError:
            return
        if _shown(figure) not in _figures(line[-1]):
            yield f"The table says {line[-1]} of “{line[0]}”; counted anew it is {_shown(figure)}."


def _nodes(plan: object) -> Iterator[Ask]:
    """Every operator within a plan."""
    if isinstance(plan, Mapping):
        yield from [plan] if "op" in plan else []
        plan = list(plan.values())
    for part in plan if isinstance(plan, list | tuple) else ():
        yield from _nodes(part)


def _said(citation: Citation, rows: Rows) -> tuple[str, ...]:
    """What a citation bears out: the name and the cells of its row, or the size of its table."""
    if citation.row_id is None:
        cited = [table for table in rows.catalog.tables if table.name == citation.table]
        return tuple(str(len(parts)) for table in cited for parts in (table.rows, table.columns))
    return (citation.row or "", *(cell.text for cell in citation.cells))


def _figures(*texts: str) -> set[str]:
    """The numbers that stand in texts, each in one form."""
    found = (as_number(word.folded.replace(",", "")) for text in texts for word in words(text))
    return {_shown(number) for number in found if number is not None}


def _shown(number: float) -> str:
    return f"{number:.6g}"


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
