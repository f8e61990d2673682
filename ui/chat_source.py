"""Cited rows in, the source panel's HTML out: their table with the cited cells marked, and each row whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from assistant import Assistant
from assistant.answer import Citation
from corpus.types import Cell, Row, Table
from ui.chat_tables import Window, first_rows, window

_CARDS_SHOWN = 30  # rows in the source panel at once; more is scrolling, not reading
_TABLES_SHOWN = 3
NOT_STATED = "<span class='quiet'>not stated</span>"
_HINT = "Choose a marker such as <span class='cite is-sample'>1</span> in an answer to see the row behind it."


@dataclass(frozen=True, slots=True)
class Source:
    """One cited row as the panel shows it; without a row only the cited cells are known."""

    citation: Citation
    table: Table | None = None
    row: Row | None = None


def sources_of(citations: Sequence[Citation], assistant: Assistant) -> list[Source]:
    """Each citation with its row as the index has it now."""
    tables = {(table.name, table.source): table for table in assistant.tables()}
    sources = []
    for citation in citations:
        table, row = tables.get((citation.table, citation.file)), None
        if citation.row_id is not None:
            try:
                table, row = assistant.row(citation.row_id)
            except (
                KeyError
            ):  # the index was built anew since, without this row: the answer's own cells remain
                table = None
        sources.append(Source(citation, table, row))
    return sources


def row_source(row_id: str, assistant: Assistant) -> list[Source]:
    """A row that nothing cites yet, by its id; none where there is no such row."""
    try:
        table, row = assistant.row(row_id)
    except KeyError:
        return []
    return [Source(Citation(0, row.id, table.name, row.name, (), row.file, row.line), table, row)]


def panel_html(sources: Sequence[Source], assistant: Assistant) -> str:
    """The panel: the table around the first cited row of each table, then the cited rows whole."""
    firsts: dict[str, Source] = {}
    for source in sources:
        if source.table is not None:
            firsts.setdefault(source.table.id, source)
    windows = [_window(source, assistant) for source in list(firsts.values())[:_TABLES_SHOWN]]
    return sources_html(sources, [one for one in windows if one is not None])


def sources_html(sources: Sequence[Source], windows: Sequence[Window] = ()) -> str:
    """As `panel_html`, with the tables already at hand."""
    if not sources:
        return _panel(f"<p class='hint'>{_HINT}</p>")
    tables = "".join(_table(one, sources) for one in windows)
    cards = "".join(_card(source) for source in sources[:_CARDS_SHOWN])
    left = len(sources) - _CARDS_SHOWN
    return _panel(tables + cards + (f"<p class='quiet'>and {left} more</p>" if left > 0 else ""))


def row_path(row_id: str) -> str:
    """The path of a row's own page, relative to the chat's."""
    return f"rows/{quote(row_id)}"


def cell_html(cell: Cell) -> str:
    """A cell's text; its link only where it is a web address, as any other scheme could run code."""
    if not cell.is_stated:
        return NOT_STATED
    words = escape(cell.text)
    if cell.link.startswith(("https://", "http://")):
        return f"<a href='{escape(cell.link)}' target='_blank' rel='noopener noreferrer nofollow'>{words}</a>"
    return words


def _window(source: Source, assistant: Assistant) -> Window | None:
    if source.table is None:
        return None
    return window(assistant, source.table, source.row) if source.row else first_rows(assistant, source.table)


def _panel(content: str) -> str:
    close = "<button type='button' class='close' aria-label='Close the source'>×</button>"
    header = f"<header><h2>Source</h2>{close}</header>"
    return f"<section class='panel' aria-label='Source'>{header}{content}</section>"


def _table(shown: Window, sources: Sequence[Source]) -> str:
    table = shown.table
    cited = {s.row.id: {cell.column for cell in s.citation.cells} for s in sources if s.row is not None}
    markers = {s.row.id: s.citation.marker for s in sources if s.row is not None and s.citation.marker}
    head = "".join(f"<th scope='col'>{escape(column.name)}</th>" for column in table.columns)
    body = "".join(_line(table, row, cited, markers) for row in shown.rows)
    first, last = shown.offset + 1, shown.offset + len(shown.rows)
    count = f"{shown.total:,} {'row' if shown.total == 1 else 'rows'}"
    part = "" if len(shown.rows) == shown.total else f"rows {first:,} to {last:,} of "
    name = escape(table.name)
    return (
        f"<div class='source-table'><p class='table-name'>{name} <span class='quiet'>{part}{count}</span></p>"
        f"<div class='grid-scroll' tabindex='0' role='region' aria-label='The table {name}'>"
        f"<table class='grid'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></div>"
    )


def _line(table: Table, row: Row, cited: Mapping[str, set[str]], markers: Mapping[str, int]) -> str:
    columns = cited.get(row.id)
    cells = "".join(
        f"<td{' class=is-cited' if columns and column.name in columns else ''}>{cell_html(cell)}</td>"
        for column, cell in zip(table.columns, row.cells, strict=True)
    )
    if columns is None:
        return f"<tr>{cells}</tr>"
    label = f" aria-label='Source {markers[row.id]}'" if row.id in markers else ""
    return f"<tr class='is-here'{label}>{cells}</tr>"


def _card(source: Source) -> str:
    citation = source.citation
    cited = {cell.column for cell in citation.cells}
    if source.table is not None and source.row is not None:
        pairs = zip(source.table.columns, source.row.cells, strict=True)
        lines = [_field(column.name, cell_html(cell), column.name in cited) for column, cell in pairs]
    else:
        lines = [_field(cell.column, escape(cell.text), True) for cell in citation.cells]
    number = f"<span class='cite is-sample'>{citation.marker}</span>" if citation.marker else ""
    subject = f"<p class='table-name'>{escape(citation.table)}</p>" if citation.row is not None else ""
    line = f", line {citation.line}" if citation.line is not None else ""
    page = ""
    if source.row is not None:
        page = (
            f" · <a href='{row_path(source.row.id)}' target='_blank' rel='noopener'>Open the row’s page</a>"
        )
    return (
        f"<article class='card'>{subject}<h3>{escape(citation.row or citation.table)} {number}</h3>"
        f"<p class='place'>{escape(citation.file)}{line}{page}</p><dl>{''.join(lines)}</dl></article>"
    )


def _field(column: str, words: str, is_cited: bool) -> str:
    mark = "<span class='unseen'> (cited)</span>" if is_cited else ""
    style = " class=is-cited" if is_cited else ""
    return f"<div{style}><dt>{escape(column)}{mark}</dt><dd>{words or NOT_STATED}</dd></div>"
