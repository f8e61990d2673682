"""Whether a request can answer the word that a question asks with: who, when, where, how, which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.beyond import is_of_future
from assistant.dialogue import names_in
from assistant.english import english, head
from assistant.halfnamed import is_named_by_half
from assistant.kin import is_of_agents, measures
from assistant.lexicon import is_agent
from assistant.measures import column_id, column_position
from assistant.nouns import fits_noun
from assistant.overreach import overreaches
from assistant.plan import (
    AllRows,
    Cells,
    ColumnKey,
    Contrast,
    Count,
    Distinct,
    Figure,
    Filter,
    Has,
    Holds,
    Named,
    Names,
    Not,
    Plan,
    Pred,
    Request,
    Rows,
    Stated,
    Top,
)
from assistant.question import Question
from assistant.relations import references
from assistant.selection import table_of
from assistant.senses import Links, Tier, is_of_rows
from assistant.wanting import (
    ADJUNCTS,
    BEING,
    DOING,
    MANNERS,
    PERSONS,
    PLACING,
    asks_agent,
    asks_manner,
    asks_measure,
    asks_of_each,
    asks_purpose,
    asks_ruler,
    asks_what_is_done,
    compares,
    counts,
    denies_subject,
    has_verb,
    is_telling,
    said,
)
from assistant.whereabouts import is_of_name, is_of_place, is_site
from corpus.types import Column, Kind, Row, Table
from corpus.words import folded
from indexer import Build

_AGENTS = (
    "er",
    "or",
    "ist",
    "ian",
    "ant",
    "ent",
    "man",
    "head",
    "lead",
    "by",
    "name",
)  # of persons and firms
_YEARS = (1400, 2100)  # bare whole numbers between these may be years
_ARTICLES = frozenset(["the", "a", "an", "any", "all"])
_NAMING = frozenset(["who", "whom", "whose", "name", "what"])
_HAVING = frozenset(("have", "has", "had", "offer", "offers", "include", "includes", "got"))
_BASED = frozenset(["based", "located", "situated", "headquartered", "from"])
_TIMES = frozenset(["season", "edition", "date"])  # what rows that are times are called


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with what its words may mean in a build."""

    question: Question
    links: Links
    build: Build

    @property
    def opening(self) -> str:
        """The first word."""
        return self.question.tokens[0].folded

    def is_of_name(self, asking: frozenset[str] = MANNERS, verbs: frozenset[str] = DOING) -> bool:
        """Whether the subject of “what does X …” is a name or a value; of “where is X” a name."""
        tokens = self.question.tokens
        words = said(self.question)[:3]
        subject = 3 if words[2:] == ["the"] else 2
        if len(words) < 2 or words[0] not in asking or words[1] not in verbs:
            return False
        about = [s for s in self.links.senses if s.start == subject]
        is_written = subject < len(tokens) and tokens[subject].is_name_like
        if any(s.kind == "row" and (s.is_whole or is_written) for s in about):
            return True
        if verbs is BEING:
            return any(is_of_name(s, self.build) for s in about)
        return any(s.kind == "value" and (s.is_whole or (is_written and words[0] != "what")) for s in about)


def fits(question: Question, request: Request, links: Links, build: Build) -> bool:
    """Whether a request can answer the word that the question asks with."""
    asked = _Asked(question, links, build)
    return (
        _fits_word(asked, request)
        and fits_noun(question, request, links, build)
        and not is_named_by_half(question, request, links, build)
        and not overreaches(question, request, links, build)
        and (not is_of_future(question) or _has_dates(request, build))
    )


def _has_dates(request: Request, build: Build) -> bool:
    """Whether a date is tested or shown: what will be stands in the catalog only as one."""
    kinds = {column.name: column.kind for table in build.tables for column in table.columns}
    match getattr(request, "rows", None):
        case Top(key=ColumnKey(column=name)):
            return kinds[name] is Kind.DATE
    return any(kinds.get(name) is Kind.DATE for name in names_in(Plan(ask=request)))


def _fits_word(asked: _Asked, request: Request) -> bool:
    """Whether what a request gives is of the kind that the asking word wants."""
    match request:
        case Names(rows=rows):
            return _rows_fit(asked, rows)
        case Distinct(rows=rows):
            is_asking_rows = isinstance(rows, AllRows) and _asks_of_which(asked)
            return not (is_asking_rows or _says_no_more_than(asked, rows))
        case Figure(value=Count(rows=Filter(where=Stated(column=column)) as rows)):
            return not _is_full(column, rows, asked.build)  # what all rows have was not asked for
        case Figure(value=Count(rows=rows, distinct=None)):
            return not (isinstance(rows, AllRows) and is_telling(asked.question))
        case Holds(rows=rows, where=where, quantifier=quantifier):
            return _truth_fits(asked.question, rows, where, is_of_all=quantifier == "all")
        case Contrast(columns=()):  # “what does X get on with that Y doesn't” is of one column
            return bool(_HAVING.intersection(said(asked.question)))
        case Cells(rows=rows, columns=()):
            return _whole_rows_fit(asked, rows)
        case Cells(rows=rows, columns=names):
            table = table_of(rows, asked.build)
            return _cells_fit(asked, rows, [c for c in table.columns if c.name in names], table)
    return True


def _says_no_more_than(asked: _Asked, rows: Rows) -> bool:
    """Whether it only tells which rows there are, where a verb or a “should” asks for more of them."""
    is_advice = asked.opening == "which" and "should" in said(asked.question)
    return isinstance(rows, AllRows) and (is_telling(asked.question) or is_advice)


def _truth_fits(question: Question, rows: Rows, where: Pred, *, is_of_all: bool) -> bool:
    """Whether a test of rows is what a yes/no question asks."""
    if denies_subject(question):
        return is_of_all and isinstance(where, Not)  # “does nobody have Y” is not “do some lack it”
    if is_of_all and isinstance(rows, AllRows) and isinstance(where, Not) and not asks_of_each(question):
        return False
    # “can I pay as I go” asks for more than whether there is a price
    return not (isinstance(where, Stated) and is_telling(question))


def _rows_fit(asked: _Asked, rows: Rows) -> bool:
    """Whether the names of rows are what is asked for."""
    question, links, build, opening = asked.question, asked.links, asked.build, asked.opening
    match rows:
        case Filter(where=Has()) if asked.is_of_name():
            return False  # “what does X earn”: it asks something of X, and not who names X
        case Filter(where=Has(columns=names)) if asked.is_of_name(PERSONS):
            if not _named(links, build) & set(names):
                return False  # “who does X work for”: no word says that X is to be looked for
    if asked.is_of_name(PLACING, BEING) or asks_measure(question) or asks_manner(question):
        return False  # “where is X”, “how heavy is the heaviest dog”, “how do I get to X”
    if is_of_place(question) and not has_verb(question):
        return False  # “where is X kept” is not told by what names X
    if opening in PLACING and not _fits_placing(question, rows, build):
        return False
    if opening in PERSONS and not _are_persons(asked, rows):
        return False
    return not _says_no_more_than(asked, rows)


def _are_persons(asked: _Asked, rows: Rows) -> bool:
    """Whether rows can be those that “who” asks for."""
    question, links, build = asked.question, asked.links, asked.build
    table = table_of(rows, build)
    if not is_of_agents(table) or question.tokens[-1].folded in ("for", "to"):
        return False  # “who is X made for” asks for whom, and not for who makes it
    match rows:
        case Filter(where=Has(columns=(name,))) if asks_ruler(question) and _is_group(name, rows, build):
            return False  # “who runs engineering” is not who is in it
    return not _asks_of_those_in(question, links, table, build)  # nor “who works in departments on …” those


def _whole_rows_fit(asked: _Asked, rows: Rows) -> bool:
    """Whether all of a row is an answer: not to where, when, how, who did what or what X runs on."""
    question = asked.question
    match rows:
        case Named(rows=(_, _, *_)) if compares(question):
            return True
    is_of_one_thing = asked.opening == "what" and asked.is_of_name() and _tells_on(question)
    asks_more = {"where", "when", "how", "why"}.intersection(said(question)) or asks_agent(question)
    return not (asks_more or asks_what_is_done(question) or asks_purpose(question) or is_of_one_thing)


def _cells_fit(asked: _Asked, rows: Rows, columns: Sequence[Column], table: Table) -> bool:
    """Whether cells can answer “who” (no figures), “when” (dates) or “where” (no figures)."""
    question, build = asked.question, asked.build
    if isinstance(rows, AllRows) and "where" in said(question)[1:]:
        return False  # “licences where all seats are taken” tests the seats, and does not ask for them
    kinds = {column.kind for column in columns}
    if Kind.MONEY in kinds and counts(question) and not _names_currency(question):
        return False  # “how many tickets” is no price
    if asks_purpose(question) and any(kind.is_ordered for kind in kinds):
        return False  # nor is “what is X used for” told by a figure
    if isinstance(rows, AllRows) and _asks_of_which(asked):
        return False  # “for which tools are all the seats used” asks for tools
    is_fronted = asked.opening in ("in", "from", "at", "since", "to", "by")
    wanted = {"who", "whom", "when", "where"}.intersection(said(question)[: 1 + is_fronted])
    if "when" in wanted:
        figures = (Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.YES_NO)
        return all(
            column.kind not in figures or measures(column, "year") or _holds_years(column, table, build)
            for column in columns
        )
    if any(kind.is_ordered or kind is Kind.YES_NO for kind in kinds):
        return not wanted
    if "where" in wanted:
        return all(_tells_place(column, table, question, build) for column in columns)
    if "who" in wanted and any(said(question)[1:2] == [folded(column.name)] for column in columns):
        return False  # “who teaches X” asks for no cell that tells what they teach
    # “who owns X” asks for the owner; “who competes with X” does not ask for the competitive position.
    named = _named(asked.links, build)
    return not wanted or all(
        head(column.name).endswith(_AGENTS)
        or column.name.lower().endswith(" by")
        or is_agent(head(column.name))
        or (column.name in named and _holds_names(column, table, build))
        for column in columns
    )


def _asks_of_which(asked: _Asked) -> bool:
    """“for which tools …”: rows by what they are called, after a preposition."""
    words = said(asked.question)
    nouns = {s.start for s in asked.links.senses if is_of_rows(s, asked.build.tables)}
    return words[0] in ADJUNCTS | {"for"} and words[1:2] == ["which"] and 2 in nouns


def _tells_on(question: Question) -> bool:
    """Whether “what did X …” goes on with more than what X does, has or is about."""
    return is_telling(question) or any(t.folded in ("called", "used", "named") for t in question.tokens)


def _names_currency(question: Question) -> bool:
    return any(word in english().currencies for word in said(question))


def _tells_place(column: Column, table: Table, question: Question, build: Build) -> bool:
    """Whether a column may tell where: “where can I rent X” does not ask for the rental model."""
    is_person = is_agent(head(column.name)) and is_of_place(question)
    return is_site(column) or (not is_person and _holds_names(column, table, build))


def _named(links: Links, build: Build) -> set[str]:
    """The columns that a question names."""
    return {
        build.tables[s.table].columns[s.columns[0]].name
        for s in links.senses
        if s.kind == "column" and (s.is_whole or s.tier <= Tier.PART)
    }


def _fits_placing(question: Question, rows: Rows, build: Build) -> bool:
    """Whether the names of rows can answer “when” (times only) or “where” (not where one is based)."""
    if isinstance(rows, Named | Filter) and isinstance(getattr(rows, "rows", rows), Named):
        return False  # “where does it …” is not answered by its name
    if question.tokens[0].folded == "where":
        return not any(token.folded in _BASED for token in question.tokens)
    table = table_of(rows, build)
    key = table.columns[table.key] if table.key is not None else None
    return key is not None and (key.kind is Kind.DATE or head(key.name) in _TIMES | english().times)


def are_named(question: Question, request: Request, rows: Sequence[tuple[Table, Row]]) -> bool:
    """Whether rows that are asked for by name have names: “row 7” says not who or what."""
    if not isinstance(request, Names) or not _NAMING.intersection(t.folded for t in question.tokens):
        return True
    return not rows or any(t.key is not None and row.cells[t.key].is_stated for t, row in rows)


def _is_full(column: str, rows: Rows, build: Build) -> bool:
    """Whether every cell of a column is stated."""
    table = table_of(rows, build)
    number = column_id(column_position(column, table), table, build)
    sql = "SELECT 1 FROM cells WHERE column_id = ? AND NOT is_stated LIMIT 1"
    return not build.query(sql, (number,))


def _holds_names(column: Column, table: Table, build: Build) -> bool:
    """Whether the values of a column may be names: none of them is a phrase in small letters or a figure."""
    texts = build.query(
        "SELECT DISTINCT text FROM parts WHERE column_id = ? AND text <> '' LIMIT 20",
        (column_id(table.columns.index(column), table, build),),
    )
    return all(any(word[:1].isupper() for word in str(text).split()[-1:]) for (text,) in texts)


def _holds_years(column: Column, table: Table, build: Build) -> bool:
    """Whether all figures of a column without a unit may be years."""
    ends = "SELECT min(low), max(high), max(low <> round(low)) FROM cells WHERE column_id = ? AND is_stated"
    [(first, last, is_broken)] = build.query(ends, (column_id(table.columns.index(column), table, build),))
    is_bare = column.kind is Kind.NUMBER and not column.unit
    return is_bare and first is not None and _YEARS[0] <= first <= last <= _YEARS[1] and not is_broken


def _is_group(name: str, rows: Rows, build: Build) -> bool:
    """Whether a column says to which part of an organisation its rows belong: it names rows, or groups."""
    table = table_of(rows, build)
    position = next(i for i, column in enumerate(table.columns) if column.name == name)
    return is_agent(head(name)) or any(
        build.tables[one.table].id == table.id and one.column == position for one in references(build)
    )


def _asks_of_those_in(question: Question, links: Links, table: Table, build: Build) -> bool:
    """“who works in Xs”: whether the rows of a table are only where those asked for are."""
    tokens = question.tokens
    if tokens[0].folded != "who":
        return False
    named = [s.start for s in links.senses if s.kind == "table" and build.tables[s.table].id == table.id]
    before = [tokens[i].folded for i in range(min(named, default=0)) if tokens[i].folded not in _ARTICLES]
    return len(before) > 2 and before[-1] in ("in", "at", "for", "on")
