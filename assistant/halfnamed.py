"""A request and the links of its question in, whether its rows go by half a name out."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.outline import joined_parts, rows_tested
from assistant.plan import AllRows, Count, Figure, Filter, Has, In, Pred, Request, Rows
from assistant.question import Question
from assistant.selection import table_of
from assistant.senses import Links, Sense, Tier, is_of_rows
from assistant.triggers import triggers
from corpus.types import Kind, Table
from corpus.words import stems
from indexer import Build


def is_named_by_half(question: Question, request: Request, links: Links, build: Build) -> bool:
    """Whether rows are counted, or related to others, for a word that only says what they have to do with.

    “how many chips” is no question on chip vendors, nor on the rows of which a remark speaks of chips.
    """
    where = getattr(rows_tested(request), "where", None)
    if any(_is_half(table_of(one, build), question, links, build) for one in _related_rows(where)):
        return True
    match request:
        case Figure(value=Count(rows=AllRows() | Filter(rows=AllRows()) as counted, distinct=None)):
            kinds = {kind: end for _, end, kind in triggers(question)}
            if isinstance(where, Has) and _is_counted_word(
                question, where, kinds.get("count", -1), links, build
            ):
                return True
            is_all = where is None or "distinct" in kinds
            return is_all and _is_half(table_of(counted, build), question, links, build)
    return False


def _related_rows(pred: Pred | None) -> Iterator[Rows]:
    """The rows of other tables that a test shares values with."""
    for test in joined_parts(pred):
        match test:
            case In(rows=AllRows() | Filter(rows=AllRows()) as rows, through=through) if through:
                yield rows


def _is_half(table: Table, question: Question, links: Links, build: Build) -> bool:
    """Whether a question names a table only by words that go with its noun: “chips” for chip vendors."""
    names = [stems(name) for name in (table.name, *table.aliases)]
    heads, others = {name[-1] for name in names if name}, {word for name in names for word in name[:-1]}
    saying = [s for s in links.senses if build.tables[s.table] == table and is_of_rows(s, build.tables)]
    return bool(saying) and all(
        s.tier >= Tier.RELATED and (word := question.tokens[s.end - 1].stem) in others and word not in heads
        for s in saying
    )


def _is_counted_word(question: Question, where: Has, start: int, links: Links, build: Build) -> bool:
    """Whether the noun counted is but a word within free text: “how many chips are there”."""
    return any(
        (s.start, s.text) == (start, where.phrase)
        and tuple(build.tables[s.table].columns[c].name for c in s.columns) == where.columns
        and is_remark(s, question, build)
        for s in links.senses
    )


def is_remark(sense: Sense, question: Question, build: Build) -> bool:
    """Whether a sense is a word within free text that stands where a noun for the rows would."""
    table, tokens = build.tables[sense.table], question.tokens
    is_noun = sense.end == len(tokens) or tokens[sense.end].is_soft
    is_text = all(table.columns[c].kind is Kind.TEXT and c != table.key for c in sense.columns)
    return sense.kind == "value" and is_noun and is_text and not sense.is_whole
