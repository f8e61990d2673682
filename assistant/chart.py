"""A question and its links in, every plan that uses all hard words out, cheapest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from assistant.context import NOTHING, Context
from assistant.grammar import finish, joined
from assistant.items import Cost, Item, Schema
from assistant.lexical import Leaf, leaves_of
from assistant.lifespans import lifespans, unsorted_times
from assistant.measures import places
from assistant.plan import Plan
from assistant.question import Form, Question
from assistant.relations import cell_units, identities, meeting, own_columns, references, shared_columns
from assistant.senses import Links, Source

_BEAM = 48  # items kept for one stretch; more never changed a reading on our development questions
_LONGEST = 24  # positions (hard words and words with a sense); a longer sentence is not parsed

_CHOOSING = frozenset(("who", "whom", "which"))
_FREE = Cost()


@dataclass(frozen=True, slots=True)
class Parse:
    """One plan that explains the question, with its cost."""

    plan: Plan
    cost: Cost


def parse(
    question: Question, links: Links, source: Source, *, context: Context = NOTHING
) -> tuple[Parse, ...]:
    """The plans that use every hard word of the question, cheapest first, ties in plan order.

    Empty where no plan does. At most `_BEAM` items are kept for each stretch of words, so the work is
    bounded by the cube of `_LONGEST`.
    """
    length, leaves = _with_unsaid(*leaves_of(question, links, source, context), context)
    if not length or length > _LONGEST:
        return ()
    schema = Schema(
        source.tables,
        references(source),
        shared_columns(source),
        identities(source),
        meeting(source),
        cell_units(source),
        tuple(place.count for place in places(source)),
        own_columns(source),
        lifespans(source),
        unsorted_times(source),
    )
    found: dict[str, Parse] = {}
    is_choosing = bool(question.tokens) and question.tokens[0].folded in _CHOOSING
    for item in _fill(length, leaves, schema):
        is_loose = item.kind == "pred" and item.has_faint and not context.people
        if is_loose and not (item.is_whole and is_choosing):
            continue  # a name beside a verb that the catalog does not have says too little
        for request, cost in finish(schema, item, is_yes_no=question.form is Form.YES_NO):
            plan = Plan(ask=request)
            key = repr(plan)
            if key not in found or cost < found[key].cost:
                found[key] = Parse(plan, cost)
    return tuple(found[key] for key in sorted(found, key=lambda key: (found[key].cost.key, key)))


def _with_unsaid(
    positions: Sequence[int], leaves: Sequence[Leaf], context: Context
) -> tuple[int, Sequence[Leaf]]:
    """How many places there are, and the leaves, with those for what the message leaves out."""
    length, found = len(positions), list(leaves)
    if context.after is not None:
        found.append(Leaf(length, length + 1, context.after))
        length += 1
    if context.before is not None:
        found = [Leaf(0, 1, context.before), *(Leaf(x.start + 1, x.end + 1, x.item) for x in found)]
        length += 1
    return length, found


def _fill(length: int, leaves: Sequence[Leaf], schema: Schema) -> list[Item]:
    """The items over the whole question (CKY: every stretch from every split of it)."""
    cells: dict[tuple[int, int], list[Item]] = {}
    for leaf in leaves:
        cells.setdefault((leaf.start, leaf.end), []).append(leaf.item)
    for width in range(1, length + 1):
        for start in range(length - width + 1):
            end = start + width
            items = cells.get((start, end), [])
            for split in range(start + 1, end):
                items += joined(schema, cells[start, split], cells[split, end])
            cells[start, end] = _best(items)
    return cells[0, length]


def _best(items: Sequence[Item]) -> list[Item]:
    """The cheapest item of each meaning, at most `_BEAM`."""
    cheapest: dict[Item, Item] = {}
    for item in items:
        meaning = replace(item, cost=_FREE)
        known = cheapest.setdefault(meaning, item)
        if item.cost < known.cost:
            cheapest[meaning] = item
    if len(cheapest) <= _BEAM:
        return list(cheapest.values())
    return sorted(cheapest.values(), key=lambda item: (item.cost.key, repr(item)))[:_BEAM]
