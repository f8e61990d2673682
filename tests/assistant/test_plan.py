"""A plan is plain data: it survives JSON, follows its published schema, and what does not is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import plan as plans
from assistant.plan import (
    AllRows,
    Cells,
    Count,
    Figure,
    Filter,
    Has,
    Names,
    Not,
    Plan,
    from_dict,
    json_schema,
    to_dict,
)
from corpus.errors import PlanError

from .plans import any_plan, coast_requests

NAMES = to_dict(Plan(ask=Names(rows=AllRows(table="lighthouses"))))


@given(any_plan)
def test_a_plan_survives_json(plan):
    assert from_dict(json.loads(json.dumps(to_dict(plan)))) == plan


@given(coast_requests)
def test_a_plan_over_the_coast_survives_json(request_):
    plan = Plan(ask=request_)
    assert from_dict(json.loads(json.dumps(to_dict(plan)))) == plan


@given(any_plan)
def test_a_plan_follows_its_published_schema(plan):
    assert list(violations(json.loads(json.dumps(to_dict(plan))), SCHEMA)) == []


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"version": 1},
        {**NAMES, "version": 2},
        {**NAMES, "limit": 3},
        {"ask": {"op": "names"}},
        {"ask": {"op": "nonsense", "rows": {"op": "table", "table": "lighthouses"}}},
        {"ask": {"op": "names", "rows": {"op": "table", "table": 7}}},
        {"ask": {"op": "names", "rows": {"op": "table", "table": "lighthouses", "where": None}}},
        {"ask": {"op": "names", "rows": {"op": "stated", "column": "Light"}}},
        {"ask": {"op": "figure", "value": {"op": "aggregate", "function": "mode", "rows": {}, "key": {}}}},
    ],
)
def test_what_the_schema_does_not_allow_is_refused_by_both(data):
    with pytest.raises(PlanError, match="schema"):
        from_dict(data)
    assert list(violations(data, SCHEMA))


@pytest.mark.parametrize("data", [None, "names", 3, [], [NAMES], b"{}", {"ask": None}, {"ask": [NAMES]}])
def test_what_is_no_object_is_refused(data):
    with pytest.raises(PlanError):
        from_dict(data)


def test_a_refusal_says_in_one_line_where_the_plan_is_wrong():
    with pytest.raises(PlanError) as refused:
        from_dict({"ask": {"op": "names", "rows": {"op": "table", "table": 7}}})
    assert "$.ask.rows.table" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_plan_nested_too_deeply_is_refused_and_one_at_the_limit_is_not():
    assert from_dict(nested(plans.MAX_DEPTH - 4))
    with pytest.raises(PlanError, match="too large"):
        from_dict(nested(plans.MAX_DEPTH * 3))


def test_a_plan_nested_beyond_the_stack_is_refused():
    with pytest.raises(PlanError, match="too large"):
        from_dict(nested(100_000))


def test_a_plan_with_too_many_values_is_refused():
    with pytest.raises(PlanError, match="too large"):
        from_dict({"ask": {"op": "cells", "rows": {"op": "table", "table": "t"}, "columns": ["c"] * 1_000}})


def test_every_operator_has_a_name_of_its_own():
    nodes = [kind for kind in vars(plans).values() if isinstance(kind, type) and issubclass(kind, plans.Node)]
    names = [kind.__struct_config__.tag for kind in nodes if kind is not plans.Node]
    assert len(names) > 30
    assert len(set(names)) == len(names)


def test_the_schema_names_every_operator():
    text = json.dumps(json_schema())
    nodes = [kind for kind in vars(plans).values() if isinstance(kind, type) and issubclass(kind, plans.Node)]
    assert [
        n.__name__ for n in nodes if n is not plans.Node and f'"{n.__struct_config__.tag}"' not in text
    ] == []


def test_a_plan_cannot_be_changed():
    plan = Plan(ask=Names(rows=AllRows(table="lighthouses")))
    with pytest.raises(AttributeError):
        plan.ask = Cells(rows=AllRows(table="keepers"))  # type: ignore[misc]


def test_defaults_are_written_out_so_that_a_reader_sees_them():
    plan = to_dict(Plan(ask=Figure(value=Count(rows=AllRows(table="keepers")))))
    assert plan["version"] == 1
    assert plan["ask"]["value"]["distinct"] is None


# --- a second reader of the schema, of the few keywords that it uses --------------------------------

SCHEMA = json_schema()
KNOWN = {
    "$ref", "$defs", "anyOf", "enum", "const", "type", "properties", "required", "additionalProperties", "items",
    "discriminator", "description", "title", "default", "prefixItems", "minItems", "maxItems",
}  # fmt: skip
TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None), "integer": int,
    "number": (int, float),
}  # fmt: skip


def violations(value: object, schema: dict[str, Any]) -> Iterator[str]:
    """Why a value does not follow a schema; a keyword that is not known here is a failure of its own."""
    if set(schema) - KNOWN:
        yield f"unknown keywords {set(schema) - KNOWN}"
    if "$ref" in schema:
        [name] = re.findall(r"^#/\$defs/(.+)$", schema["$ref"])
        yield from violations(value, SCHEMA["$defs"][name])
    if "anyOf" in schema and all(list(violations(value, choice)) for choice in schema["anyOf"]):
        yield f"{value!r} is none of the choices"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{value!r} is not one of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{value!r} is not {schema['const']!r}"
    if "type" in schema:
        is_flag = isinstance(value, bool) and schema["type"] != "boolean"
        if is_flag or not isinstance(value, TYPES[schema["type"]]):
            yield f"{value!r} is no {schema['type']}"
            return
    if isinstance(value, dict):
        known = schema.get("properties", {})
        for name in set(schema.get("required", ())) - set(value):
            yield f"{name} is missing"
        if schema.get("additionalProperties") is False:
            for name in set(value) - set(known):
                yield f"{name} is too many"
        for name, part in value.items():
            yield from violations(part, known.get(name, {}))
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        for part in value:
            yield from violations(part, schema["items"])


def nested(depth: int) -> dict[str, Any]:
    """A plan whose test is negated `depth` times."""
    where = msgspec.to_builtins(Has(phrase="foghorn"))
    for _ in range(depth):
        where = {"op": "not", "part": where}
    rows = {"op": "filter", "rows": {"op": "table", "table": "lighthouses"}, "where": where}
    return {"version": 1, "ask": {"op": "names", "rows": rows}}


@given(st.integers(0, 3))
def test_negations_are_kept_as_they_are_nested(depth):
    test = Has(phrase="foghorn")
    for _ in range(depth):
        test = Not(part=test)
    plan = Plan(ask=Names(rows=Filter(rows=AllRows(table="lighthouses"), where=test)))
    assert from_dict(nested(depth)) == plan
