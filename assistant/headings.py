"""Names of columns in, what else they may stand for out: rows of a role, a sum, a yes or its opposite."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from assistant.across import ROLE, is_role
from assistant.calling import calling
from assistant.english import YES
from assistant.items import SILENT, Cost, Item
from assistant.measures import column_id
from assistant.plan import AllRows, ColumnKey, Has, Mentioned, Not
from assistant.question import Question
from assistant.relations import references
from assistant.senses import Links, Sense, Source, Tier
from assistant.triggers import triggers
from corpus.types import Kind
from corpus.words import folded, stem


def roles(links: Links, source: Source) -> Iterator[tuple[int, int, Item]]:
    """“which managers speak …”: the rows that a column called by their role names."""
    by_place = {(one.table, one.column): one for one in references(source)}
    for sense in links.senses:
        is_named = sense.kind == "column" and sense.is_whole
        one = by_place.get((sense.table, sense.columns[0])) if is_named else None
        if one is None or any(_is_within(sense, other) for other in links.senses):
            continue
        table, to = source.tables[one.table], source.tables[one.to]
        column = table.columns[one.column]
        if is_role(column, to):
            node = Mentioned(rows=AllRows(table=to.id), column=column.name, by=AllRows(table=table.id))
            cost = SILENT + Cost(tiers=int(sense.tier), size=3)
            yield sense.start, sense.end, Item("rows", node, one.to, cost, has_noun=True, text=ROLE)


def totals(question: Question, links: Links, source: Source) -> Iterator[tuple[int, int, Item]]:
    """“the total of the orders”, where each has a Total: the sum of them."""
    for start, end, kind in triggers(question):
        for sense in links.senses if kind == "function:sum" else ():
            is_said = sense.kind == "column" and sense.is_whole and (sense.start, sense.end) == (start, end)
            column = source.tables[sense.table].columns[sense.columns[0]] if is_said else None
            is_of = end < len(question.tokens) and question.tokens[end].folded == "of"
            if column is not None and is_of and column.kind in (Kind.MONEY, Kind.NUMBER):
                node = ("sum", ColumnKey(column=column.name))
                cost = Cost(tiers=int(sense.tier))
                yield start, end, Item("measure", node, sense.table, cost, sense.columns, is_guess=True)


def numbers_named(question: Question, links: Links) -> tuple[int, ...]:
    """“the phone number of X”, where a column is called Phone: the word adds nothing and counts nothing."""
    columns = {s.end for s in links.senses if s.kind == "column" and s.tier <= Tier.INFLECTED}
    return tuple(
        i for i in sorted(columns) if i < len(question.tokens) and question.tokens[i].folded == "number"
    )


def denied(question: Question, source: Source) -> Iterator[tuple[int, int, Item]]:
    """“unpaid”, where a yes/no column is called Paid: not yes."""
    known = calling(source).alone
    for i, token in enumerate(question.tokens):
        bases = {stem(token.folded.removeprefix(prefix)) for prefix in ("un", "non", "in")} - {token.stem}
        for at, place in sorted({place for base in bases for place in known.get(base, ())}):
            column = source.tables[at].columns[place]
            if column.kind is Kind.YES_NO:
                sense = Sense("column", i, i + 1, at, Tier.INFLECTED, column.name, (place,))
                for item in affirmed(sense, source):
                    yield i, i + 1, replace(item, node=Not(part=item.node), is_value=False)


def affirmed(sense: Sense, source: Source) -> Iterator[Item]:
    """“organic suppliers”: a yes/no column named is a test for yes, in the column's own word for it."""
    table = source.tables[sense.table]
    number = column_id(sense.columns[0], table, source)
    texts = source.query("SELECT DISTINCT text FROM parts WHERE column_id = ?", (number,))
    for text in sorted({str(text) for (text,) in texts if folded(str(text)) in YES}):
        node = Has(phrase=text, columns=(table.columns[sense.columns[0]].name,), is_whole=True)
        cost = Cost(tiers=int(sense.tier), size=1)
        yield Item("pred", node, sense.table, cost, sense.columns, is_whole=True, is_value=True)


def _is_within(sense: Sense, other: Sense) -> bool:
    """Whether a name is a part of what another whole name of a column covers (“scorers”, “top scorers”)."""
    is_inside = other.start <= sense.start and sense.end <= other.end
    is_longer = other.end - other.start > sense.end - sense.start
    return other.kind == "column" and other.is_whole and is_inside and is_longer
