"""A question and what was said before in, the words that point back out: “it”, “those”, “the second one”."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from assistant.context import Context
from assistant.demonstratives import demonstratives
from assistant.dialogue import position_of
from assistant.english import english
from assistant.items import Cost, Item
from assistant.kin import is_of_agents
from assistant.omissions import own_pronouns
from assistant.plan import Named, Rows
from assistant.question import Form, Question
from assistant.senses import Links, Source

_PAIR = {"former": 0, "latter": 1}
_THAT = frozenset(("that", "this"))
_BEING = frozenset(("is", "are", "was", "were", "be", "been", "has", "have"))
PERSONS = frozenset(("he", "she", "him", "his", "her", "hers"))
_PEOPLE = PERSONS | {"they", "them", "their", "theirs"}


def pointers(
    question: Question, links: Links, source: Source, context: Context
) -> Iterator[tuple[int, int, Item]]:
    """Each word or pair of words that points back with what it stands for: first word, end, item."""
    own = own_pronouns(question, links, source, context)
    rows = context.rows
    position = position_of(rows, source)
    tokens = question.tokens
    spans = [*demonstratives(question, links, source)] if rows is not None else []
    for start, end, tables in spans:
        is_one = tokens[start].folded in _THAT and not tokens[end - 1].folded.endswith("s")
        for item in _spoken_of(question, tables, position, context):
            if not is_one or (isinstance(item.node, Named) and len(item.node.rows) == 1):
                yield start, end, item
    inside = {i for start, end, _ in spans for i in range(start, end)}
    for i, token in enumerate(tokens):
        if i in own or i in inside:
            continue
        if context.people and token.folded in _PEOPLE:
            for item in context.people:
                yield i, i + 1, replace(item, cost=item.cost + Cost(size=1))
            continue
        if rows is None or position is None:
            continue
        if isinstance(rows, Named):
            yield from _chosen(question, i, rows, position)
        is_pair = token.folded in _PAIR  # whose rows are chosen
        if token.folded in PERSONS and not is_of_agents(source.tables[position]):
            continue  # “he” is no beer
        is_pointer = token.folded in english().anaphora or token.folded in _THAT or is_there(question, i)
        if is_pointer and not is_pair:
            for kind in _kinds(question, rows):
                yield i, i + 1, Item(kind, rows, position, Cost(size=1))


def _spoken_of(
    question: Question, tables: frozenset[int], position: int | None, context: Context
) -> Iterator[Item]:
    """What “that supplier” stands for: a row that the last answer named, or the rows that it was about."""
    named = [item for item in context.named if not tables or item.table in tables]
    for item in named:
        yield replace(item, cost=item.cost + Cost(size=1))
    is_of_rows = position in tables or not (tables or named)
    if context.rows is not None and position is not None and is_of_rows:
        for kind in _kinds(question, context.rows):
            yield Item(kind, context.rows, position, Cost(size=1))


def dangling(question: Question, links: Links, source: Source, context: Context) -> str:
    """“that company”, “these beers” where nothing is so called: the words, `""` where there are none."""
    said = {start for start, _, _ in pointers(question, links, source, context)}
    for start, end, tables in demonstratives(question, links, source):
        is_whole = context.is_empty and start and question.tokens[start - 1].folded == "of"
        if start not in said and tables and not is_whole:  # “which of these beers”: of all there are
            return question.span(start, end)
    named = min((s.start for s in links.senses if s.kind in ("row", "value")), default=len(question.tokens))
    return "there" if context.rows is None and any(is_there(question, i) for i in range(named)) else ""


def _kinds(question: Question, rows: Rows) -> tuple[str, ...]:
    """Whether rows are asked about like names, one by one, or as a set: “are any of them …”."""
    if not isinstance(rows, Named):
        return ("rows",)
    if question.form is Form.YES_NO:
        return ("rows",) if any(token.folded == "any" for token in question.tokens) else ("entity",)
    return ("rows", "entity")


def is_there(question: Question, position: int) -> bool:
    """Whether “there” is a place: “which lines stop there”, and not “how many are there”."""
    tokens = question.tokens
    beside = {tokens[i].folded for i in (position - 1, position + 1) if 0 <= i < len(tokens)}
    return tokens[position].folded == "there" and position > 0 and not beside & (_BEING | {"in"})


def places_back(question: Question, context: Context) -> set[int]:
    """The soft words that point back to rows and may then not be left out."""
    if context.rows is None:
        return set()
    return {i for i in range(len(question.tokens)) if is_there(question, i)}


def _chosen(question: Question, i: int, rows: Named, position: int) -> Iterator[tuple[int, int, Item]]:
    """“the second one”, “the first one's price”, “the last two”, “the latter”, “both”."""
    tokens, size = question.tokens, len(rows.rows)
    word = tokens[i].folded
    after = tokens[i + 1].folded if i + 1 < len(tokens) else ""
    before = tokens[i - 1].folded if i else ""
    numbers = english().numbers
    if word in _PAIR and size == 2:
        yield i, i + 1, _entity(rows, position, (rows.rows[_PAIR[word]],))
    if (word == "both" or (word == "two" and before in ("the", "these", "those"))) and size == 2:
        yield i, i + 1, _entity(rows, position, rows.rows)
    place = english().ordinals.get(word)
    if place is None:
        return
    count = numbers.get(after, 0) if after != "one" else 0
    if place in (0, -1) and 1 < count <= size:
        yield i, i + 2, _entity(rows, position, rows.rows[:count] if place == 0 else rows.rows[-count:])
    elif place < size and (after in ("one", "ones") or not after or tokens[i].is_possessive):
        yield i, i + 1, _entity(rows, position, (rows.rows[place],))


def _entity(rows: Named, position: int, chosen: tuple[str, ...]) -> Item:
    return Item("entity", Named(table=rows.table, rows=chosen), position, Cost(size=1))
