"""Typed rules that join neighbouring parts of a question into larger parts of a plan.

Every rule takes two neighbouring items of the same table (or of none) and yields what they make
together, with the cost that joining adds. A question is understood when one item covers all of its
hard words. `GRAMMAR.md` beside this file explains the grammar to a newcomer; `quantities` has the
rules for numbers, dates and order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from assistant import (
    across,
    aggregates,
    asking,
    contrast,
    likeness,
    order,
    quantities,
    reckoning,
    rowwise,
    sorting,
    superlatives,
)
from assistant.items import SILENT, Cost, Item, Schema, is_label
from assistant.plan import (
    About,
    AllRows,
    And,
    Cells,
    Check,
    Compare,
    Contrast,
    Distinct,
    Figure,
    Filter,
    Has,
    Holds,
    Minus,
    Named,
    Names,
    Not,
    Number,
    Or,
    Pred,
    Slice,
    Stated,
)
from corpus.types import Kind
from corpus.words import stems

Rule = Callable[[Schema, Item, Item], Iterator[Item]]


def joined(schema: Schema, lefts: Sequence[Item], rights: Sequence[Item]) -> Iterator[Item]:
    """Every item that the items of two neighbouring stretches make together."""
    for left in lefts:
        for right in rights:
            made = _skipped(left, right) if "skip" in (left.kind, right.kind) else _made(schema, left, right)
            for item in made:
                yield replace(
                    item,
                    cost=item.cost + left.cost + right.cost,
                    has_faint=left.has_faint or right.has_faint,
                    lead=left.lead or (right.lead if left.kind == "skip" else ""),
                )


def _skipped(left: Item, right: Item) -> Iterator[Item]:
    """What is left where one of two neighbours is left out."""
    if left.kind == "skip":
        yield replace(right, cost=Cost())
    elif right.lead != "by":  # who did it follows, and is never left out
        # A preposition belongs to what follows.
        yield replace(left, cost=Cost(size=int(bool(right.lead))))


def _made(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """What two neighbours make together."""
    if left.table is not None and right.table is not None and left.table != right.table:
        yield from across.join(schema, left, right)
        for one, other in across.lifted(schema, left, right):
            for rule in RULES.get((one.kind, other.kind), ()):
                for item in rule(schema, one, other):
                    yield replace(item, cost=item.cost + SILENT + Cost(size=1))
        return
    for rule in RULES.get((left.kind, right.kind), ()):
        yield from rule(schema, left, right)


def finish(schema: Schema, item: Item, *, is_yes_no: bool) -> Iterator[tuple[Any, Cost]]:
    """The requests that a whole question may be, given the item that covers it, with their costs."""
    yield from _verdicts(schema, item) if is_yes_no else _requests(schema, item)


def _verdicts(schema: Schema, item: Item) -> Iterator[tuple[Any, Cost]]:
    """What a question that begins with a verb may ask: whether something holds."""
    node = item.node
    if item.is_every and (item.kind == "pred" or (isinstance(node, Filter) and isinstance(node.where, And))):
        return  # which of the tests says of what, and which is asked, is not known
    match node:
        case Minus(rows=Filter(rows=inner, where=where), without=without) if item.kind == "rows":
            # “does anyone but X have Y”
            yield Holds(rows=Minus(rows=inner, without=without), where=where, quantifier="any"), item.cost
    if item.kind in ("rows", "membership") and isinstance(node, Filter):
        quantifier: Any = "all" if item.is_entity or item.is_every else "any"
        yield Holds(rows=node.rows, where=node.where, quantifier=quantifier), item.cost
    elif item.kind == "rows" and (held := across.held(node)) is not None:
        rows, where = held
        yield Holds(rows=rows, where=where, quantifier="all" if item.is_every else "any"), item.cost
    elif item.kind == "pred":
        yield Holds(rows=schema.every(item), where=node, quantifier="any"), item.cost + SILENT
        if isinstance(node, Not):  # “does nobody have Y”
            yield Holds(rows=schema.every(item), where=node), item.cost + SILENT + SILENT
    elif item.kind == "request" and isinstance(node, Cells) and isinstance(node.rows, Named) and node.columns:
        tests = [Stated(column=name) for name in node.columns]
        if not any(schema.column(item, position).kind.is_ordered for position in item.columns):
            where = tests[0] if len(tests) == 1 else And(parts=tuple(tests))
            yield Holds(rows=node.rows, where=where), item.cost + SILENT
    elif item.kind == "quota":
        relation, number, value = node
        yield Check(left=value, relation=relation, right=number), item.cost
    elif item.kind == "check" or (item.kind == "request" and not isinstance(node, Cells | Contrast)):
        yield node, item.cost


def _requests(schema: Schema, item: Item) -> Iterator[tuple[Any, Cost]]:
    node = item.node
    match item.kind:
        case "request":
            yield node, item.cost
        case "entity" if not item.has_faint:
            yield Cells(rows=node), item.cost
        case "rows" if item.text == across.ROLE:
            return
        case "rows" if item.is_entity and item.columns == (schema.table(item).key,):
            yield Names(rows=node), item.cost
        case "rows" if item.is_entity and _is_bound(node):
            return
        case "rows" if item.is_entity:
            # “what does X say about Y”: the cells of X in which Y stands.
            yield Cells(rows=node, columns=schema.names(item)), item.cost + SILENT
        case "rows" if not item.shows and not schema.has_names(item) and (item.is_guess or not item.has_noun):
            return  # “row 15” answers no question that names no rows
        case "rows" if not item.shows and (name := schema.identity(item)):
            yield Cells(rows=node, columns=(name,)), item.cost
        case "rows" if item.shows:
            yield Cells(rows=node, columns=tuple(schema.column(item, c).name for c in item.shows)), item.cost
        case "rows":
            yield Names(rows=node), item.cost
        case "table" if not (item.is_guess or item.has_faint):
            yield Names(rows=schema.rows(item)), item.cost
        case "pred":
            yield Names(rows=schema.rows(item)), item.cost + SILENT
        case "nth" if len(schema.tables) == 1:  # “who was the last to finish”
            start, count = node
            rows = Slice(rows=AllRows(table=schema.tables[0].id), start=start, count=count)
            yield Names(rows=rows), item.cost + SILENT + SILENT
        case "columns" if item.has_faint:
            return
        case "columns" if len(item.columns) == 1:
            is_answer = schema.column(item, item.columns[0]).kind is Kind.YES_NO  # “what is vegan”
            yield (
                Distinct(rows=schema.every(item), column=schema.names(item)[0]),
                item.cost + Cost(silent=1 + is_answer),
            )
        case "columns":
            yield Cells(rows=schema.every(item), columns=schema.names(item)), item.cost + SILENT
        case "grade":
            rows = node.top(schema.every(item))
            # “the highest price” asks for the price where the column was named, “the cheapest” for the row.
            asked = Cells(rows=rows, columns=schema.names(item)) if item.shows else Names(rows=rows)
            yield asked, item.cost + SILENT
        case "measure":
            yield Figure(value=aggregates.over(node, schema.every(item))), item.cost + SILENT
        case "contrast":
            yield from (
                (made.node, made.cost + item.cost + SILENT)
                for made in contrast.contrasted(schema, item, _whole(item))
            )
        case "all tables":
            yield About(subject="tables"), item.cost


def _whole(item: Item) -> Item:
    """The table of an item, which the question does not name."""
    return Item("table", None, item.table, Cost())


def _is_bound(rows: Any) -> bool:
    """Whether the test of named rows is of a column that the question named (“the market share of X”)."""
    where = getattr(rows, "where", None)
    return (
        isinstance(where, Has)
        and len(where.columns) == 1
        and not where.is_mention
        and len(where.phrase.split()) == 1
    )


# --- tests and rows -------------------------------------------------------------------------------


def _bind(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“spot pricing”, “pricing model spot”: a phrase in the column named beside it."""
    pred, columns = (left, right) if left.kind == "pred" else (right, left)
    if isinstance(pred.node, Not) and pred.is_value:  # “whose remarks do not mention X”
        for bound in _bind(schema, columns, replace(pred, node=pred.node.part)):
            yield replace(bound, node=Not(part=bound.node))
        return
    shared = tuple(c for c in pred.columns if c in columns.columns)
    if right is pred and pred.lead in ("with", "for") and len(shared) < len(pred.columns):
        return  # “offerings with X” have X wherever it stands
    # A value that stands elsewhere may be asked of this column too: the answer is then that it is not there.
    everywhere = (*((pred, c) for c in pred.columns), *((columns, c) for c in columns.columns))
    is_list = all(schema.column(item, c).kind is Kind.LIST for item, c in everywhere)
    is_elsewhere = not shared and pred.is_whole and is_list
    if pred.is_value and (set(shared) == set(columns.columns) or is_elsewhere):
        cost = Cost() if shared else SILENT
        bound = replace(pred, columns=shared or columns.columns, is_value=False, is_whole=True, cost=cost)
        yield replace(bound, node=replace(pred.node, columns=schema.names(bound)))


def _retold(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“speak only English”: the column that a test is of already adds nothing."""
    pred, columns = (left, right) if left.kind == "pred" else (right, left)
    if not pred.is_value and pred.columns == columns.columns:
        yield replace(pred, cost=Cost())


def _restrict(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“providers with spot”, “H100 providers”: rows that pass a test."""
    pred, rows = (left, right) if left.kind == "pred" else (right, left)
    # “without unpaid invoices”: rather none of those than some that are not.
    cost = SILENT if left is pred and isinstance(pred.node, Not) else Cost()
    for found in schema.restrict(rows, replace(pred, cost=cost)):
        yield replace(found, text="" if found.text == across.ROLE else found.text)


def _renamed(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the M12 bolt”, where just one row has M12 in its name: the other words of that name add nothing."""
    entity, pred = (left, right) if left.kind == "entity" else (right, left)
    is_of_name = isinstance(pred.node, Has) and pred.columns == (schema.table(pred).key,)
    if is_of_name and len(entity.node.rows) == 1 and set(stems(pred.node.phrase)) <= set(stems(entity.text)):
        yield replace(entity, cost=Cost())


def _is_one_of(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“is X a cloud with Y”: a named row that passes the test of the rows it may be one of."""
    node = right.node
    if isinstance(node, Filter) and isinstance(node.rows, AllRows):
        test = Item("pred", node.where, right.table, Cost(), right.columns, is_whole=True)
        yield from schema.restrict(left, test)


def _both(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“reserved H100”: two whole values side by side; words within longer cells need a joining word."""
    if left.is_whole and right.is_whole:
        yield _joined(And, left, right)
    elif schema.stands_alone(left) and schema.stands_alone(right) and left.columns != right.columns:
        yield _joined(And, left, right)  # “wifi at the kiosk”, where a name has the word
    elif columns := schema.together(left, right):  # “a partnership with X”: words of one cell
        names = tuple(schema.column(left, c).name for c in columns)
        one, other = (
            replace(item, node=replace(item.node, columns=names), columns=columns) for item in (left, right)
        )
        yield replace(_joined(And, one, other), is_whole=True)


def _and(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    yield _joined(And, left, right.node)


def _or(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    yield _joined(Or, left, right.node)


def _joined(operator: type[And | Or], left: Item, right: Item) -> Item:
    """Two tests joined; a test of the same column beside a negation is the less likely scope."""
    parts: list[Pred] = []
    for item in (left, right):
        parts += item.node.parts if isinstance(item.node, operator) else (item.node,)
    is_mixed = isinstance(left.node, Not) and not isinstance(right.node, Not)
    is_odd = is_mixed and (operator is Or or left.columns == right.columns)
    # “A or B that have C”: what follows is said of both.
    is_odd = is_odd or (operator is Or and any(isinstance(item.node, And) for item in (left, right)))
    cost = (SILENT if is_odd else Cost()) + Cost(size=1)
    columns = tuple(sorted({*left.columns, *right.columns}))
    whole = left.is_whole and right.is_whole
    return Item("pred", operator(parts=tuple(parts)), left.table, cost, columns, is_whole=whole)


def _not(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“without spot”: the opposite; reaching over two tests at once is the less likely scope."""
    inner = right.node
    if isinstance(inner, And) and len({getattr(part, "columns", None) for part in inner.parts}) == 1:
        inner = Or(parts=inner.parts)  # “without X and Y” of one column: neither of them
    cost = (SILENT if isinstance(inner, And) else Cost()) + Cost(size=1)
    is_value = right.is_value and isinstance(inner, Has)
    yield replace(right, node=Not(part=inner), is_value=is_value, is_whole=True, cost=cost)


def _free(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“nut free”: without it."""
    yield from _not(schema, right, left)


def _except(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“vendors except X and Y”, “anyone but X with Z”: rows less those named."""
    rows, less = (right, left) if left.kind.startswith("except") else (left, right)
    node = Minus(rows=schema.rows(rows), without=less.node.node)
    yield Item("rows", node, rows.table, Cost(size=1), rows.columns)


def _unstated(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“without remarks”: the cell is empty."""
    is_name = right.columns == (schema.table(right).key,)
    if len(right.columns) == 1 and not is_name and asking.sole_column(schema, right).kind is not Kind.YES_NO:
        column = asking.sole_column(schema, right)
        test: Pred = Not(part=Stated(column=column.name))
        if column.kind is Kind.NUMBER and not is_label(column):  # “no gold medals”: none, or none stated
            test = Or(parts=(Compare(column=column.name, relation="=", value=Number(number=0)), test))
        yield Item("pred", test, right.table, Cost(size=1), right.columns, is_whole=True)


def _apposition(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the provider Groq”, “companies in the vendor table”: the same thing named twice."""
    if left.is_guess and right.lead in ("in", "on", "of"):
        yield replace(right, cost=Cost())  # “the team in the league”
    if left.is_guess or right.is_guess:
        return
    yield replace(left if left.kind == "entity" else right, cost=Cost())


def _listed_columns(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“price, size”: several columns, only where a comma parts them (“how long was the stage” is one)."""
    key = (schema.table(left).key,)
    if left.columns == right.columns and right.lead in ("in", "for", "of"):
        yield replace(left, cost=Cost())  # “population in 2011”, where a column is called so
    if right.lead == "," or left.columns == right.columns or key in (left.columns, right.columns):
        yield from _many_columns(schema, left, right)


def _many_columns(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“price and size”; the naming column adds nothing beside another (“stop opened”)."""
    if right.lead == "by":
        return  # “performed by” says who, and asks for no performer
    columns = tuple(dict.fromkeys((*left.columns, *right.columns)))
    others = tuple(c for c in columns if c != schema.table(left).key)
    yield replace(left, columns=others or columns, cost=Cost())


def _many_entities(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    rows = tuple(dict.fromkeys((*left.node.rows, *right.node.rows)))
    yield Item("entity", Named(table=left.node.table, rows=rows), left.table, Cost())


def _and_columns(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    yield from _many_columns(schema, left, right.node)


def _and_entities(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    yield from _many_entities(schema, left, right.node)


def _named_both(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“X and Y both”: said of each of them."""
    yield from _wait(schema, right, left)


def _wait(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“and X”, “or X”: an operator with its right operand, waiting for the left one."""
    yield Item(f"{left.kind}·{right.kind}", right, right.table, Cost(size=1))


# --- what is asked of rows ------------------------------------------------------------------------


def _both_pass(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“do both X and Y offer …”: a test of each."""
    if len(left.node.node.rows) > 1:
        yield from _restrict(schema, left.node, right)


def _absorbed_both(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“with both reserved and spot”: “both” before two tests joined adds nothing."""
    if isinstance(right.node, And):
        yield replace(right, cost=Cost())


def _absorbed(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“items with spot”: a word for rows in general before what says which."""
    yield replace(right, is_every=right.is_every or left.kind == "every", cost=Cost())


def _every(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“all providers”: what is asked is asked of each of them."""
    yield replace(right, is_every=True, cost=Cost())


# --- the catalog itself ---------------------------------------------------------------------------


def _skip_rows_word(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“rows of the vendors table”: the word row adds nothing to a table named."""
    yield replace(right if left.kind == "all rows" else left, cost=Cost())


def _skip_tables_word(schema: Schema, left: Item, right: Item) -> Iterator[Item]:
    """“the vendors table”: the word table adds nothing to a table named."""
    yield replace(right if left.kind == "all tables" else left, cost=Cost())


_MODULES = (quantities, superlatives, aggregates, likeness, contrast, order, reckoning, rowwise, sorting)
RULES: dict[tuple[str, str], tuple[Rule, ...]] = {
    ("pred", "columns"): (_bind, _retold, asking.project),
    ("columns", "pred"): (_bind, _retold, asking.project),
    ("columns", "columns"): (_listed_columns,),
    ("columns", "grade"): (asking.project_top,),
    ("grade", "columns"): (asking.project_top,),
    **{("request", literal): (asking.narrow_bound,) for literal in ("bound", "date")},
    **{(literal, "request"): (asking.narrow_bound,) for literal in ("bound", "date")},
    ("entity", "entity"): (_many_entities,),
    ("table", "entity"): (_apposition,),
    ("entity", "table"): (_apposition,),
    ("table", "table"): (_apposition,),
    ("pred", "pred"): (_both,),
    ("entity", "rows"): (_is_one_of,),
    **{(rows, "pred"): (_restrict,) for rows in ("table", "rows", "entity")},
    **{("pred", rows): (_restrict,) for rows in ("table", "rows", "entity")},
    ("entity", "pred"): (_restrict, _renamed),
    ("pred", "entity"): (_restrict, _renamed),
    **{(rows, "columns"): (asking.project,) for rows in ("table", "rows", "entity")},
    **{("columns", rows): (asking.project,) for rows in ("table", "rows", "entity")},
    ("request", "pred"): (asking.narrow,),
    ("pred", "request"): (asking.narrow,),
    **{(word, kind): (_wait,) for word in ("and", "or") for kind in ("pred", "columns", "entity")},
    **dict.fromkeys(
        (
            *quantities.WAITING,
            *aggregates.WAITING,
            *likeness.WAITING,
            *order.WAITING,
            *reckoning.WAITING,
            *rowwise.WAITING,
        ),
        (_wait,),
    ),
    ("pred", "and·pred"): (_and,),
    ("pred", "or·pred"): (_or,),
    ("columns", "and·columns"): (_and_columns,),
    ("entity", "and·entity"): (_and_entities,),
    ("not", "pred"): (_not,),
    ("pred", "free"): (_free,),
    ("not", "columns"): (_unstated, _wait),
    **{("not", kind): (_wait,) for kind in ("table", "rows")},
    ("table", "rows"): (across.called,),
    ("table", "not·rows"): (across.not_called,),
    ("and", "table"): (_wait,),
    ("also", "table"): (_wait,),
    ("both", "table pair"): (across.both,),
    ("common", "table pair"): (across.both,),
    ("table pair", "common"): (across.both,),
    **{("all tables", kind): (asking.places,) for kind in ("entity", "pred", "rows")},
    **{(kind, "all tables"): (asking.places,) for kind in ("entity", "pred", "rows")},
    **{("except", kind): (_wait,) for kind in ("entity", "choice")},
    **{
        (rows, f"except·{kind}"): (_except,)
        for rows in ("table", "rows", "pred")
        for kind in ("entity", "choice")
    },
    ("except·entity", "pred"): (_except,),
    ("count", "table pair"): (across.count_both,),
    ("all rows", "table pair"): (_skip_rows_word,),
    **{("count", kind): (asking.count,) for kind in ("table", "rows", "pred")},
    ("count", "columns"): (asking.count_values,),
    ("count", "request"): (asking.count_cells, asking.count_distinct, asking.count_columns),
    **{(rows, "request"): (asking.distinct_of,) for rows in ("table", "rows", "entity")},
    **{("request", rows): (asking.distinct_of,) for rows in ("rows", "entity")},
    ("request", "table"): (asking.distinct_of, asking.absorb_table),
    ("table", "request"): (asking.distinct_of, asking.absorb_counted),
    ("request", "columns"): (asking.said_twice,),
    ("request", "and·columns"): (asking.also_columns,),
    ("columns", "request"): (asking.said_twice,),
    ("distinct", "table"): (asking.distinct_rows,),
    ("every", "table"): (_every,),
    ("per", "table"): (_every,),
    **{
        (word, kind): (_absorbed,)
        for word in ("every", "all rows")
        for kind in ("pred", "columns", "entity", "request")
    },
    ("count", "all rows"): (asking.count_catalog,),
    ("count", "all tables"): (asking.count_catalog,),
    **{("amount", kind): (asking.amount,) for kind in ("request", "entity")},
    **{("common", kind): (asking.common,) for kind in ("entity", "request")},
    **{(kind, "common"): (asking.common,) for kind in ("entity", "request")},
    ("both", "request"): (asking.common,),
    ("both", "entity"): (_wait,),
    ("entity", "both"): (_named_both,),
    ("columns", "both·entity"): (asking.common_columns,),
    ("both·entity", "pred"): (_both_pass,),
    ("both", "pred"): (_absorbed_both,),
    ("distinct", "columns"): (asking.distinct,),
    ("column words", "table"): (asking.about_columns,),
    ("table", "column words"): (asking.about_columns,),
    ("meaning", "columns"): (asking.meaning,),
    ("columns", "meaning"): (asking.meaning,),
    ("column words", "columns"): (_absorbed,),
    ("columns", "column words"): (asking.named_columns,),
    ("rank", "all rows"): (asking.ranked_rows,),
    **{("all tables", rank): (asking.ranked_table,) for rank in ("rank", "size rank")},
    **{(rank, "all tables"): (asking.ranked_table,) for rank in ("rank", "size rank")},
    ("all tables", "columns"): (asking.having_column,),
    ("all rows", "table"): (_skip_rows_word,),
    ("table", "all rows"): (_skip_rows_word,),
    ("table", "all tables"): (_skip_tables_word,),
    ("all tables", "table"): (_skip_tables_word,),
}
for _module in _MODULES:
    for _pair, _rules in _module.RULES.items():
        RULES[_pair] = (*RULES.get(_pair, ()), *_rules)
