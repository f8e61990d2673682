"""How long what a row is about lasted: the columns that tell when it began and ended, the words that ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.english import english
from assistant.items import Cost, Item
from assistant.kin import measures
from assistant.lexicon import attribute, comparative_base, lemma, superlative_base
from assistant.measures import column_id
from assistant.memo import remembered
from assistant.plan import SpanKey
from assistant.question import Question
from assistant.senses import Source, Tier
from assistant.superlatives import Grade
from assistant.triggers import triggers
from corpus.types import Kind, Table
from corpus.words import stem, stems

_YEARS = frozenset(("years", "year"))


def lifespans(source: Source) -> Mapping[int, tuple[int, int]]:
    """The columns of the beginning and the end, by the table's position; one of spans is both."""
    return remembered(source, ("lifespans",), lambda: dict(_learnt(source)))


def _learnt(source: Source) -> Iterator[tuple[int, tuple[int, int]]]:
    lengths = [noun for noun, _ in attribute("long")]
    for at, table in enumerate(source.tables):
        if any(measures(column, noun) for column in table.columns for noun in lengths):
            continue  # a length is a length
        dates = [i for i, column in enumerate(table.columns) if column.kind is Kind.DATE]
        starts, ends = (
            [i for i in dates if words.intersection(map(stem, map(lemma, _said(table, i))))]
            for words in (english().beginnings, english().endings)
        )
        if len(starts) == 1 and len(ends) == 1 and starts != ends:
            yield at, (starts[0], ends[0])
            continue
        spans = [i for i in dates if _has_spans(i, table, source)]
        if len(spans) == 1:
            yield at, (spans[0], spans[0])


def unsorted_times(source: Source) -> Mapping[int, int]:
    """The only column of dates of each table whose rows are not in its order, by the table's position."""
    return remembered(source, ("unsorted",), lambda: dict(_unsorted(source)))


def _unsorted(source: Source) -> Iterator[tuple[int, int]]:
    sql = (
        "SELECT starts FROM cells "
        "WHERE column_id = ? AND is_stated AND starts IS NOT NULL ORDER BY row_number"
    )
    for at, table in enumerate(source.tables):
        dates = [i for i, column in enumerate(table.columns) if column.kind is Kind.DATE]
        if len(dates) == 1:
            days = [str(day) for (day,) in source.query(sql, (column_id(dates[0], table, source),))]
            if days != sorted(days):
                yield at, dates[0]


def _said(table: Table, position: int) -> tuple[str, ...]:
    return tuple(stems(table.columns[position].name))


def _has_spans(position: int, table: Table, source: Source) -> bool:
    """Whether most cells of a column reach over several years, and not just over a season."""
    sql = (
        "SELECT count(*), sum(ends > date(starts, '+1 year')), sum(ends > date(starts, '+2 years')) "
        "FROM cells WHERE column_id = ? AND is_stated AND starts IS NOT NULL"
    )
    [(stated, long, longer)] = source.query(sql, (column_id(position, table, source),))
    return bool(stated) and 2 * long > stated and bool(longer)


def lasting(question: Question, source: Source) -> Iterator[tuple[int, int, Item]]:
    """“how many years”, “longest (term)”: what asks how long something lasted."""
    tokens = question.tokens
    if lifespans(source):
        for i, token in enumerate(tokens[:-1]):
            if token.folded == "how" and tokens[i + 1].folded == "long":
                yield i, i + 2, Item("amount", None, None, Cost(size=1), text="long")
    spans = [(start, end, kind) for start, end, kind in triggers(question)]
    spans += [(i, i + 1, "rank:") for i, t in enumerate(tokens) if t.folded in ("longer", "shorter")]
    for start, end, kind in spans:
        if kind == "count" and end < len(tokens) and tokens[end].folded in _YEARS:
            yield start, end + 1, Item("amount", None, None, Cost(size=1), text="years")
        base = superlative_base(tokens[start].folded) or comparative_base(tokens[start].folded)
        if kind.startswith("rank:") and end == start + 1 and base in ("long", "short"):
            after = tokens[end].folded if end < len(tokens) else ""
            last = end + int(stem(after) in english().terms)
            for at, (first, second) in lifespans(source).items():
                columns = source.tables[at].columns
                key = SpanKey(start=columns[first].name, end=columns[second].name)
                cost = Cost(tiers=int(Tier.INFLECTED), size=1)
                yield start, last, Item("grade", Grade(key, base == "long"), at, cost, (first, second))
