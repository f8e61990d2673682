"""One test of a plan in, its verdicts on all rows of a table out, by SQL that is written and bound here.

Verdicts are two masks, true and unknown, each a whole number with one byte for each row of the table:
three-valued logic over any number of rows is then a few operations on two numbers.
"""

from __future__ import annotations

import datetime as dt
import math
from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.english import english, head, is_denied
from assistant.holding import forms, having, listing, named, only, sharing, speaking
from assistant.measures import column_figures, column_id, column_position, places, table_position
from assistant.memo import remembered
from assistant.plan import Columns, Has, Lists, Only, Relation
from assistant.result import Amount
from assistant.senses import Source
from assistant.values import Values, column_values
from corpus.conversion import factor
from corpus.errors import PlanError
from corpus.types import Kind, Table
from corpus.words import stem, stems
from indexer.schema import BREAK

Sql = tuple[str, tuple[object, ...]]

# Each relation as the two conditions under which a cell that spans {low} to {high} has it for sure, and
# has it for sure not, against a value that spans {first} to {last}; between the two it is not known.
_SURE: Mapping[str, tuple[str, str]] = {
    ">": ("{low} > {last}", "{high} <= {last}"),
    ">=": ("{low} >= {first}", "{high} < {first}"),
    "<": ("{high} < {first}", "{low} >= {first}"),
    "<=": ("{high} <= {last}", "{low} > {last}"),
    "=": ("{low} >= {first} AND {high} <= {last}", "({high} < {first} OR {low} > {last})"),
    "!=": ("({high} < {first} OR {low} > {last})", "{low} >= {first} AND {high} <= {last}"),
}

# Likewise against a value that lies somewhere from {first} to {last}, such as a range of another cell.
_SURE_OF_BOTH: Mapping[str, tuple[str, str]] = {
    ">": ("{low} > {last}", "{high} <= {first}"),
    ">=": ("{low} >= {last}", "{high} < {first}"),
    "<": ("{high} < {first}", "{low} >= {last}"),
    "<=": ("{high} <= {first}", "{low} > {last}"),
    "=": ("{low} = {last} AND {high} = {first}", "({high} < {first} OR {low} > {last})"),
    "!=": ("({high} < {first} OR {low} > {last})", "{low} = {last} AND {high} = {first}"),
}

# Whether the figure, once it is bound, is on the other side: `bound < cell` for “cell > bound”.
_AGAINST: Mapping[str, Callable[[float], Callable[[float], bool]]] = {
    ">": lambda bound: bound.__lt__,
    ">=": lambda bound: bound.__le__,
    "<": lambda bound: bound.__gt__,
    "<=": lambda bound: bound.__ge__,
    "=": lambda bound: bound.__eq__,
    "!=": lambda bound: bound.__ne__,
}


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Which rows of a table a test is true for, and for which it is unknown."""

    true: int
    unknown: int


class Leaves:
    """The tests over one table."""

    def __init__(self, table: Table, source: Source) -> None:
        self._table, self._source = table, source
        self._place = places(source)[table_position(table.id, source)]
        self.all = int.from_bytes(b"\x01" * self._place.count, "little")

    def mask(self, numbers: Iterable[int]) -> int:
        """Rows by their numbers as a mask; those of no row of the table are left aside."""
        first, count = self._place.first, self._place.count
        marked = bytearray(count)
        for number in numbers:
            if 0 <= number - first < count:
                marked[number - first] = 1
        return int.from_bytes(marked, "little")

    def bytes_of(self, mask: int) -> bytes:
        """A mask as one byte for each row of the table."""
        return mask.to_bytes(self._place.count, "little")

    def stated(self, column: str) -> Verdicts:
        """Whether the cell is stated; never unknown."""
        return Verdicts(
            self._rows("SELECT row_number FROM cells WHERE column_id = ? AND is_stated", column), 0
        )

    def has(self, pred: Has, *, is_negated: bool) -> Verdicts:
        """The phrase within a value of any of the columns; unknown where no column says."""
        phrase = stems(pred.phrase)
        if not phrase:
            raise PlanError(f"The phrase '{pred.phrase}' has no words to look for.")
        names = pred.columns or tuple(column.name for column in self._table.columns)
        true = unknown = 0
        for name in names:
            column = self._column(name)
            is_open = not column.kind.is_closed and column.position != self._table.key
            is_silent = is_open and is_negated and not pred.is_mention
            unstated = self._unstated(column.number)
            denied = 0
            if pred.is_whole:
                holding = self._whole(phrase, name) & ~unstated
            else:
                texts = _containing(phrase, column.number, self._source)
                holding = self._with_texts(column.number, texts) & ~unstated
                if is_open:
                    denied = self._with_texts(
                        column.number, _denying(phrase, column.number, texts, self._source)
                    )
            # Where several columns could say it, an empty text is one that does not mention it.
            is_left = (is_silent or not is_open) if len(names) > 1 and is_open else True
            true |= holding & ~denied
            unknown |= denied | (unstated if is_left else 0)
            unknown |= self.all & ~(holding | unstated) if is_silent else 0
        return Verdicts(true, unknown & ~true)

    def compare(self, name: str, relation: Relation, value: Amount) -> Verdicts:
        """A cell's number or date against a figure; unknown where empty, overlapping or not converting."""
        column = self._column(name)
        if value.low is None or value.high is None:
            return Verdicts(0, self.all)
        plain = column_figures(name, self._table, self._source).plain if column.kind.is_ordered else None
        is_point = value.low == value.high and value.is_day == (column.kind is Kind.DATE)
        if plain is not None and is_point and (plain.unit == value.unit or not plain.unit or not value.unit):
            true = bytes(map(_AGAINST[relation](float(value.low)), plain.numbers))
            return Verdicts(int.from_bytes(true, "little") & ~plain.unread, plain.unread)
        arms: list[tuple[str, str, str, object, object]] = []  # guard, ends of the cell, ends of the value
        if column.kind is Kind.DATE:
            if value.is_day:
                days = [dt.date.fromordinal(int(end)).isoformat() for end in (value.low, value.high)]
                arms.append(("c.starts IS NOT NULL", "c.starts", "c.ends", days[0], days[1]))
        elif value.is_day:  # a column of bare years
            years = [dt.date.fromordinal(int(end)).year for end in (value.low, value.high)]
            arms.append(("c.unit IS NOT NULL", "c.low", "c.high", years[0], years[1]))
        else:
            for unit in self._units(column.number):
                scale = 1.0 if not value.unit or not unit else factor(unit, value.unit)
                if scale is not None:
                    # An end that is open is as far as can be: “from $2” has no highest price.
                    low, high = f"coalesce(c.low, -9e999) * {scale!r}", f"coalesce(c.high, 9e999) * {scale!r}"
                    if scale != 1.0:
                        low, high = f"round({low}, 9)", f"round({high}, 9)"
                    arms.append((f"c.unit = {_quoted(unit)}", f"({low})", f"({high})", value.low, value.high))
        sql, params = _cases((_SURE if value.is_period else _SURE_OF_BOTH)[relation], arms)
        return self._judged(
            f"SELECT c.row_number, {sql} AS v FROM cells c WHERE c.column_id = ?", (*params, column.number)
        )

    def columns(self, pred: Columns) -> Verdicts:
        """Two cells of each row against each other: by size, or by a value in common."""
        left, right = self._column(pred.left), self._column(pred.right)
        joined = (
            "FROM cells c JOIN cells d ON d.column_id = ? AND d.row_number = c.row_number "
            "WHERE c.column_id = ?"
        )
        both = (right.number, left.number)
        arms: list[tuple[str, str, str]] = []
        if left.kind is Kind.DATE and right.kind is Kind.DATE:
            arms = [("TRUE", "d.starts", "d.ends")]
            low, high = "c.starts", "c.ends"
        elif left.kind.is_ordered and right.kind.is_ordered:
            low, high = "coalesce(c.low, -9e999)", "coalesce(c.high, 9e999)"
            for unit, other in self._source.query(f"SELECT DISTINCT c.unit, d.unit {joined}", both):
                if unit is not None and other is not None:
                    scale = 1.0 if not unit or not other else factor(other, unit)
                    guard = f"c.unit = {_quoted(unit)} AND d.unit = {_quoted(other)}"
                    if scale is not None:
                        ends = ("coalesce(d.low, -9e999)", "coalesce(d.high, 9e999)")
                        first, last = (
                            f"round({end} * {scale!r}, 9)" if scale != 1.0 else end for end in ends
                        )
                        arms.append((guard, first, last))
        else:
            if pred.relation not in ("=", "!="):
                raise PlanError(f"'{pred.left}' and '{pred.right}' have no order: compare them with = or !=.")
            unknown = self._unstated(left.number) | self._unstated(right.number)
            sql = (
                "SELECT p.row_number FROM parts p JOIN parts q ON q.column_id = ? "
                "AND q.row_number = p.row_number AND q.stems = p.stems WHERE p.column_id = ?"
            )
            shared = self._ask(sql, both) & ~unknown
            return Verdicts(shared if pred.relation == "=" else self.all & ~shared & ~unknown, unknown)
        sure, sure_not = _SURE_OF_BOTH[pred.relation]
        cases = "".join(
            f"WHEN {guard} AND {condition.format(low=low, high=high, first=first, last=last)} THEN {verdict} "
            for guard, first, last in arms
            for condition, verdict in ((sure, 1), (sure_not, 0))
        )
        sql = f"CASE WHEN NOT (c.is_stated AND d.is_stated) THEN NULL {cases}ELSE NULL END"
        return self._judged(f"SELECT c.row_number, {sql} AS v {joined}", both)

    def within(self, name: str, true: Collection[str], unknown: Collection[str]) -> Verdicts:
        """Whether a value of the cell has the words of one of these; unknown for those that may be meant."""
        return self._met(name, *(speaking(self._values(name), names) for names in (true, unknown)))

    def lists(self, pred: Lists) -> Verdicts:
        """How many values the cell lists, against a number."""
        true = listing(self._values(pred.column), pred.relation, pred.number)
        unstated = self._unstated(self._column(pred.column).number)
        return Verdicts(true & ~unstated, unstated)

    def names(self, name: str, true: Collection[str], unknown: Collection[str]) -> Verdicts:
        """Whether a value of the cell is one of these names; unknown for names that may be meant."""
        return self._met(name, *(named(self._values(name), names) for names in (true, unknown)))

    def same(self, name: str, others: Sequence[int], table: Table, *, is_shared: bool) -> Verdicts:
        """Whether the cell holds what the cells of other rows, of `table`, hold."""
        column = self._column(name)
        if column.kind.is_ordered:
            true = self._equal(name, others, table)
            figures = column_figures(name, self._table, self._source)
            unread = self.mask(self._place.first + i for i, unit in enumerate(figures.units) if unit is None)
            return (
                Verdicts(true, unread & ~true)
                if true
                else Verdicts(0, self._none_known(name, others, table, unread))
            )
        place = places(self._source)[table_position(table.id, self._source)]
        number = column_id(column_position(name, table), table, self._source)
        theirs = column_values(number, place, self._source)
        held = {
            frozenset(theirs.different[code].stems for code in theirs.of(other - place.first))
            for other in others
            if other in place.numbers
        } - {frozenset()}
        if not held:
            return Verdicts(0, self.all)
        unstated = self._unstated(column.number)
        return Verdicts(sharing(self._values(name), held, is_shared=is_shared) & ~unstated, unstated)

    def only(self, pred: Only) -> Verdicts:
        """Whether the cell holds each of the phrases as a value of its own, and no other value."""
        phrases = {stems(phrase) for phrase in pred.phrases}
        unstated = self._unstated(self._column(pred.column).number)
        heading = stem(head(pred.column))
        return Verdicts(only(self._values(pred.column), phrases, heading) & ~unstated, unstated)

    # --- parts of the above --------------------------------------------------------------------------

    def _equal(self, name: str, others: Sequence[int], table: Table) -> int:
        """The rows whose number or date is that of one of the others, units converted."""
        theirs = column_figures(name, table, self._source)
        first = places(self._source)[table_position(table.id, self._source)].first
        wanted = {
            (theirs.lows[n - first], theirs.highs[n - first], theirs.units[n - first])
            for n in others
            if theirs.units[n - first] is not None
        }
        own = column_figures(name, self._table, self._source)
        units = {unit for unit in own.units if unit is not None}
        equal: set[tuple[float, float, str]] = set()
        for low, high, unit in wanted:
            for other in units:
                scale = factor(unit or "", other)
                if scale is not None and low is not None and high is not None:
                    equal.add((_nine(low * scale), _nine(high * scale), other))
        return self.mask(
            self._place.first + i
            for i, (low, high, unit) in enumerate(zip(own.lows, own.highs, own.units, strict=True))
            if unit is not None
            and low is not None
            and high is not None
            and (_nine(low), _nine(high), unit) in equal
        )

    def _none_known(self, name: str, others: Sequence[int], table: Table, unread: int) -> int:
        """The unknown rows where none is equal: all of them where no other row states the column."""
        theirs = column_figures(name, table, self._source)
        first = places(self._source)[table_position(table.id, self._source)].first
        return unread if any(theirs.units[n - first] is not None for n in others) else self.all

    def _whole(self, phrase: Sequence[str], name: str) -> int:
        """The rows with a value of which the phrase is all, its qualifier, or both."""
        values, number = self._values(name), self._column(name).number
        known = remembered(self._source, ("sql", "forms", number), lambda: forms(values))
        wanted = bytearray(len(values.different))
        for code in known.get(tuple(phrase), ()):
            wanted[code] = 1
        return having(values, wanted)

    def _met(self, name: str, true: int, maybe: int) -> Verdicts:
        """Verdicts on the cells of a column; empty ones say nothing."""
        return Verdicts(true, (maybe | self._unstated(self._column(name).number)) & ~true)

    def _values(self, name: str) -> Values:
        return column_values(self._column(name).number, self._place, self._source)

    def _column(self, name: str) -> _Column:
        position = column_position(name, self._table)
        kind = self._table.columns[position].kind
        return _Column(position, column_id(position, self._table, self._source), kind)

    def _units(self, number: int) -> list[str]:
        sql = "SELECT DISTINCT unit FROM cells WHERE column_id = ? AND unit IS NOT NULL"
        return [str(unit) for (unit,) in self._source.query(sql, (number,))]

    def _unstated(self, number: int) -> int:
        sql = "SELECT row_number FROM cells WHERE column_id = ? AND NOT is_stated"
        return remembered(self._source, ("sql", "unstated", number), lambda: self._ask(sql, (number,)))

    def _with_texts(self, number: int, texts: Collection[int]) -> int:
        """The rows whose cell in a column is one of these texts."""
        if not texts:
            return 0
        sql = (
            "SELECT text_id FROM cells WHERE column_id = ? AND row_number >= ? AND row_number < ? "
            "ORDER BY row_number"
        )
        first, count = self._place.first, self._place.count

        def read() -> Sequence[int]:
            return array("q", (text for (text,) in self._source.query(sql, (number, first, first + count))))

        of_rows = remembered(self._source, ("sql", "text of rows", number), read)
        return int.from_bytes(bytes(map(frozenset(texts).__contains__, of_rows)), "little")

    def _rows(self, sql: str, column: str) -> int:
        return self._ask(sql, (self._column(column).number,))

    def _ask(self, sql: str, params: Sequence[object]) -> int:
        return self.mask(number for (number,) in self._source.query(sql, params))

    def _judged(self, sql: str, params: Sequence[object]) -> Verdicts:
        """Verdicts from a statement that gives each row with 1, 0 or NULL as `v`."""
        found = self._source.query(f"SELECT row_number, v FROM ({sql}) WHERE v IS NOT 0", params)
        true = self.mask(number for number, verdict in found if verdict)
        return Verdicts(true, self.mask(number for number, verdict in found if verdict is None))


@dataclass(frozen=True, slots=True)
class _Column:
    position: int
    number: int
    kind: Kind


def _nine(number: float) -> float:
    return number if math.isinf(number) else round(number, 9)


def _cases(sure: tuple[str, str], arms: Sequence[tuple[str, str, str, object, object]]) -> Sql:
    """A verdict on a cell, as SQL: for each arm whether it has the relation for sure, or for sure not."""
    cases: list[str] = []
    params: list[object] = []
    for guard, low, high, first, last in arms:
        for condition, verdict in zip(sure, (1, 0), strict=True):
            sql = condition.replace("{low}", low).replace("{high}", high)
            while "{first}" in sql or "{last}" in sql:
                name = min((n for n in ("{first}", "{last}") if n in sql), key=sql.index)
                sql = sql.replace(name, "?", 1)
                params.append(first if name == "{first}" else last)
            cases.append(f"WHEN {guard} AND {sql} THEN {verdict}")
    body = f"CASE WHEN NOT c.is_stated THEN NULL {' '.join(cases)} ELSE NULL END" if cases else "NULL"
    return body, tuple(params)


def _quoted(text: str) -> str:
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


def _containing(phrase: Sequence[str], column: int, source: Source) -> list[int]:
    """The texts of which a part contains the phrase; stems stand between blanks, parts around ǂ."""
    sql = "SELECT id FROM texts WHERE column_id = ? AND instr(' ' || stems || ' ', ?)"
    return [int(text) for (text,) in source.query(sql, (column, f" {' '.join(phrase)} "))]


def _denying(phrase: Sequence[str], column: int, texts: Collection[int], source: Source) -> list[int]:
    """Those of some texts of a column in which the phrase stands only after a denial."""
    denials = sorted(english().denials)

    def read() -> dict[int, str]:
        said = " OR ".join("instr(' ' || stems || ' ', ?)" for _ in denials)
        sql = f"SELECT id, stems FROM texts WHERE column_id = ? AND ({said})"
        return dict(source.query(sql, (column, *(f" {word} " for word in denials))))

    denying = remembered(source, ("sql", "denying", column), read)
    found = []
    for text_id in denying.keys() & texts if denying else ():
        parts = [part.split() for part in denying[text_id].split(BREAK)]
        holding = [part for part in parts if f" {' '.join(phrase)} " in f" {' '.join(part)} "]
        if all(is_denied(part, phrase) for part in holding):
            found.append(text_id)
    return found
