"""The catalog itself: its tables, their columns and sizes, what a column means, and questions to try."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answer import Citation
from assistant.counted import counted
from assistant.describe import listed
from assistant.draft import Draft, escape, is_singular_noun, joined, phrase
from assistant.plan import About
from corpus.types import Row, Table


def about(request: About, tables: Sequence[Table], counts: Sequence[int], created: str) -> Draft:
    """The answer to a question about the catalog.

    `counts` has the number of rows of each table, `created` is when the index was made (ISO, UTC).
    """
    draft = Draft()
    match request.subject:
        case "tables" if request.column is not None:
            having = [t for t in tables if any(c.name == request.column for c in t.columns)]
            draft.values = tuple(table.name for table in having)
            named = joined([f"**{escape(table.name)}** {_cite(draft, table)}" for table in having])
            verb = "has" if len(having) == 1 else "have"
            draft.text = f"{named} {verb} a column {escape(request.column)}."
        case "table":
            table = _named(request.table, tables)
            size = counted(counts[tables.index(table)], "row")
            draft.values = (table.description,) if table.description else ()
            told = f" {escape(table.description)}" if table.description else ""
            listing = escape(listed([column.name for column in table.columns]))
            draft.text = (
                f"**{escape(table.name)}** {_cite(draft, table)}:{told} It has {size}, with {listing}."
            )
        case "largest table" | "smallest table":
            most = (max if request.subject == "largest table" else min)(counts)
            found = [table for table, count in zip(tables, counts, strict=True) if count == most]
            draft.values = tuple(table.name for table in found)
            named = joined([f"**{escape(table.name)}** {_cite(draft, table)}" for table in found])
            side = "most" if request.subject == "largest table" else "fewest"
            verb = "has" if len(found) == 1 else "have"
            each = "" if len(found) == 1 else " each"
            draft.text = f"{named} {verb} the {side} rows: {counted(most, 'row').split()[0]}{each}."
        case "indexed":
            day, _, time = created.partition("T")
            draft.values = (day,)
            cited = " ".join(_cite(draft, table) for table in tables)
            at = f" at {time[:5]} UTC" if time else ""
            draft.text = (
                f"The index was made on {day}{at}; I answer from the tables as they were then {cited}."
            )
        case "tables" | "size" | "table count":
            markers = [_cite(draft, table) for table in tables]
            titles = [f"**{escape(t.name)}** {marker}" for t, marker in zip(tables, markers, strict=True)]
            lines = [
                f"- {name}: {counted(count, 'row')}"
                + (f". {escape(table.description)}" if table.description else "")
                for name, count, table in zip(titles, counts, tables, strict=True)
            ]
            opening = f"The catalog has {counted(sum(counts), 'row')} in {counted(len(tables), 'table')}:"
            figures = {"size": sum(counts), "table count": len(tables)}
            names = tuple(table.name for table in tables)
            draft.values = (str(figures[request.subject]),) if request.subject in figures else names
            draft.text = "\n".join([opening, "", *lines])
        case "column count":
            table = _named(request.table, tables)
            draft.values = (str(len(table.columns)),)
            listing = escape(listed([column.name for column in table.columns]))
            marker = _cite(draft, table)
            size, noun = counted(len(table.columns), "column").split()
            draft.text = f"**{escape(table.name)}** has **{size}** {noun} {marker}: {listing}."
        case "columns":
            table = _named(request.table, tables)
            marker = _cite(draft, table)
            draft.values = tuple(column.name for column in table.columns)
            lines = [
                f"- {escape(c.name)}" + (f": {escape(c.description)}" if c.description else "")
                for c in table.columns
            ]
            size = counted(len(table.columns), "column")
            draft.text = "\n".join([f"**{escape(table.name)}** has {size} {marker}:", "", *lines])
        case "column":
            table = _named(request.table, tables)
            column = next(c for c in table.columns if c.name == request.column)
            marker = _cite(draft, table)
            meaning = column.description or f"a column of kind {column.kind.value}, with no description"
            draft.values = (column.description,) if column.description else ()
            draft.text = f"**{escape(column.name)}** in {escape(table.name)}: {escape(meaning)} {marker}"
    return draft


def _cite(draft: Draft, table: Table) -> str:
    marker = len(draft.citations) + 1
    draft.citations.append(Citation(marker, None, table.name, None, (), table.source, None))
    return f"[{marker}]"


def _named(table_id: str | None, tables: Sequence[Table]) -> Table:
    return next(table for table in tables if table.id == table_id)


def help_text(name: str, tables: Sequence[Table], examples: Sequence[str]) -> str:
    """What the assistant is for, with questions to try."""
    subject = f"“{escape(name)}”" if name else "this catalog"
    names = escape(listed([table.name for table in tables[:8]]))
    tries = "\n".join(f"- {escape(question)}" for question in examples)
    return (
        f"I answer questions about {subject} and show the rows that every answer rests on. "
        f"It has {counted(len(tables), 'table')}: {names}. You could ask:\n\n{tries}"
    )


def candidates(
    tables: Sequence[Table], first_rows: Sequence[Sequence[Row]], common: Sequence[tuple[int, str] | None]
) -> Iterator[str]:
    """Questions made from the tables at hand, one kind after the other so that a few show the range.

    `first_rows` has the first rows of each table, `common` for each table a column's position and its most
    common value, None where no column has one.
    """
    rounds = [list(_of_table(*parts)) for parts in zip(tables, first_rows, common, strict=True)]
    for index in range(max((len(questions) for questions in rounds), default=0)):
        for shift, questions in enumerate(rounds):
            if questions:
                yield questions[(index + shift) % len(questions)]


def _of_table(table: Table, rows: Sequence[Row], common: tuple[int, str] | None) -> Iterator[str]:
    attributes = [i for i in range(len(table.columns)) if i != table.key]
    named = [row for row in rows if table.key is not None]
    subject = phrase(table.name) if table.name.endswith("s") else f"rows of {table.name}"
    for i in [i for i in attributes if is_singular_noun(table.columns[i].name)][-1:]:
        for row in named[:1]:
            if row.cells[i].is_stated:
                yield f"What is the {phrase(table.columns[i].name)} of {row.name}?"
    if common is not None:
        i, value = common
        yield f"Which {subject} have {value} in {phrase(table.columns[i].name)}?"
        yield f"How many {subject} do not have {value} in {phrase(table.columns[i].name)}?"
    if len(named) > 1:
        yield f"Compare {named[0].name} and {named[1].name}."
        yield f"Tell me about {named[1].name}."
    yield f"List {table.name}."
