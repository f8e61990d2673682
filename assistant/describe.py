"""A plan in, words out: the reading that is shown, and a question that asks for the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.measures import shown
from assistant.plan import (
    About,
    Aggregate,
    AllRows,
    And,
    CellOf,
    Cells,
    Choose,
    Closest,
    ColumnKey,
    Common,
    Compare,
    Count,
    Day,
    Distinct,
    Figure,
    Filter,
    Groups,
    Has,
    Holds,
    In,
    Key,
    Many,
    Mentioned,
    Minus,
    Named,
    Names,
    Not,
    Number,
    Or,
    PartsKey,
    Pred,
    Request,
    Rows,
    SpanKey,
    Stated,
    Top,
    Union,
    Value,
    operator,
)
from corpus.types import Table

_RELATIONS = {
    "=": "is",
    "!=": "is not",
    "<": "under",
    "<=": "at most",
    ">": "over",
    ">=": "at least",
}
_DATED = {"=": "in", "!=": "not in", "<": "before", "<=": "until", ">": "after", ">=": "since"}
RowNames = Callable[[Sequence[str]], Sequence[str]]


class Describer:
    """Puts plans over one schema into words; `row_names` gives the names of rows by their ids."""

    def __init__(self, tables: Sequence[Table], row_names: RowNames) -> None:
        self._tables = {table.id: table for table in tables}
        self._row_names = row_names

    def reading(self, request: Request) -> str:
        """What a plan asks for, as a noun phrase."""
        match request:
            case Names():
                return self.rows(request.rows)
            case Cells(columns=()):
                return f"All of {self.rows(request.rows)}"
            case Cells():
                return f"{listed(request.columns)} of {self.rows(request.rows)}"
            case Common():
                where = f" in {listed(request.columns)}" if request.columns else ""
                return f"What is common{where} to {self.rows(request.rows)}"
            case Many():
                return "; ".join(self.reading(part) for part in request.parts)
            case Distinct():
                return f"The different values of {request.column} in {self.rows(request.rows)}"
            case Figure(value=Count(rows=rows, distinct=None)):
                return f"How many: {self.rows(rows)}"
            case Figure(value=Count(rows=rows, distinct=distinct)):
                return f"How many different values of {distinct}: {self.rows(rows)}"
            case Figure(value=Aggregate(function=function, rows=rows, key=key)):
                return f"The {function} of {self.key(key)} over {self.rows(rows)}"
            case Choose():
                return f"The {self.order(request.key, request.is_descending)} of {self.rows(request.rows)}"
            case Groups():
                figure = f"{request.function} of {self.key(request.key)}" if request.key else "number of rows"
                return f"The {figure} of {self.rows(request.rows)} for each {request.by}"
            case Holds():
                some = "any of " if request.quantifier == "any" else ""
                return f"Whether, for {some}{self.rows(request.rows)}, {self.test(request.where)}"
            case About(subject="columns" | "column count"):
                return f"The columns of {self._name(request.table)}"
            case About(subject="column"):
                return f"What {request.column} means in {self._name(request.table)}"
            case About(subject="size" | "table count"):
                return "How many rows each table has"
            case About():
                return "The tables of the catalog"
            case Closest():
                return "The rows closest in meaning"
        return operator(request)

    def rows(self, rows: Rows) -> str:
        """Which rows an expression denotes."""
        match rows:
            case AllRows():
                return self._name(rows.table)
            case Named():
                return f"{listed(self._row_names(rows.rows))} in {self._name(rows.table)}"
            case Filter():
                return f"{self.rows(rows.rows)} where {self.test(rows.where)}"
            case Top():
                count = f"{rows.n} " if rows.n > 1 else ""
                return f"the {count}{self.order(rows.key, rows.is_descending)} of {self.rows(rows.rows)}"
            case Mentioned():
                return f"{self.rows(rows.rows)} named in {rows.column} of {self.rows(rows.by)}"
            case Minus():
                return f"{self.rows(rows.rows)} without {self.rows(rows.without)}"
            case Union():
                return "; ".join(self.rows(part) for part in rows.parts)
        return operator(rows)

    def test(self, pred: Pred) -> str:
        """What a test demands of a row."""
        match pred:
            case Has():
                verb = "is" if pred.is_whole else "includes"
                return f"{listed(pred.columns, 'or') or 'any column'} {verb} “{pred.phrase}”"
            case Compare():
                words = _DATED if isinstance(pred.value, Day) else _RELATIONS
                return f"{pred.column} {words[pred.relation]} {self.value(pred.value)}"
            case In():
                return f"{pred.column} is one of {self.rows(pred.rows)}"
            case Stated():
                return f"{pred.column} is stated"
            case Not(part=Has(columns=columns, phrase=phrase, is_whole=is_whole)):
                verb = "is not" if is_whole else "does not include"
                return f"{listed(columns, 'or') or 'any column'} {verb} “{phrase}”"
            case Not(part=Stated(column=column)):
                return f"{column} is not stated"
            case Not():
                return f"not: {self.test(pred.part)}"
            case And():
                return " and ".join(self._part(part) for part in pred.parts)
            case Or():
                return " or ".join(self._part(part) for part in pred.parts)
        return operator(pred)

    def question(self, request: Request) -> str:
        """A question in plain words that has this reading; `""` where there is no simple one."""
        match request:
            case Names(rows=AllRows(table=table)):
                return f"List {self._name(table)}."
            case Names(rows=Filter(rows=AllRows(table=table), where=where)):
                return self._asking("Which rows of", table, where)
            case Cells(rows=Named(rows=rows), columns=()):
                return f"Tell me about {listed(self._row_names(rows))}."
            case Cells(rows=Named(rows=rows), columns=columns):
                return f"What is the {listed(columns)} of {listed(self._row_names(rows))}?"
            case Figure(value=Count(rows=AllRows(table=table), distinct=None)):
                return f"How many rows are in {self._name(table)}?"
            case Figure(value=Count(rows=Filter(rows=AllRows(table=table), where=where), distinct=None)):
                return self._asking("How many rows of", table, where)
            case Distinct(rows=AllRows(table=table), column=column):
                return f"Which different {column} are in {self._name(table)}?"
            case About(subject="columns", table=str(table)):
                return f"Which columns does {self._name(table)} have?"
            case About(subject="tables"):
                return "Which tables are there?"
        return ""

    def _asking(self, opening: str, table: str, where: Pred) -> str:
        match where:
            case Has(columns=(column,), phrase=phrase, is_whole=True) if phrase.lower() in (
                "yes",
                "y",
                "true",
            ):
                return f"{opening} {self._name(table)} are {column}?"
            case Has(columns=(column,), phrase=phrase):
                return f"{opening} {self._name(table)} have “{phrase}” in {column}?"
            case Has(phrase=phrase):
                return f"{opening} {self._name(table)} have “{phrase}”?"
        return ""

    def key(self, key: Key) -> str:
        """What an order or a figure goes by."""
        match key:
            case ColumnKey():
                return key.column
            case PartsKey():
                return f"number of values in {key.column}"
            case SpanKey():
                return f"span from {key.start} to {key.end}"

    def order(self, key: Key, is_descending: bool) -> str:
        """An order in words."""
        return f"{'highest' if is_descending else 'lowest'} by {self.key(key)}"

    def value(self, value: Value) -> str:
        """A figure in words."""
        match value:
            case Number():
                return f"{shown(value.number)} {value.unit}".strip()
            case Day() if (
                value.start[4:] == "-01-01" and value.end[4:] == "-12-31" and value.start[:4] == value.end[:4]
            ):
                return value.start[:4]
            case Day():
                return value.start if value.start == value.end else f"{value.start} to {value.end}"
            case CellOf():
                return f"{value.column} of {self.rows(value.rows)}"
        return operator(value)

    def table_name(self, table_id: str) -> str:
        """The name of a table by its id."""
        return self._name(table_id)

    def _part(self, pred: Pred) -> str:
        return f"({self.test(pred)})" if isinstance(pred, And | Or) else self.test(pred)

    def _name(self, table_id: str | None) -> str:
        return self._tables[table_id].name if table_id in self._tables else str(table_id)


def listed(names: Sequence[str], word: str = "and") -> str:
    """Names joined as a sentence does.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}" if names else ""
