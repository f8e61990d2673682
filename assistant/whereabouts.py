"""A question that begins with “where” in, the items out that its asking word and its verb stand for."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.english import english, head
from assistant.items import Cost, Item
from assistant.question import Question
from assistant.senses import Links, Sense, Source, Tier
from corpus.types import Column
from corpus.words import folded

_KEEPING = frozenset(("keep", "live"))
_DONE = frozenset(("made", "bought", "sold", "grown", "baked", "mentioned", "named", "listed", "used"))
_KEPT = (["kept"], ["stored"], ["located"], ["held"], ["housed"])


def whereabouts(question: Question, links: Links, source: Source) -> Iterator[tuple[int, int, Item]]:
    """“where is X”: the columns that tell where a named row is. “where can I rent X”: rows of that table.

    A verb that is related to a column of no places only says which table is meant.
    """
    if not question.tokens or question.tokens[0].folded != "where":
        return
    is_being = is_of_place(question)
    named = {sense.table for sense in links.senses if is_being and is_of_name(sense, source)}
    for position, table in enumerate(source.tables):
        columns = tuple(c for c, column in enumerate(table.columns) if c != table.key and is_site(column))
        if columns and position in named:
            yield 0, 1, Item("columns", None, position, Cost(tiers=int(Tier.INFLECTED), size=1), columns)
    for sense in links.senses:
        is_verb = sense.kind == "column" and sense.tier is Tier.RELATED
        if is_verb and not is_site(source.tables[sense.table].columns[sense.columns[0]]):
            cost = Cost(tiers=int(sense.tier), size=1)
            yield sense.start, sense.end, Item("table", None, sense.table, cost)


def is_of_name(sense: Sense, source: Source) -> bool:
    """Whether a sense is a row by its name, or a word of the names of rows."""
    return sense.kind == "row" or (
        sense.kind == "value" and sense.columns == (source.tables[sense.table].key,)
    )


def is_of_place(question: Question) -> bool:
    """“where is X”, “where do we keep X”: no more is asked than where something is."""
    said = [token.folded for token in question.tokens]
    is_kept = said[1:2] in (["do"], ["does"]) and any(word in _KEEPING for word in said)
    if _DONE & set(said):
        return False  # “where was X made” asks for more
    return said[:1] == ["where"] and (is_kept or (len(said) > 1 and said[1] in ("is", "are", "was", "were")))


def is_site(column: Column) -> bool:
    """Whether a column tells where something is."""
    is_kept = folded(column.name).split()[:1] in _KEPT  # “Kept in”
    return (is_kept or head(column.name) in english().sites) and not column.kind.is_ordered
