"""A question and its links in, every plan that uses all hard words out, cheapest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.english import english
from assistant.grammar import Cost, Grammar, Item
from assistant.link import Links, Sense, Source
from assistant.plan import Has, Named, Plan
from assistant.question import Form, Question

_BEAM = 48  # items kept for one stretch; more never changed a reading on our development questions
_LONGEST = 24  # positions (hard words and words with a sense); a longer sentence is not parsed
_KINDS = {"tables": "all tables", "columns": "column words", "rows": "all rows"}


@dataclass(frozen=True, slots=True)
class Parse:
    """One plan that explains the question, with its cost."""

    plan: Plan
    cost: Cost


@dataclass(frozen=True, slots=True)
class _Leaf:
    start: int
    end: int
    item: Item


def parse(question: Question, links: Links, source: Source) -> tuple[Parse, ...]:
    """The plans that use every hard word of the question, cheapest first, ties in plan order.

    Empty where no plan does. At most `_BEAM` items are kept for each stretch of words, so the work is
    bounded by the cube of `_LONGEST`.
    """
    positions, leaves = _leaves(question, links, source)
    if not positions or len(positions) > _LONGEST:
        return ()
    grammar = Grammar(source.tables)
    item_lists = _fill(len(positions), leaves, grammar)
    found: dict[str, Parse] = {}
    for item in item_lists:
        for request, cost in grammar.finish(item, is_yes_no=question.form is Form.YES_NO):
            plan = Plan(ask=request)
            key = repr(plan)
            if key not in found or cost.key < found[key].cost.key:
                found[key] = Parse(plan, cost)
    return tuple(sorted(found.values(), key=lambda p: (p.cost.key, repr(p.plan))))


def unknown_words(question: Question, links: Links) -> tuple[int, ...]:
    """Positions of the hard words that nothing in the catalog and no trigger explains."""
    explained = {i for sense in links.senses for i in range(sense.start, sense.end)}
    explained |= {i for start, end, _ in triggers(question) for i in range(start, end)}
    return tuple(i for i, t in enumerate(question.tokens) if not t.is_soft and i not in explained)


def triggers(question: Question) -> Iterator[tuple[int, int, str]]:
    """Every trigger phrase of the question: first word, end, kind."""
    classes = english()
    words = tuple(token.folded for token in question.tokens)
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + classes.longest_phrase) + 1):
            for kind in classes.triggers.get(words[start:end], ()):
                yield start, end, kind


def _leaves(question: Question, links: Links, source: Source) -> tuple[list[int], list[_Leaf]]:
    """The positions that matter, and the one-sense items over them."""
    marks = list(triggers(question))
    used = {i for sense in links.senses for i in range(sense.start, sense.end)}
    used |= {i for start, end, _ in marks for i in range(start, end)}
    tokens = question.tokens
    positions = [i for i, token in enumerate(tokens) if not token.is_soft or i in used]
    place = {position: index for index, position in enumerate(positions)}
    row_ids = _row_ids(links.senses, source)
    leaves = [
        _Leaf(place[start], place[end - 1] + 1, Item(_KINDS.get(kind, kind), None, None, Cost(size=1)))
        for start, end, kind in marks
    ]
    for sense in links.senses:
        for item in _items(sense, source, row_ids):
            leaves.append(_Leaf(place[sense.start], place[sense.end - 1] + 1, item))
    for i in positions:
        if tokens[i].is_soft:
            leaves.append(_Leaf(place[i], place[i] + 1, Item("skip", None, None, Cost())))
    return positions, leaves


def _items(sense: Sense, source: Source, row_ids: dict[int, str]) -> Iterator[Item]:
    table = source.tables[sense.table]
    cost = Cost(tiers=int(sense.tier), size=1)
    match sense.kind:
        case "table":
            yield Item("table", None, sense.table, cost)
        case "column":
            if table.key is not None and sense.columns == (table.key,):
                yield Item("table", None, sense.table, cost)  # the naming column's name is the rows' noun
            yield Item("columns", None, sense.table, cost, sense.columns)
        case "row":
            named = Named(table=table.id, rows=tuple(row_ids[number] for number in sense.rows))
            yield Item("entity", named, sense.table, cost)
        case "value":
            node = Has(phrase=sense.text, columns=tuple(table.columns[c].name for c in sense.columns))
            yield Item("pred", node, sense.table, cost, sense.columns, is_value=True, is_whole=sense.is_whole)


def _row_ids(senses: Sequence[Sense], source: Source) -> dict[int, str]:
    numbers = sorted({number for sense in senses for number in sense.rows})
    marks = ",".join("?" * len(numbers))
    return dict(source.query(f"SELECT number, row_id FROM rows WHERE number IN ({marks})", numbers)) if numbers else {}


def _fill(length: int, leaves: Sequence[_Leaf], grammar: Grammar) -> list[Item]:
    """The items over the whole question (CKY: every stretch from every split of it)."""
    cells: dict[tuple[int, int], list[Item]] = {}
    for width in range(1, length + 1):
        for start in range(length - width + 1):
            end = start + width
            items = [leaf.item for leaf in leaves if (leaf.start, leaf.end) == (start, end)]
            for split in range(start + 1, end):
                for left in cells.get((start, split), ()):
                    for right in cells.get((split, end), ()):
                        items += grammar.join(left, right)
            cells[start, end] = _best(items)
    return cells.get((0, length), [])


def _best(items: Sequence[Item]) -> list[Item]:
    """The cheapest item of each meaning, at most `_BEAM` of them, in an order that input order cannot change."""
    cheapest: dict[str, Item] = {}
    for item in items:
        key = repr(replace(item, cost=Cost()))
        if key not in cheapest or item.cost.key < cheapest[key].cost.key:
            cheapest[key] = item
    ranked = sorted(cheapest.items(), key=lambda pair: (pair[1].cost.key, pair[0]))
    return [item for _, item in ranked[:_BEAM]]
