"""A plan in, the parts of it that a user may take out or change out; and the plan with that done."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assistant import plan as plans
from corpus.errors import PlanError

PartKind = Literal["has", "compare", "test", "row", "column", "top", "rows"]
Path = tuple[str | int, ...]

RELATIONS = ("=", "!=", "<", "<=", ">", ">=")
_ISO = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_NODES_BELOW = (
    "rows",
    "where",
    "part",
    "parts",
    "by",
    "to",
    "without",
    "value",
    "left",
    "right",
    "anchor",
    "of",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One editable part of a plan.

    `path` leads to it, through the keys and places of the plan's JSON form; `table` is the table it is
    about; `node` is the operator, row id or column name that stands there. `is_negated` tells that the
    test at `path` is the opposite of `node`. A part of kind `rows` is where a filter can be added.
    """

    path: Path
    kind: PartKind
    table: str
    node: Any
    is_negated: bool = False
    can_drop: bool = True


def parts(plan: Mapping[str, Any]) -> tuple[Part, ...]:
    """The parts of a plan, in the order in which its reading names them.

    Raises:
        PlanError: the plan does not follow its schema.
    """
    return tuple(_walk(plans.from_dict(plan).ask, ("ask",)))


def without(plan: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The plan less one part: a filter goes with its last test, a choice of columns with its last column.

    Raises:
        PlanError: nothing that can be taken out is at `path`.
    """
    _part_at(plan, path, must_drop=True)
    edited: dict[str, Any] = _editable(plan)
    last = path[-1]
    if isinstance(last, int):
        holder = _at(edited, path[:-1])
        del holder[last]
        if path[-2] == "parts" and len(holder) == 1:
            _put(edited, path[:-2], holder[0])
    elif last == "where":
        _put(edited, path[:-1], _at(edited, path[:-1])["rows"])
    else:
        _put(edited, path, _at(edited, path)["rows"])
    return edited


def changed(plan: Mapping[str, Any], path: Path, fields: Mapping[str, str]) -> dict[str, Any]:
    """The plan with one part as the fields of its form say; a field that is left out stays as it is.

    Raises:
        PlanError: nothing that can be changed is at `path`, or a field is not legal.
    """
    part = _part_at(plan, path)
    edited: dict[str, Any] = _editable(plan)
    node = _at(edited, path)
    match part.kind:
        case "row" | "column":
            _put(edited, path, _word(fields, "to"))
        case "top":
            node["n"] = _count(fields.get("n", str(node["n"])))
            node["is_descending"] = fields.get("order", "") != "lowest"
        case "rows":
            new = {"op": "has", "phrase": _word(fields, "phrase"), "columns": _columns(fields)}
            holder = _at(edited, path[:-1])
            if isinstance(holder, dict) and holder.get("op") == "filter":
                old = holder["where"]
                tests = old["parts"] if old["op"] == "and" else [old]
                holder["where"] = {"op": "and", "parts": [*tests, new]}
            else:
                _put(edited, path, {"op": "filter", "rows": node, "where": new})
        case _:
            test = node["part"] if part.is_negated else node
            _change_test(test, fields)
            is_negated = fields.get("negated", "yes" if part.is_negated else "") == "yes"
            _put(edited, path, {"op": "not", "part": test} if is_negated else test)
    return edited


def path_of(text: str) -> Path:
    """A path from its text form.

    >>> path_of("ask.rows.where.parts.1")
    ('ask', 'rows', 'where', 'parts', 1)
    """
    return tuple(int(step) if step.isascii() and step.isdigit() else step for step in text.split("."))


def text_of(path: Path) -> str:
    """The text form of a path."""
    return ".".join(map(str, path))


def table_of(rows: Any) -> str:
    """The table that an expression's rows belong to; `""` where they may be of several."""
    while not isinstance(rows, plans.AllRows | plans.Named):
        rows = getattr(rows, "rows", None)
        if rows is None:
            return ""
    return str(rows.table)


def _walk(node: Any, path: Path) -> Iterator[Part]:
    match node:
        case plans.Named(table=table, rows=rows):
            for place, row_id in enumerate(rows):
                yield Part((*path, "rows", place), "row", table, row_id, can_drop=len(rows) > 1)
            return
        case plans.Cells(rows=rows, columns=columns) | plans.Common(rows=rows, columns=columns):
            for place, column in enumerate(columns):
                yield Part((*path, "columns", place), "column", table_of(rows), column)
        case plans.Top(rows=rows):
            yield Part(path, "top", table_of(rows), node)
        case plans.AllRows(table=table):
            yield Part(path, "rows", table, node, can_drop=False)
    for name in _NODES_BELOW:
        below = getattr(node, name, None)
        if name == "where" and isinstance(node, plans.Filter | plans.Holds):
            yield from _tests(node, (*path, name))
        elif isinstance(below, tuple):
            for place, one in enumerate(below):
                if isinstance(one, plans.Node):
                    yield from _walk(one, (*path, name, place))
        elif isinstance(below, plans.Node):
            yield from _walk(below, (*path, name))


def _tests(node: plans.Filter | plans.Holds, path: Path) -> Iterator[Part]:
    table, is_filter = table_of(node.rows), isinstance(node, plans.Filter)
    several = node.where.parts if isinstance(node.where, plans.And) else ()
    for place, one in enumerate(several or (node.where,)):
        at = (*path, "parts", place) if several else path
        is_negated = isinstance(one, plans.Not)
        test = one.part if isinstance(one, plans.Not) else one
        yield Part(at, _kind(test), table, test, is_negated, is_filter or len(several) > 1)


def _kind(test: Any) -> PartKind:
    if isinstance(test, plans.Has):
        return "has"
    if isinstance(test, plans.Compare) and isinstance(test.value, plans.Number | plans.Day):
        return "compare"
    return "test"


def _part_at(plan: Mapping[str, Any], path: Path, *, must_drop: bool = False) -> Part:
    found = next((part for part in parts(plan) if part.path == path), None)
    if found is None or (must_drop and not found.can_drop):
        raise PlanError(
            f"Nothing in this reading can be edited at '{text_of(path)}'. Ask the question again."
        )
    return found


def _change_test(test: dict[str, Any], fields: Mapping[str, str]) -> None:
    match test["op"]:
        case "has":
            if "phrase" in fields:
                test["is_whole"] = test.get("is_whole", False) and fields["phrase"] == test["phrase"]
                test["phrase"] = _word(fields, "phrase")
            if "column" in fields:
                test["columns"] = _columns(fields)
        case "compare":
            relation = fields.get("relation", test["relation"])
            if relation not in RELATIONS:
                raise PlanError(f"'{relation}' is no relation. Use one of {', '.join(RELATIONS)}.")
            test["relation"] = relation
            if "value" in fields:
                test["value"] = _value(test["value"], fields["value"].strip())


def _value(old: Mapping[str, Any], text: str) -> dict[str, Any]:
    if old["op"] == "number":
        try:
            return {**old, "number": float(text.replace(",", ""))}
        except ValueError:
            raise PlanError(f"'{text}' is not a number. Write one such as 24 or 2.5.") from None
    found = _ISO.fullmatch(text)
    if found is None:
        raise PlanError(f"'{text}' is not a date. Write 2024, 2024-06 or 2024-06-30.")
    year, month, day = found.groups()
    if month is None:
        return {**old, "start": f"{year}-01-01", "end": f"{year}-12-31"}
    return {
        **old,
        "start": f"{year}-{month}-{day or '01'}",
        "end": f"{year}-{month}-{day or _last(year, month)}",
    }


def _last(year: str, month: str) -> str:
    if not 1 <= int(month) <= 12:
        raise PlanError(f"'{year}-{month}' is not a month. Write one such as 2024-06.")
    return str(calendar.monthrange(int(year), int(month))[1])


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 1000):
        raise PlanError(f"'{text}' is not a number of rows. Write one from 1 to 1000.")
    return int(text)


def _word(fields: Mapping[str, str], name: str) -> str:
    if not (word := fields.get(name, "").strip()):
        raise PlanError("Nothing is filled in. Write what the rows should have, or take the filter out.")
    return word


def _columns(fields: Mapping[str, str]) -> list[str]:
    column = fields.get("column", "")
    return [column] if column else []


def _editable(node: Any) -> Any:
    """A copy of plain values in which every sequence is a list."""
    if isinstance(node, Mapping):
        return {str(name): _editable(part) for name, part in node.items()}
    if isinstance(node, list | tuple):
        return [_editable(part) for part in node]
    return node


def _at(node: Any, path: Path) -> Any:
    for step in path:
        node = node[step]
    return node


def _put(plan: dict[str, Any], path: Path, node: Any) -> None:
    _at(plan, path[:-1])[path[-1]] = node
