"""A plan in, words out: the reading that is shown, and how its parts are called within a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from assistant.numerals import shown
from assistant.outline import comparisons, is_given, key_columns, rows_in, table_ids
from assistant.plan import (
    WHOLE_ORDER,
    About,
    Aggregate,
    AllRows,
    And,
    Arithmetic,
    CellOf,
    Cells,
    Check,
    Choose,
    Closest,
    ColumnKey,
    Columns,
    Common,
    Compare,
    Contrast,
    Count,
    Counted,
    Day,
    DistanceKey,
    Distinct,
    Explain,
    Figure,
    Filter,
    Groups,
    Has,
    Holds,
    In,
    Intersect,
    Key,
    Lists,
    Many,
    Mentioned,
    MentionsKey,
    Minus,
    Named,
    Names,
    Neighbour,
    Not,
    Number,
    Only,
    Or,
    PartsKey,
    Places,
    Pred,
    Related,
    Request,
    Rows,
    RunLength,
    Same,
    Slice,
    SpanKey,
    Stated,
    Top,
    Union,
    Value,
)
from assistant.wording import asked
from corpus.types import Kind, Table

_RELATIONS = {
    "=": "is",
    "!=": "is not",
    "<": "under",
    "<=": "at most",
    ">": "over",
    ">=": "at least",
}
_DATED = {"=": "in", "!=": "not in", "<": "before", "<=": "until", ">": "after", ">=": "since"}
_FIGURES = {
    "=": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}
_SIGNS = {"+": "plus", "-": "less", "*": "times", "/": "divided by", "%": "as a share of"}
_ORDINALS = {1: "second ", 2: "third ", 3: "fourth ", 4: "fifth "}
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
            case Places():
                return f"The tables that have {self.rows(request.rows)}"
            case Cells(columns=()):
                return f"All of {self.rows(request.rows)}"
            case Cells():
                return f"{listed(request.columns)} of {self.rows(request.rows)}"
            case Common():
                where = f" in {listed(request.columns)}" if request.columns else ""
                return f"What is common{where} to {self.rows(request.rows)}"
            case Contrast():
                return self._contrast(request)
            case Many():
                return "; ".join(self.reading(part) for part in request.parts)
            case Distinct():
                return f"The different values of {request.column} in {self.rows(request.rows)}"
            case Figure(value=Count(rows=rows, distinct=None)):
                return f"How many: {self.rows(rows)}"
            case Figure(value=Count(rows=rows, distinct=distinct)):
                return f"How many different values of {distinct}: {self.rows(rows)}"
            case Figure(value=value):
                words = self.figure(value)
                return words[:1].upper() + words[1:]
            case Check():
                left, right = self.figure(request.left), self.figure(request.right)
                return f"Whether {left} {_FIGURES[request.relation]} {right}"
            case Choose():
                order = self.order(request.key, request.is_descending, request.rows)
                return f"The {order} of {self.rows(request.rows)}"
            case Groups():
                return self._groups(request)
            case RunLength():
                return f"The longest run of {self.rows(request.rows)} for which {self.test(request.where)}"
            case Holds():
                some = "any of " if request.quantifier == "any" else ""
                return f"Whether, for {some}{self.rows(request.rows)}, {self.test(request.where)}"
            case Explain():
                reading = self.reading(request.of)
                return (
                    f"Why: {reading[:1].lower() + reading[1:] if reading.startswith(_OWN_WORDS) else reading}"
                )
            case About(subject="columns" | "column count"):
                return f"The columns of {self._name(request.table)}"
            case About(subject="column"):
                return f"What {request.column} means in {self._name(request.table)}"
            case About(subject="table"):
                return f"What {self._name(request.table)} is about"
            case About(subject="largest table" | "smallest table" as which):
                return f"The {which} by its rows"
            case About(subject="indexed"):
                return "When the index was made"
            case About(subject="tables", column=str(column)):
                return f"The tables that have a column {column}"
            case About(subject="size" | "table count"):
                return "How many rows each table has"
            case About():
                return "The tables of the catalog"
            case Closest():
                return "The rows closest in meaning"

    def _contrast(self, request: Contrast) -> str:
        rows, other = self.rows(request.rows), self.rows(request.other)
        names, verb = listed(request.columns) or "any list", "also" if request.is_shared else "not"
        if not request.other_columns:
            return f"The values in {names} of {rows} and {verb} of {other}"
        others = f"{verb} in {listed(request.other_columns)}"
        if request.rows == request.other:
            return f"The values in {names} and {others} of {rows}"
        return f"The values in {names} of {rows} and {others} of {other}"

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
                if rows.n >= WHOLE_ORDER:
                    return f"{self.rows(rows.rows)} by {self.sorting(rows)}"
                return f"the {self.top(rows)} of {self.rows(rows.rows)}"
            case Slice():
                return f"{_sliced(rows)} of {self.rows(rows.rows)} in the order of the table"
            case Neighbour():
                return self._neighbour(rows)
            case Related():
                return f"{self.rows(rows.rows)} whose {rows.column} names {self.rows(rows.to)}"
            case Mentioned():
                return f"{self.rows(rows.rows)} named in {rows.column} of {self.rows(rows.by)}"
            case Intersect():
                return " that are also among ".join(self.rows(part) for part in rows.parts)
            case Minus():
                return f"{self.rows(rows.rows)} without {self.rows(rows.without)}"
            case Union():
                return listed([self.rows(part) for part in rows.parts])

    def sorting(self, rows: Top) -> str:
        """A whole order: “Height, highest first”."""
        words = self.order(rows.key, rows.is_descending, rows.rows)
        if words.startswith(("last alphabetically", "first alphabetically")):
            return f"{self.key(rows.key)}, {'from Z to A' if rows.is_descending else 'from A to Z'}"
        return f"{self.key(rows.key)}, {words.split(' by ')[0].split(' from ')[0]} first"

    def top(self, rows: Top) -> str:
        """The place in an order that a superlative means: “second highest by Height”."""
        order = self.order(rows.key, rows.is_descending, rows.rows)
        if rows.skip == 0:
            return f"{rows.n} {order}" if rows.n > 1 else order
        if rows.n == 1:
            return f"{self.place(rows.skip)}{order}"
        return f"{_th(rows.skip + 1)} to {_th(rows.skip + rows.n)} {order}"

    def place(self, skip: int) -> str:
        """What is said before an order of which the first so many are left out: “second ”."""
        return _ORDINALS.get(skip) or (f"{_th(skip + 1)} " if skip else "")

    def test(self, pred: Pred) -> str:
        """What a test demands of a row."""
        match pred:
            case Has():
                verb = "is" if pred.is_whole else "includes"
                return f"{listed(pred.columns, 'or') or 'any column'} {verb} “{pred.phrase}”"
            case Compare():
                words = _DATED if isinstance(pred.value, Day) else _RELATIONS
                return f"{pred.column} {words[pred.relation]} {self.figure(pred.value)}"
            case Columns():
                return f"{pred.left} {_RELATIONS[pred.relation]} {pred.right} of the same row"
            case In(through=""):
                return f"{pred.column} is one of {self.rows(pred.rows)}"
            case In():
                return f"{pred.column} is in {pred.through} of {self.rows(pred.rows)}"
            case Counted():
                bound = f"{_RELATIONS[pred.relation].removeprefix('is ')} {self.figure(pred.value)}"
                return f"it is named by {bound} of {self.rows(pred.by)} in {pred.column}"
            case Same():
                share = "has a value of" if pred.is_shared else "is the same as"
                return f"{pred.column} {share} that of {self.rows(pred.rows)}"
            case Lists():
                noun = "value" if pred.number == 1 else "values"
                bound = "exactly" if pred.relation == "=" else _RELATIONS[pred.relation].removeprefix("is ")
                return f"{pred.column} lists {bound} {pred.number} {noun}"
            case Only():
                phrases = listed([f"“{phrase}”" for phrase in pred.phrases])
                return f"{pred.column} is only {phrases}"
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

    def question(self, request: Request) -> str:
        """A question in plain words that has this reading; `""` where there is no simple one."""
        return asked(request, name=self._name, row_names=self._row_names)

    def key(self, key: Key) -> str:
        """What an order or a figure goes by."""
        match key:
            case ColumnKey():
                return key.column
            case PartsKey():
                return f"number of values in {key.column}"
            case SpanKey():
                return f"span from {key.start} to {key.end}"
            case DistanceKey():
                return f"distance of {key.column} from {self.figure(key.value)}"
            case MentionsKey():
                return f"number of {self.rows(key.by)} with it in {key.column}"

    def order(self, key: Key, is_descending: bool, rows: Rows | None = None) -> str:
        """An order in words, by what the key is made of."""
        match key:
            case DistanceKey():
                side = "farthest from" if is_descending else "closest to"
                return f"{side} {self.figure(key.value)} by {key.column}"
            case MentionsKey():
                often = "most" if is_descending else "least"
                return f"named {often} often in {key.column} of {self.rows(key.by)}"
            case SpanKey():
                return f"{'longest' if is_descending else 'shortest'} from {key.start} to {key.end}"
            case ColumnKey() if rows is not None:
                kind = self._kind(key.column, rows)
                if kind is Kind.DATE:
                    return f"{'latest' if is_descending else 'earliest'} by {key.column}"
                if kind is not None and not kind.is_ordered:
                    return f"{'last' if is_descending else 'first'} alphabetically by {key.column}"
        return f"{'highest' if is_descending else 'lowest'} by {self.key(key)}"

    def figure(self, value: Value) -> str:
        """A figure in words, as it stands within a sentence."""
        match value:
            case Number():
                return f"{shown(value.number)} {value.unit}".strip()
            case Day() if value.start[4:] == "-01-01" and value.end == f"{value.start[:4]}-12-31":
                return value.start[:4]
            case Day() if is_month(value.start, value.end):
                return value.start[:7]
            case Day():
                return value.start if value.start == value.end else f"{value.start} to {value.end}"
            case CellOf():
                return f"{value.column} of {self.rows(value.rows)}"
            case Count(distinct=None):
                return f"the number of {self.rows(value.rows)}"
            case Count():
                return f"the number of different values of {value.distinct} in {self.rows(value.rows)}"
            case Aggregate():
                return f"the {value.function} of {self.key(value.key)} over {self.rows(value.rows)}"
            case Arithmetic(sign="difference"):
                return f"the difference between {self._operand(value.left)} and {self._operand(value.right)}"
            case Arithmetic():
                return f"{self._operand(value.left)} {_SIGNS[value.sign]} {self._operand(value.right)}"

    def bounds(self, pred: Pred) -> list[Value]:
        """The figures in a test that are looked up."""
        return [test.value for test in comparisons(pred) if not is_given(test.value)]

    def figure_columns(self, value: Value) -> tuple[str, ...]:
        """The columns that a figure is read from."""
        match value:
            case CellOf():
                return (value.column,)
            case Count():
                return (value.distinct,) if value.distinct else ()
            case Aggregate():
                return key_columns(value.key)
            case Arithmetic():
                return (*self.figure_columns(value.left), *self.figure_columns(value.right))
        return ()

    def figure_rows(self, value: Value) -> list[Rows]:
        """The rows that a figure is reckoned from."""
        return list(rows_in(value))

    def table_name(self, table_id: str) -> str:
        """The name of a table by its id."""
        return self._name(table_id)

    def _operand(self, value: Value) -> str:
        return f"({self.figure(value)})" if isinstance(value, Arithmetic) else self.figure(value)

    def _groups(self, request: Groups) -> str:
        figure = (
            f"{request.function or 'sum'} of {self.key(request.key)}" if request.key else "number of rows"
        )
        having = (
            f" where it {_FIGURES[request.having.relation]} {self.figure(request.having.value)}"
            if request.having
            else ""
        )
        side = "highest" if request.is_descending else "lowest"
        place = self.place(request.skip)
        many = "" if request.n in (None, 1) else f"{request.n} "
        first = "" if request.n is None and not place else f", the {many}{place}{side}"
        return f"The {figure} of {self.rows(request.rows)} for each {request.by}{having}{first}"

    def _neighbour(self, rows: Neighbour) -> str:
        anchor, order = self.rows(rows.anchor), self.key(rows.key) if rows.key else "the order of the table"
        side, places = ("after" if rows.offset > 0 else "before"), abs(rows.offset)
        if rows.is_all:
            return f"all {self.rows(rows.rows)} {side} {anchor} by {order}"
        place = "next" if places == 1 else f"{places} places"
        return f"the one of {self.rows(rows.rows)} {place} {side} {anchor} by {order}"

    def _kind(self, column: str, rows: Rows) -> Kind | None:
        tables = [self._tables[table] for table in table_ids(rows) if table in self._tables]
        return next((c.kind for table in tables for c in table.columns if c.name == column), None)

    def _part(self, pred: Pred) -> str:
        return f"({self.test(pred)})" if isinstance(pred, And | Or) else self.test(pred)

    def _name(self, table_id: str | None) -> str:
        return self._tables[table_id].name if table_id in self._tables else str(table_id)


def is_month(start: str, end: str) -> bool:
    """Whether two days in ISO form are the first and the last of one month."""
    first, last = dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    is_one = (first.year, first.month) == (last.year, last.month)
    return is_one and first.day == 1 and (last + dt.timedelta(days=1)).day == 1


_OWN_WORDS = ("The ", "How ", "What ", "All ", "Whether")


def _th(place: int) -> str:
    ending = "th" if 10 < place % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def _sliced(rows: Slice) -> str:
    count = f" {rows.count}" if rows.count > 1 else ""
    if rows.start == 0:
        return f"the first{count}"
    if rows.start == -rows.count:
        return f"the last{count}"
    if rows.start < 0:
        return f"{rows.count} from the {_th(-rows.start)} from the end"
    return (
        f"row {rows.start + 1}" if rows.count == 1 else f"rows {rows.start + 1} to {rows.start + rows.count}"
    )


def listed(names: Sequence[str], word: str = "and") -> str:
    """Names joined as a sentence does.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}" if names else ""
