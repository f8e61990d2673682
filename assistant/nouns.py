"""A request in, whether what it shows is called as the noun after “which” or “how many” out."""

from __future__ import annotations

from assistant.english import head
from assistant.halfnamed import is_remark
from assistant.lexicon import lemma
from assistant.omissions import row_nouns
from assistant.plan import AllRows, Cells, Distinct, Filter, Minus, Names, Request
from assistant.question import Question
from assistant.relations import identities
from assistant.selection import table_of
from assistant.senses import Links, Sense, Tier, is_of_rows
from corpus.types import Table
from corpus.words import stem
from indexer import Build


def fits_noun(question: Question, request: Request, links: Links, build: Build) -> bool:
    """Whether cells are what “which X” or “how many X” asks for: not where X is rows and no such column."""
    is_which = bool(question.tokens) and question.tokens[0].folded == "which"
    match request:
        case Cells(columns=columns) if columns:
            shown = set(columns)
        case Distinct(column=column):
            shown = {column}
        case Names(rows=(Filter(rows=AllRows()) as rows) | Minus(rows=Filter(rows=AllRows()) as rows)) if (
            is_which
        ):
            # “which chip does X use” is answered by no rows that have nothing to do with chips
            said = [s for s in links.senses if s.start == 1]
            meant = {s.table for s in said if not is_remark(s, question, build)}
            return not said or build.tables.index(table_of(rows, build)) in meant
        case _:
            return True
    tables = build.tables
    if _asks_other_rows(question, shown, table_of(request.rows, build), links):
        return False
    if any(sense.start == 0 and is_of_rows(sense, tables) for sense in links.senses):
        # “beers sold in kegs”: a noun and what is said of it asks for no column that a verb only suggests
        told = [(s, tables[s.table].columns[s.columns[0]].name) for s in links.senses if s.kind == "column"]
        return any(name in shown and _names(s, name, question) for s, name in told)
    is_count = [token.folded for token in question.tokens[:2]] == ["how", "many"]
    start = 2 if is_count else 1
    if not (is_count or (question.tokens and question.tokens[0].folded in ("which", "what"))):
        return True
    table = table_of(request.rows, build)
    if shown == {table.columns[c].name for t, c in identities(build).items() if tables[t] is table}:
        return True  # what stands for the names of rows without names
    is_sole = len(tables) == 1 and not is_count
    first = [s for s in links.senses if s.start == start and (is_sole or s.tier <= Tier.INFLECTED)]
    named = {tables[s.table].columns[s.columns[0]].name for s in first if s.kind == "column"}
    is_noun = any(is_of_rows(s, tables) for s in first) or (
        not is_count and 1 in row_nouns(question, links, build)
    )
    return not is_noun or bool(named & shown)


def _asks_other_rows(question: Question, shown: set[str], table: Table, links: Links) -> bool:
    """“pupils in classes in X”: rows of a table called so, and not how many pupils a class has."""
    start = int(question.tokens[0].folded == "which") if question.tokens else 0
    nouns = [s for s in links.senses if s.start == start and s.tier <= Tier.INFLECTED and s.is_whole]
    figures = {s.text for s in nouns if s.kind == "column"} & {
        c.name for c in table.columns if c.kind.is_ordered
    }
    return any(s.kind == "table" for s in nouns) and bool(figures & shown)


def _names(sense: Sense, name: str, question: Question) -> bool:
    """Whether the words of a sense name a column: in its own words, or by more than what was done."""
    word = question.tokens[sense.end - 1].folded
    if sense.tier is Tier.PART:
        return stem(word) == stem(head(name))
    return sense.tier < Tier.PART or not (word.endswith("ed") or lemma(word) != word)
