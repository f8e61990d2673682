"""A request and its question in, whether it makes more of the words than they say, or less, out."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.english import english
from assistant.kin import measures
from assistant.lexicon import attribute, lemma
from assistant.literals import literals
from assistant.outline import joined_parts, rows_tested, tables_in, tests_of
from assistant.plan import (
    AllRows,
    And,
    Cells,
    ColumnKey,
    Filter,
    Has,
    In,
    Names,
    Not,
    Pred,
    Request,
    Stated,
    Top,
)
from assistant.question import Question
from assistant.selection import table_of
from assistant.senses import Links, Tier, is_of_rows
from assistant.wanting import ADJUNCTS, said
from corpus.types import Kind
from corpus.words import folded, stem
from indexer import Build

_ASKING = ("who", "when", "where", "why", "how")
_PAYING = frozenset(("pay", "cost", "spend", "charg", "earn"))


def overreaches(question: Question, request: Request, links: Links, build: Build) -> bool:
    """Whether a request takes words for what they do not say beside each other."""
    return any(check(question, request, links, build) for check in _CHECKS)


def _is_of_another(question: Question, request: Request, links: Links, build: Build) -> bool:
    """“who looks after X”: whether it tells of unnamed rows of which each only lists X beside others."""
    match request:
        case Cells(
            rows=Filter(rows=AllRows(), where=Has(phrase=phrase, columns=names)) as rows, columns=(_, *_)
        ):
            table = table_of(rows, build)
            named = {s.table for s in links.senses if s.kind == "row" and s.is_whole and s.text == phrase}
            said_of = {s.table for s in links.senses if is_of_rows(s, build.tables)}
            is_list = any(c.name in names and c.kind is Kind.LIST for c in table.columns)
            return is_list and bool(named) and build.tables.index(table) not in named | said_of
    return False


def _tells_words_of(question: Question, request: Request, links: Links, build: Build) -> bool:
    """“context window of X” read as rows that have X and speak of context windows: it asks what that is."""
    match request:
        case Names(rows=Filter(where=And(parts=parts))):
            tokens = question.tokens
            spoken = {part.phrase for part in parts if isinstance(part, Has) and not part.is_whole}
            return any(
                s.kind == "value"
                and s.text in spoken
                and s.end < len(tokens)
                and tokens[s.end].folded == "of"
                and all(token.is_soft for token in tokens[: s.start])
                for s in links.senses
            )
    return False


def _orders_otherwise(question: Question, request: Request, links: Links, build: Build) -> bool:
    """“the cheapest X per head” by another price than that per head, which no word names."""
    match request:
        case Cells(rows=Top(key=ColumnKey(column=key)) as rows, columns=(shown,)) if shown != key:
            columns = {column.name: column for column in table_of(rows, build).columns}
            if not {key, shown} <= columns.keys():
                return False
            nouns = [noun for word in said(question) for noun, _ in attribute(word)]
            spans = {name: _spoken(name, links, build) for name in (key, shown)}
            is_told = spans[key] - spans[shown] and spans[shown] - spans[key]
            return not is_told and any(
                measures(columns[key], noun) and measures(columns[shown], noun) for noun in nouns
            )
    return False


def _reaches_far(question: Question, request: Request, links: Links, build: Build) -> bool:
    """“best in the exam”: rows of courses that have one are not meant where no word says courses.

    The value of a cell may stand for the rows of another table; that a cell says yes, or a word of free text,
    may not.
    """
    tables = build.tables
    named = {tables[s.table].id for s in links.senses if is_of_rows(s, tables)}
    for test in tests_of(request):
        match test:
            case In(rows=Filter(rows=AllRows(table=name), where=where)) if name not in named:
                kinds = {column.name: column.kind for column in table_of(test.rows, build).columns}
                for inner in joined_parts(where):
                    match inner:
                        case Has(columns=columns, is_whole=is_whole):
                            found = {kinds[column] for column in columns}
                            if Kind.YES_NO in found or (not is_whole and Kind.TEXT in found):
                                return True
    return False


def _reads_weekday(question: Question, request: Request, links: Links, build: Build) -> bool:
    """“on Saturday”, of rows with dates: a remark that speaks of a Saturday does not tell on which day."""
    dated = {t.id for t in build.tables if any(column.kind is Kind.DATE for column in t.columns)}
    return bool(dated.intersection(tables_in(request))) and any(
        isinstance(test, Has) and not test.is_whole and folded(test.phrase) in english().weekdays
        for test in tests_of(request)
    )


def _drops_tail(question: Question, request: Request, links: Links, build: Build) -> bool:
    """“who ordered X and when”: two cells are asked for."""
    is_double = said(question)[-2:-1] == ["and"] and question.tokens[-1].folded in _ASKING
    return is_double and not (isinstance(request, Cells) and len(request.columns) > 1)


def _drops_order(question: Question, request: Request, links: Links, build: Build) -> bool:
    """“list X by height”: an order, and not the heights."""
    match request:
        case Cells(rows=AllRows(), columns=(name,)):
            starts = _spoken(name, links, build)
            return any(i and i - 1 not in starts and said(question)[i - 1] == "by" for i in starts)
    return False


def _pays_no_money(question: Question, request: Request, links: Links, build: Build) -> bool:
    """“how much do we pay X”: no number of days is paid."""
    match request:
        case Cells(rows=rows, columns=(_, *_) as names) if said(question)[:2] == ["how", "much"]:
            columns = [column for column in table_of(rows, build).columns if column.name in names]
            is_paid = any(stem(lemma(word)) in _PAYING for word in said(question))
            return is_paid and not any(
                column.kind is Kind.MONEY or measures(column, "price") or measures(column, "cost")
                for column in columns
            )
    return False


def _is_cut_short(question: Question, request: Request, links: Links, build: Build) -> bool:
    """“not sold in X” read as not sold at all: a negation reaches to the end of its clause."""
    empty = set(_unstated(getattr(rows_tested(request), "where", None)))
    ends = {
        s.end
        for s in links.senses
        if empty and s.kind == "column" and build.tables[s.table].columns[s.columns[0]].name in empty
    }
    starts = {s.start for s in links.senses} | {one.start for one in literals(question)}
    said = [token.folded for token in question.tokens]
    return any(end < len(said) and said[end] in ADJUNCTS and {end + 1, end + 2} & starts for end in ends)


def _spoken(name: str, links: Links, build: Build) -> set[int]:
    """The positions of the words that may mean a column of that name."""
    senses = [s for s in links.senses if s.kind == "column" and s.tier <= Tier.PART]
    tables = build.tables
    named = [s for s in senses if tables[s.table].columns[s.columns[0]].name == name]
    return {i for s in named for i in range(s.start, s.end)}


def _unstated(pred: Pred | None) -> Iterator[str]:
    """The columns that a test wants empty."""
    for test in joined_parts(pred):
        match test:
            case Not(part=Stated(column=column)):
                yield column


_CHECKS = (
    _is_of_another,
    _tells_words_of,
    _orders_otherwise,
    _reaches_far,
    _reads_weekday,
    _drops_tail,
    _drops_order,
    _pays_no_money,
    _is_cut_short,
)
