"""The plan algebra: what a question asks for, as one typed value that can be stored, edited and run again.

`Rows` denotes rows of the catalog in file order, `Pred` a three-valued test of one row, `Key` what
rows are ordered by, `Value` one figure, `Request` what is asked of them. Every operator takes any
`Rows`. Column names are those of the table that the rows belong to; row and table ids are the
contract's.
"""

from __future__ import annotations

from threading import Lock
from typing import Any, Literal, cast

import msgspec

from corpus.errors import PlanError

MAX_DEPTH = 24  # deeper than any question we have met; keeps a hand-written plan from exhausting the stack
MAX_NODES = 400  # likewise for its size

Relation = Literal["=", "!=", "<", "<=", ">", ">="]
Function = Literal["sum", "average", "median", "min", "max"]


class Node(
    msgspec.Struct,
    frozen=True,
    cache_hash=True,
    gc=False,
    tag_field="op",
    forbid_unknown_fields=True,
    kw_only=True,
):
    """Base of every operator; its JSON form carries the operator's name under `op`."""


def operator(node: Node) -> str:
    """The name of an operator, as `op` has it."""
    return str(node.__struct_config__.tag)


# --- values ---------------------------------------------------------------------------------------


class Number(Node, frozen=True, tag="number"):
    """A number with its unit as the question gives it (`""`: none)."""

    number: float
    unit: str = ""


class Day(Node, frozen=True, tag="date"):
    """A span of days, both ends included, as ISO dates: `2023` is 2023-01-01 to 2023-12-31."""

    start: str
    end: str


class CellOf(Node, frozen=True, tag="cell"):
    """The cell of a column in the only row of `rows`."""

    rows: Rows
    column: str


class Count(Node, frozen=True, tag="count"):
    """How many rows; with `distinct`, how many different values of that column they hold."""

    rows: Rows
    distinct: str | None = None


class Aggregate(Node, frozen=True, tag="aggregate"):
    """A figure over a key of all rows."""

    function: Function
    rows: Rows
    key: Key


class Arithmetic(Node, frozen=True, tag="arithmetic"):
    """A figure reckoned from two: `%` is 100 times their ratio, `difference` has no sign."""

    sign: Literal["+", "-", "*", "/", "%", "difference"]
    left: Value
    right: Value


# --- keys -----------------------------------------------------------------------------------------


class ColumnKey(Node, frozen=True, tag="column"):
    """Order by the cells of a column (by their number, date or text)."""

    column: str


class PartsKey(Node, frozen=True, tag="parts"):
    """Order by how many values a cell lists."""

    column: str


class SpanKey(Node, frozen=True, tag="span"):
    """Order by the difference of two columns of a row, such as the time from one date to another."""

    start: str
    end: str


class DistanceKey(Node, frozen=True, tag="distance"):
    """Order by how far the number or date in a column is from a given one."""

    column: str
    value: Number | Day


class MentionsKey(Node, frozen=True, tag="mentions"):
    """Order by how many of the rows `by` of another table name the row in their `column`."""

    column: str
    by: Rows


# --- predicates -----------------------------------------------------------------------------------


class Has(Node, frozen=True, tag="has"):
    """The phrase stands within one value of a cell in any of these columns (empty: any column).

    `is_whole` asks for the phrase to be the whole value: one category within another's name is another.
    `is_mention` marks a question about what is mentioned, for which absence from free text is false.
    """

    phrase: str
    columns: tuple[str, ...] = ()
    is_whole: bool = False
    is_mention: bool = False


class Compare(Node, frozen=True, tag="compare"):
    """A cell's number or date against a value, units converted."""

    column: str
    relation: Relation
    value: Value


class Columns(Node, frozen=True, tag="columns"):
    """Two cells of the same row against each other."""

    left: str
    relation: Relation
    right: str


class Stated(Node, frozen=True, tag="stated"):
    """The cell is stated at all."""

    column: str


class In(Node, frozen=True, tag="in"):
    """A value of the cell names one of these rows of another table.

    With `through`, a column of the other table: a value of the cell has the words of a value of that column
    in these rows.
    """

    column: str
    rows: Rows
    through: str = ""


class Counted(Node, frozen=True, tag="counted"):
    """How many of the rows `by` of another table name this row in their `column`, against a figure."""

    column: str
    by: Rows
    relation: Relation
    value: Value


class Same(Node, frozen=True, tag="same"):
    """The cell holds just the values that the cell of these rows holds; with `is_shared`, any of them."""

    column: str
    rows: Rows
    is_shared: bool = False


class Only(Node, frozen=True, tag="only"):
    """The cell holds these values and no other."""

    column: str
    phrases: tuple[str, ...]


class Lists(Node, frozen=True, tag="lists"):
    """How many values the cell lists, against a number."""

    column: str
    relation: Relation
    number: int


class And(Node, frozen=True, tag="and"):
    """All of these."""

    parts: tuple[Pred, ...]


class Or(Node, frozen=True, tag="or"):
    """Any of these."""

    parts: tuple[Pred, ...]


class Not(Node, frozen=True, tag="not"):
    """The opposite; unknown stays unknown."""

    part: Pred


# --- rows -----------------------------------------------------------------------------------------


class AllRows(Node, frozen=True, tag="table"):
    """All rows of a table, without its totals."""

    table: str


class Named(Node, frozen=True, tag="rows"):
    """These rows of one table, in this order."""

    table: str
    rows: tuple[str, ...]


class Filter(Node, frozen=True, tag="filter"):
    """The rows for which the test is true."""

    rows: Rows
    where: Pred


WHOLE_ORDER = 1_000_000  # the n of an order that leaves none out


class Top(Node, frozen=True, tag="top"):
    """The first n by a key, all ties of the last included; `skip` leaves out as many before them.

    The second largest is `n=1, skip=1`: the rows that tie for the place after the first row. With
    `n=WHOLE_ORDER` all rows in that order.
    """

    rows: Rows
    key: Key
    is_descending: bool = True
    n: int = 1
    skip: int = 0


class Slice(Node, frozen=True, tag="slice"):
    """`count` rows from the 0-based `start` in file order; a negative start counts from the end."""

    rows: Rows
    start: int
    count: int = 1


class Neighbour(Node, frozen=True, tag="neighbour"):
    """The row `offset` places after the anchor (before, where negative), by a key or in file order.

    With `is_all`, every row from there on, on that side.
    """

    rows: Rows
    anchor: Rows
    offset: int
    key: Key | None = None
    is_all: bool = False


class Related(Node, frozen=True, tag="related"):
    """The rows whose cell in `column` names one of `to`."""

    rows: Rows
    column: str
    to: Rows


class Mentioned(Node, frozen=True, tag="mentioned"):
    """The rows that a cell in `column` of one of the rows `by`, of another table, names."""

    rows: Rows
    column: str
    by: Rows


class Union(Node, frozen=True, tag="union"):
    """Rows in any of these; the parts may be of different tables."""

    parts: tuple[Rows, ...]


class Intersect(Node, frozen=True, tag="intersect"):
    """Rows in all of these; across tables, rows of the first whose name stands in the others."""

    parts: tuple[Rows, ...]


class Minus(Node, frozen=True, tag="minus"):
    """Rows of the first that are not in the second; across tables, by name."""

    rows: Rows
    without: Rows


# --- requests -------------------------------------------------------------------------------------


class Names(Node, frozen=True, tag="names"):
    """Which rows these are."""

    rows: Rows


class Cells(Node, frozen=True, tag="cells"):
    """The cells of these rows in these columns (empty: all columns)."""

    rows: Rows
    columns: tuple[str, ...] = ()


class Common(Node, frozen=True, tag="common"):
    """The values that all of these rows share, in these columns (empty: all columns)."""

    rows: Rows
    columns: tuple[str, ...] = ()


class Contrast(Node, frozen=True, tag="contrast"):
    """The values in `columns` of `rows` that none of `other` has in the same columns, or in `other_columns`.

    With `is_shared` those that both have. No `columns`: all columns of lists that are stated on both sides.
    """

    rows: Rows
    other: Rows
    columns: tuple[str, ...] = ()
    other_columns: tuple[str, ...] = ()
    is_shared: bool = False


class Many(Node, frozen=True, tag="many"):
    """Several requests of one message, in order."""

    parts: tuple[Request, ...]


class Distinct(Node, frozen=True, tag="distinct"):
    """The different values that a column holds over these rows."""

    rows: Rows
    column: str


class Figure(Node, frozen=True, tag="figure"):
    """One figure."""

    value: Value


class Holds(Node, frozen=True, tag="holds"):
    """Yes or no: does the test hold for the row, or (several rows) for any or all of them."""

    rows: Rows
    where: Pred
    quantifier: Literal["any", "all"] = "all"


class Choose(Node, frozen=True, tag="choose"):
    """Which of these rows comes first by a key."""

    rows: Rows
    key: Key
    is_descending: bool = True


class Check(Node, frozen=True, tag="check"):
    """Yes or no: does a relation hold between two figures."""

    left: Value
    relation: Relation
    right: Value


class Having(Node, frozen=True, tag="having"):
    """What the size or figure of a group must be."""

    relation: Relation
    value: Value


class Groups(Node, frozen=True, tag="groups"):
    """The rows by the values of a column, each group with its size or a figure.

    With `n` only the first so many groups, all ties of the last included, after `skip` that are left out.
    """

    rows: Rows
    by: str
    function: Function | None = None
    key: Key | None = None
    n: int | None = None
    skip: int = 0
    is_descending: bool = True
    having: Having | None = None


class RunLength(Node, frozen=True, tag="run"):
    """The longest run of consecutive rows for which the test is true."""

    rows: Rows
    where: Pred


class About(Node, frozen=True, tag="about"):
    """The catalog itself: its tables (with `column`, those that have one so called), the columns of one, …

    `table` tells what one table is about, `column` what a column means, `indexed` when the index was made.
    """

    subject: Literal[
        "tables",
        "columns",
        "column count",
        "column",
        "size",
        "table count",
        "table",
        "largest table",
        "smallest table",
        "indexed",
    ]
    table: str | None = None
    column: str | None = None


class Places(Node, frozen=True, tag="places"):
    """The tables in which these rows stand, each once; the values are the tables' names."""

    rows: Rows


class Explain(Node, frozen=True, tag="explain"):
    """How the answer to a request was reached: its reading, the rows looked at and the cells it stands on."""

    of: Request


class Closest(Node, frozen=True, tag="closest"):
    """The rows closest to a described need, by meaning and by words; with `table`, of that table."""

    query: str
    table: str = ""


Value = Number | Day | CellOf | Count | Aggregate | Arithmetic
Key = ColumnKey | PartsKey | SpanKey | DistanceKey | MentionsKey
Pred = Has | Compare | Columns | Stated | In | Counted | Same | Only | Lists | And | Or | Not
Rows = AllRows | Named | Filter | Top | Slice | Neighbour | Related | Mentioned | Union | Intersect | Minus
Request = (
    Names
    | Cells
    | Common
    | Contrast
    | Distinct
    | Figure
    | Holds
    | Check
    | Choose
    | Groups
    | RunLength
    | About
    | Places
    | Explain
    | Closest
    | Many
)


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A versioned request: what `Answer.plan` holds and `ask(…, plan=)` takes."""

    version: Literal[1] = 1
    ask: Request


# msgspec works the types out on first use, where a second thread then meets them half done and crashes the
# process: here they are complete before there is a thread.
_WORKED_OUT = msgspec.json.Decoder(Plan)


def to_dict(plan: Plan) -> dict[str, Any]:
    """The plan as plain JSON values."""
    return cast(dict[str, Any], msgspec.to_builtins(plan))


_converting = Lock()  # msgspec 0.22 crashes where two threads convert to a recursive type for the first time


def from_dict(data: object) -> Plan:
    """The plan that plain JSON values describe.

    Raises:
        PlanError: the values do not follow the schema, or are nested too deeply or too large.
    """
    _check_size(data)
    try:
        with _converting:
            return msgspec.convert(data, Plan)
    except msgspec.ValidationError as error:
        raise PlanError(f"The plan does not follow its schema: {error}.") from error


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a plan."""
    return msgspec.json.schema(Plan)


def _check_size(data: object) -> None:
    count, pending = 0, [(data, 0)]
    while pending:
        value, depth = pending.pop()
        count += 1
        if count > MAX_NODES or depth > MAX_DEPTH * 2:
            raise PlanError(f"The plan is too large: at most {MAX_NODES} values and {MAX_DEPTH} levels.")
        if isinstance(value, dict):
            pending += [(part, depth + 1) for part in value.values()]
        elif isinstance(value, list | tuple):
            pending += [(part, depth + 1) for part in value]
