"""Whether a request can answer the word that a question asks with: who, when, where, how, which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.beyond import is_of_future
from assistant.dialogue import names_in
from assistant.english import english, head
from assistant.halfnamed import is_named_by_half, is_remark
from assistant.kin import is_of_agents, measures
from assistant.lexicon import attribute, is_agent, lemma
from assistant.literals import literals
from assistant.measures import column_id, column_position
from assistant.omissions import row_nouns
from assistant.outline import joined_parts, rows_tested
from assistant.plan import (
    AllRows,
    Cells,
    Contrast,
    Count,
    Distinct,
    Figure,
    Filter,
    Has,
    Holds,
    Minus,
    Named,
    Names,
    Not,
    Plan,
    Pred,
    Request,
    Rows,
    Stated,
)
from assistant.question import Question
from assistant.relations import identities, references
from assistant.selection import table_of
from assistant.senses import Links, Sense, Tier, is_of_rows
from assistant.triggers import triggers
from assistant.whereabouts import is_of_name, is_of_place, is_site
from corpus.types import Column, Kind, Row, Table
from corpus.words import stem
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
_MANNERS = frozenset(["what", "how", "when", "where", "why"])
_PLACING = frozenset(["where", "when"])
_PERSONS = frozenset(["who", "whom"])
_NONE = frozenset(["no", "nobody", "none"])
_ARTICLES = frozenset(["the", "a", "an", "any", "all"])
_NAMING = frozenset(["who", "whom", "whose", "name", "what"])
_DOING = frozenset(["do", "does", "did"])
_BEING = frozenset(["is", "are", "was", "were"])
_ADJUNCTS = frozenset(["in", "at", "to", "by", "from", "with", "on", "before", "after", "since"])
_HAVING = frozenset(("have", "has", "had", "offer", "offers", "include", "includes", "got"))
_ABLE = frozenset(["can", "could"])
_BASED = frozenset(["based", "located", "situated", "headquartered", "from"])
_TIMES = frozenset(["season", "edition", "date"])  # what rows that are times are called


def fits(question: Question, request: Request, links: Links, build: Build) -> bool:
    """Whether a request can answer the word that the question asks with."""
    return (
        _fits_asking(question, request, links, build)
        and _fits_noun(question, request, links, build)
        and not _is_cut_short(question, request, links, build)
        and not is_named_by_half(question, request, links, build)
        and not _is_of_another(request, links, build)
        and (not is_of_future(question) or _has_dates(request, build))
    )


def _is_of_another(request: Request, links: Links, build: Build) -> bool:
    """“who looks after X”: whether it tells of unnamed rows of which each only lists X beside others."""
    match request:
        case Cells(
            rows=Filter(rows=AllRows(), where=Has(phrase=phrase, columns=names)) as rows, columns=(_, *_)
        ):
            table = table_of(rows, build)
            named = {s.table for s in links.senses if s.kind == "row" and s.is_whole and s.text == phrase}
            said = {s.table for s in links.senses if is_of_rows(s, build.tables)}
            is_list = any(c.name in names and c.kind is Kind.LIST for c in table.columns)
            return is_list and bool(named) and build.tables.index(table) not in named | said
    return False


def _has_dates(request: Request, build: Build) -> bool:
    """Whether a date is tested or shown: what will be stands in the catalog only as one."""
    kinds = {column.name: column.kind for table in build.tables for column in table.columns}
    return any(kinds.get(name) is Kind.DATE for name in names_in(Plan(ask=request)))


def _fits_asking(question: Question, request: Request, links: Links, build: Build) -> bool:
    """Whether the cells asked for can answer “who” (no figures), “when” (dates) or “where” (no figures)."""
    said = {token.folded for token in question.tokens}
    opening = question.tokens[0].folded
    is_telling = any(stem(lemma(word)) in english().telling for word in said)
    match request:
        case Figure(value=Count(rows=Filter(where=Stated(column=column)) as rows)) if _is_full(
            column, rows, build
        ):
            return False  # what all rows have was not asked for
        case Names(rows=Filter(where=Has())) if _asks_of_name(question, links, build):
            return False  # “what does X earn”: it asks something of X, and not who names X
        case Names() if _asks_of_name(question, links, build, _PLACING, _BEING):
            return False  # “where is X”
        case Names(rows=Filter(where=Has(columns=names))) if _asks_of_name(
            question, links, build, _PERSONS
        ) and not _named(links, build) & set(names):
            return False  # “who does X work for”: no word says that X is to be looked for
        case Holds(where=where, quantifier=quantifier) if _denies_subject(question):
            return quantifier == "all" and isinstance(
                where, Not
            )  # “does nobody have Y” is not “do some lack it”
        case Holds(rows=AllRows(), where=Not(), quantifier="all") if not _asks_of_each(question):
            return False
        case Holds(where=Stated()) if is_telling:
            return False  # “can I pay as I go” asks for more than whether there is a price
        case Names(rows=rows) if question.tokens[0].folded in _PERSONS and (
            not is_of_agents(table_of(rows, build)) or question.tokens[-1].folded in ("for", "to")
        ):
            return False  # “who is X made for” asks for whom, and not for who makes it
        case Names(rows=Filter(where=Has(columns=(name,))) as rows) if _asks_ruler(question) and _is_group(
            name, rows, build
        ):
            return False  # “who runs engineering” is not who is in it
        case Names(rows=rows) if _asks_of_those_in(question, links, table_of(rows, build), build):
            return False  # “who works in departments on …” asks for no departments
        case Names() if is_of_place(question) and not _has_verb(question):
            return False  # “where is X kept” is not told by what names X
        case Names() if _asks_measure(question):
            return False  # “how heavy is the heaviest dog” asks for its weight
        case Names() if _asks_manner(question):
            return False  # “how do I get to X” is answered by no list of rows
        case Names(rows=rows) if opening in _PLACING and not _fits_placing(question, rows, build):
            return False
        case Names(rows=AllRows()) | Distinct(rows=AllRows()) if "should" in said and opening == "which":
            return False  # “which film should I see?” asks for more than which there are
        case (
            Names(rows=AllRows())
            | Distinct(rows=AllRows())
            | Figure(value=Count(rows=AllRows(), distinct=None))
        ) if is_telling:
            return False  # “which vessels were sold” asks for more than which vessels there are
        case Contrast(columns=()):
            return bool(said & _HAVING)  # “what does X get on with that Y doesn't” is of one column
        case Cells(rows=Named(rows=(_, _, *_)), columns=()) if _compares(question):
            return True
        case Cells(columns=()) if (
            said & {"where", "when", "how", "why"}
            or _asks_agent(question, is_telling)
            or _asks_what_is_done(question)
            or (opening == "what" and is_telling and _asks_of_name(question, links, build))
        ):
            return False  # all of a row is no answer to where, when, how, who did what or what X runs on
    if not isinstance(request, Cells) or not request.columns:
        return True
    if isinstance(request.rows, AllRows) and "where" in [t.folded for t in question.tokens[1:]]:
        return False  # “licences where all seats are taken” tests the seats, and does not ask for them
    first = question.tokens[: 1 + (question.tokens[0].folded in ("in", "from", "at", "since", "to", "by"))]
    asked = {token.folded for token in first} & {"who", "whom", "when", "where"}
    table = table_of(request.rows, build)
    columns = [column for column in table.columns if column.name in request.columns]
    if "when" in asked:
        figures = (Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.YES_NO)
        return all(
            column.kind not in figures or measures(column, "year") or _holds_years(column, table, build)
            for column in columns
        )
    if any(column.kind.is_ordered or column.kind is Kind.YES_NO for column in columns):
        return not asked
    # “who owns X” asks for the owner; “who competes with X” does not ask for the competitive position.
    named = _named(links, build)
    if "where" in asked and not all(
        is_site(column)
        or (
            not (is_agent(head(column.name)) and is_of_place(question)) and _holds_names(column, table, build)
        )
        for column in columns
    ):
        return False  # “where can I rent X” does not ask for the rental model
    is_personal = all(
        head(column.name).endswith(_AGENTS)
        or column.name.lower().endswith(" by")
        or is_agent(head(column.name))
        or (column.name in named and _holds_names(column, table, build))
        for column in columns
    )
    return is_personal or not asked & {"who", "whom"}


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


def _asks_of_name(
    question: Question,
    links: Links,
    build: Build,
    asking: frozenset[str] = _MANNERS,
    verbs: frozenset[str] = _DOING,
) -> bool:
    """Whether the subject of “what does X …” is a name or a value of the catalog; of “where is X” a name."""
    said = [token.folded for token in question.tokens[:3]]
    subject = 3 if said[2:] == ["the"] else 2
    if len(said) < 2 or said[0] not in asking or said[1] not in verbs:
        return False
    about = [s for s in links.senses if s.start == subject]
    is_written = subject < len(question.tokens) and question.tokens[subject].is_name_like
    if any(s.kind == "row" and (s.is_whole or is_written) for s in about):
        return True
    if verbs is _BEING:
        return any(is_of_name(s, build) for s in about)
    return any(s.kind == "value" and (s.is_whole or (is_written and said[0] != "what")) for s in about)


def _asks_ruler(question: Question) -> bool:
    """“who runs X”: who is at the head of it."""
    return question.tokens[0].folded == "who" and any(t.stem == "run" for t in question.tokens[1:])


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


def _has_verb(question: Question) -> bool:
    """Whether something is done there: “where is Spanish spoken”, “where can I rent X”."""
    last, second = question.tokens[-1], question.tokens[min(1, len(question.tokens) - 1)]
    return (not last.is_soft and lemma(last.folded) != last.folded) or second.folded in _ABLE


def _asks_measure(question: Question) -> bool:
    """“how heavy …”: a figure is asked for."""
    said = [token.folded for token in question.tokens[:2]]
    return len(said) > 1 and said[0] == "how" and bool(attribute(said[1]))


def _asks_manner(question: Question) -> bool:
    """“how do …”, “how can …”: no number and no measure is asked for."""
    said = [token.folded for token in question.tokens[:2]]
    return len(said) > 1 and said[0] == "how" and said[1] in _DOING | _ABLE


def _asks_agent(question: Question, is_telling: bool) -> bool:
    """“who did …”: more than who or what someone is."""
    said = [token.folded for token in question.tokens]
    is_being = said[1:2] and said[1] in _BEING
    return "who" in said and (is_telling or (said[0] == "who" and not is_being))


def _asks_what_is_done(question: Question) -> bool:
    """“what is sold at X”: a participle that tells something, and is more than what X is."""
    said = [token.folded for token in question.tokens]
    return said[:1] == ["what"] and any(
        (i == 0 or said[i] in _BEING) and lemma(word) != word and stem(lemma(word)) in english().telling
        for i, word in enumerate(said[1:])
    )


def _denies_subject(question: Question) -> bool:
    """“does nobody …”, “is there no X that …”: what a yes/no question is about is none."""
    return any(token.folded in _NONE for token in question.tokens[1:3])


def _asks_of_each(question: Question) -> bool:
    return any(kind == "every" for _, _, kind in triggers(question))


def _compares(question: Question) -> bool:
    return any(kind == "compare" for _, _, kind in triggers(question))


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


def _fits_noun(question: Question, request: Request, links: Links, build: Build) -> bool:
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
    return any(end < len(said) and said[end] in _ADJUNCTS and {end + 1, end + 2} & starts for end in ends)


def _unstated(pred: Pred | None) -> Iterator[str]:
    """The columns that a test wants empty."""
    for test in joined_parts(pred):
        match test:
            case Not(part=Stated(column=column)):
                yield column
